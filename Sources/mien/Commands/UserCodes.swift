import ArgumentParser
import Foundation
import Storage

/// What both kinds of code print.
private struct ShownCode: Encodable {
  let code: String
  let expiresAt: Date

  enum CodingKeys: String, CodingKey {
    case code
    case expiresAt = "expires_at"
  }

  func print(asJSON json: Bool, _ sentence: String) throws {
    if json { return try Console.printJSON(self) }
    Console.print(code)
    Console.note("\(sentence) It is good once, until \(expiresAt.formatted(.iso8601)).")
  }
}

/// `mien user invite`
struct UserInvite: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Makes an invitation: a code with which somebody makes a member's account.",
    discussion: """
      Example:

        mien user invite
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let store = try Settings(data).openStore()
    let invitation = try await store.invitations.create(by: nil, at: Date())
    try await store.noteAtCommandLine(.invitationMade)
    try ShownCode(code: invitation.code, expiresAt: invitation.expiresAt)
      .print(asJSON: json, "Give this code to whom you invite.")
  }
}

/// `mien user reset`
struct UserReset: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Makes a code with which somebody who lost a password chooses another.",
    discussion: """
      The old password stays good until the code is used. A second factor stays on.

      Example:

        mien user reset ada
      """)

  @Argument(help: "Whose password.")
  var name: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let store = try Settings(data).openStore()
    let account = try await store.accounts.find(name: name)
    let reset = try await store.accounts.makeReset(for: account, at: Date())
    try await store.noteAtCommandLine(.resetMade, of: account)
    try ShownCode(code: reset.code, expiresAt: reset.expiresAt)
      .print(asJSON: json, "Give this code to \(account.name) alone.")
  }
}
