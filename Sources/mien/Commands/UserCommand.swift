import ArgumentParser
import Foundation
import Storage

/// `mien user`
struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user",
    abstract: "Adds, lists and deletes accounts, and lets people in who locked themselves out.",
    discussion: """
      Passwords are asked for at the terminal, or read as one line of standard input; never from an argument.

      Example:

        mien user add ada
      """,
    subcommands: [
      UserAdd.self, UserList.self, UserPasswd.self, UserDelete.self, UserInvite.self, UserReset.self,
      UserSecondFactor.self, UserSessions.self,
    ])
}

/// `mien user add`
struct UserAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Adds an account.",
    discussion: """
      The first account is an administrator's; later ones are members' unless you say otherwise.

      Example: the password from a file, without a question.

        mien user add ada --administrator < password.txt
      """)

  @Argument(help: "Name to sign in with.")
  var name: String

  @Flag(help: "Let this account invite others.")
  var administrator = false

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    _ = try AccountName(name)
    let store = try Settings(data).openStore()
    let isFirst = try await store.accounts.isEmpty()
    let account = try await store.accounts.create(
      name: name, password: try PasswordPrompt.ask(for: name),
      role: administrator || isFirst ? .administrator : .member, at: Date())
    try await store.noteAtCommandLine(.accountMade, of: account)
    Console.print("Added \(account.name), \(account.role.rawValue).")
  }
}

/// `mien user list`
struct UserList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the accounts, the oldest first.",
    discussion: """
      Example:

        mien user list --json
      """)

  @Flag(help: "Print one JSON list.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions

  /// An account in the JSON output.
  private struct Shown: Encodable {
    let name: String
    let role: Role
    let createdAt: Date

    enum CodingKeys: String, CodingKey {
      case name, role
      case createdAt = "created_at"
    }
  }

  func run() async throws {
    let accounts = try await Settings(data).openStore().accounts.list()
    if json {
      return try Console.printJSON(
        accounts.map { Shown(name: $0.name, role: $0.role, createdAt: $0.createdAt) })
    }
    if accounts.isEmpty { Console.note("There are no accounts yet. Add one with: mien user add NAME") }
    let width = accounts.map(\.name.count).max() ?? 0
    for account in accounts {
      let since = account.createdAt.formatted(.iso8601.year().month().day())
      Console.print(
        "\(account.name.padded(to: width))  \(account.role.rawValue.padded(to: 13))  since \(since)")
    }
  }
}

/// `mien user passwd`
struct UserPasswd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passwd",
    abstract: "Gives an account another password and signs it out everywhere.",
    discussion: """
      Example:

        mien user passwd ada
      """)

  @Argument(help: "Whose password.")
  var name: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let store = try Settings(data).openStore()
    let key = try AccountName(name).key
    guard try await store.accounts.list().contains(where: { (try? AccountName($0.name).key) == key }) else {
      throw StorageError.noSuchAccount(name)
    }
    let account = try await store.accounts.setPassword(of: name, to: PasswordPrompt.ask(for: name))
    try await store.noteAtCommandLine(.passwordChanged, of: account)
    Console.print("Changed the password of \(name), who is signed out everywhere.")
  }
}

/// `mien user delete`
struct UserDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Deletes an account and everything known of it. There is no way back.",
    discussion: """
      Example:

        mien user delete ada
      """)

  @Argument(help: "Whose account.")
  var name: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let store = try Settings(data).openStore()
    try await store.accounts.delete(name: name)
    try await store.noteAtCommandLine(.accountDeleted)
    Console.print("Deleted \(name) with all likes, skips, hides and sessions.")
  }
}
