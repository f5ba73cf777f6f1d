import ArgumentParser
import Storage

/// `mien user second-factor`
struct UserSecondFactor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "second-factor",
    abstract: "Switches second factors off, for who has lost the app and the recovery codes.",
    discussion: """
      Everybody switches one's own on, on the page.

      Example:

        mien user second-factor off ada
      """,
    subcommands: [UserSecondFactorOff.self])
}

/// `mien user second-factor off`
struct UserSecondFactorOff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "off",
    abstract: "Lets an account sign in with its password alone, and forgets its recovery codes.",
    discussion: """
      Example:

        mien user second-factor off ada
      """)

  @Argument(help: "Whose second factor.")
  var name: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let store = try Settings(data).openStore()
    let account = try await store.accounts.find(name: name)
    guard try await store.secondFactors.remove(of: account) else {
      throw Failure("\(account.name) has no second factor: nothing was changed")
    }
    try await store.noteAtCommandLine(.secondFactorOff, of: account)
    Console.print("\(account.name) signs in without a second factor.")
  }
}
