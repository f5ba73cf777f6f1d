import ArgumentParser
import Foundation
import Storage

/// `mien user sessions`
struct UserSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "Lists and ends the sessions of an account.",
    discussion: """
      Example:

        mien user sessions end ada
      """,
    subcommands: [UserSessionsList.self, UserSessionsEnd.self])
}

/// `mien user sessions list`
struct UserSessionsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the sessions of an account, the last used first.",
    discussion: """
      Example:

        mien user sessions list ada --json
      """)

  @Argument(help: "Whose sessions.")
  var name: String

  @Flag(help: "Print one JSON list.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions

  /// A session in the JSON output.
  private struct Shown: Encodable {
    let agent: String
    let createdAt: Date
    let lastSeenAt: Date

    enum CodingKeys: String, CodingKey {
      case agent
      case createdAt = "created_at"
      case lastSeenAt = "last_seen_at"
    }
  }

  func run() async throws {
    let store = try Settings(data).openStore()
    let account = try await store.accounts.find(name: name)
    let sessions = try await store.sessions.all(of: account, at: Date())
    if json {
      return try Console.printJSON(
        sessions.map { Shown(agent: $0.agent, createdAt: $0.createdAt, lastSeenAt: $0.seenAt) })
    }
    if sessions.isEmpty { Console.note("\(account.name) is not signed in anywhere.") }
    for session in sessions {
      let agent = session.agent.isEmpty ? "unknown" : session.agent
      Console.print(
        "\(agent.padded(to: 24))  since \(session.createdAt.formatted(.iso8601))  "
          + "last seen \(session.seenAt.formatted(.iso8601))")
    }
  }
}

/// `mien user sessions end`
struct UserSessionsEnd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end",
    abstract: "Signs an account out everywhere; its access tokens stay.",
    discussion: """
      Example:

        mien user sessions end ada
      """)

  @Argument(help: "Whose sessions.")
  var name: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let store = try Settings(data).openStore()
    let account = try await store.accounts.find(name: name)
    let count = try await store.sessions.endAll(of: account).count
    try await store.noteAtCommandLine(.sessionsEnded, of: account)
    Console.print("Ended \(count == 1 ? "1 session" : "\(count) sessions") of \(account.name).")
  }
}

extension Store {
  /// Notes in the audit log what was done here, by whoever may run the program.
  func noteAtCommandLine(_ kind: AuditEvent.Kind, of account: Account? = nil) async throws {
    try await audit.record(
      kind, by: nil, to: account, address: nil, detail: "command line", at: Date())
  }
}
