import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct InvitationStoreTests {
  let temporary: TemporaryStore
  var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  private func accept(_ invitation: Invitation, as name: String, at time: Date = noon) async throws -> Account
  {
    try await store.accounts.accept(
      invitation: invitation.code, name: name, password: "a long password", at: time)
  }

  @Test func `an invitation makes one account, a member's`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let invitation = try await store.invitations.create(by: root, at: noon)
    #expect(invitation.expiresAt == noon.addingTimeInterval(7 * 86_400))
    #expect(try await accept(invitation, as: "ada").role == .member)
    await #expect(throws: StorageError.unusableInvitation) { try await accept(invitation, as: "bob") }
    #expect(try await store.accounts.list().map(\.name) == ["ada", "root"])
  }

  @Test func `of many who use an invitation at once one gets in`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let invitation = try await store.invitations.create(by: root, at: noon)
    let made = await withTaskGroup(of: Account?.self) { group in
      for number in 0..<12 { group.addTask { try? await accept(invitation, as: "name \(number)") } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(made.compactMap(\.self).count == 1)
    #expect(try await store.accounts.list().count == 2)
  }

  @Test func `an invitation expires after seven days`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let invitation = try await store.invitations.create(by: root, at: noon)
    await #expect(throws: StorageError.unusableInvitation) {
      try await accept(invitation, as: "ada", at: invitation.expiresAt)
    }
    #expect(
      try await accept(invitation, as: "ada", at: invitation.expiresAt.addingTimeInterval(-1)).name == "ada")
  }

  @Test func `an invitation stays good when the name is taken or the password does not fit`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let invitation = try await store.invitations.create(by: root, at: noon)
    await #expect(throws: StorageError.nameTaken("Root")) { try await accept(invitation, as: "Root") }
    await #expect(throws: StorageError.self) {
      try await store.accounts.accept(invitation: invitation.code, name: "ada", password: "short", at: noon)
    }
    #expect(try await accept(invitation, as: "ada").name == "ada")
  }

  @Test func `an unknown code is refused`() async throws {
    await #expect(throws: StorageError.unusableInvitation) {
      try await store.accounts.accept(invitation: "guess", name: "eve", password: "a long password", at: noon)
    }
  }
}
