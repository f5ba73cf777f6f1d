import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct OpenIDStoreTests {
  let temporary: TemporaryStore
  var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  private func identity(_ subject: String, issuer: String = "https://login.example") -> ForeignIdentity {
    ForeignIdentity(issuer: issuer, subject: subject)
  }

  @Test func `issuer and subject together say whose account it is`() async throws {
    let ada = try await temporary.account("ada")
    _ = try await store.openID.link(identity("1"), to: ada.id, at: noon)
    #expect(try await store.openID.prove(identity("1"))?.account == ada)
    #expect(try await store.openID.prove(identity("1", issuer: "https://login.example/")) == nil)
    #expect(try await store.openID.prove(identity("2")) == nil)
    #expect(try await store.openID.linkedAt(ada, issuer: "https://login.example") == noon)
    let proof = try #require(try await store.openID.prove(identity("1")))
    let token = try #require(try await store.sessions.start(for: proof, at: noon))
    #expect(try await store.sessions.find(token, at: noon)?.account == ada)
    #expect(try await store.openID.unlink(ada, issuer: "https://login.example"))
    #expect(try await !store.openID.unlink(ada, issuer: "https://login.example"))
    #expect(try await store.openID.prove(identity("1")) == nil)
  }

  @Test func `neither side of a link has two`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    _ = try await store.openID.link(identity("1"), to: ada.id, at: noon)
    for (subject, account) in [("1", bob), ("2", ada), ("1", ada)] {
      await #expect(throws: StorageError.linkedElsewhere) {
        _ = try await store.openID.link(identity(subject), to: account.id, at: noon)
      }
    }
    _ = try await store.openID.link(identity("1", issuer: "https://other.example"), to: ada.id, at: noon)
    try await store.accounts.delete(name: "ada")
    #expect(try await store.openID.prove(identity("1")) == nil)
    _ = try await store.openID.link(identity("1"), to: bob.id, at: noon)
  }

  @Test func `what a browser went with is taken once, by it alone, in time`() async throws {
    let attempt = try await store.openID.begin(.signIn, for: nil, session: nil, at: noon)
    let another = try await store.openID.begin(.signIn, for: nil, session: nil, at: noon)
    let mixed = ForeignAttempt(state: attempt.state, keepsake: another.keepsake)
    #expect(try await store.openID.take(mixed, .signIn, at: noon) == nil)
    #expect(try await store.openID.take(another, .signIn, at: noon.addingTimeInterval(600)) == nil)
    #expect(try await store.openID.take(attempt, .signIn, at: noon.addingTimeInterval(599)) != nil)
    #expect(try await store.openID.take(attempt, .signIn, at: noon) == nil)
    #expect(attempt.nonce != another.nonce)
    #expect(attempt.verifier != attempt.nonce)
    #expect(attempt.verifier.count == 43)
  }

  @Test func `of two who take the same at once one gets it`() async throws {
    let attempt = try await store.openID.begin(.signIn, for: nil, session: nil, at: noon)
    let store = store
    let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { try await store.openID.take(attempt, .signIn, at: noon) != nil }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 1)
  }

  @Test func `one purpose is not the other, and whom to link is kept`() async throws {
    let ada = try await temporary.account("ada")
    let attempt = try await store.openID.begin(.link, for: ada, session: "a session", at: noon)
    let taken = try #require(try await store.openID.take(attempt, .link, at: noon))
    #expect(taken.account == ada.id)
    #expect(taken.session == "a session")
    let second = try await store.openID.begin(.link, for: ada, session: nil, at: noon)
    #expect(try await store.openID.take(second, .signIn, at: noon) == nil)
  }

  @Test func `what the database has opens nothing`() async throws {
    let attempt = try await store.openID.begin(.signIn, for: nil, session: nil, at: noon)
    let kept = try await store.texts("SELECT state_hash || ' ' || keepsake_hash FROM foreign_attempts")
      .compactMap(\.self).joined()
    for secret in [attempt.state, attempt.keepsake.text, attempt.nonce, attempt.verifier] {
      #expect(!kept.contains(secret))
    }
  }

  @Test func `an account made without a password is opened by none`() async throws {
    await #expect(throws: StorageError.notSetUp) {
      _ = try await store.openID.createAccount(for: identity("1"), names: ["Bob"], at: noon)
    }
    _ = try await temporary.account("Ada")
    let made = try await store.openID.createAccount(
      for: identity("1"), names: ["\u{7}", "ADA", "Bob"], at: noon)
    #expect(made.account.name == "ADA 2")
    #expect(made.account.role == .member)
    let unnamed = try await store.openID.createAccount(for: identity("2"), names: [], at: noon)
    #expect(unnamed.account.name == "Somebody")
    let long = try await store.openID.createAccount(
      for: identity("3"), names: [String(repeating: "n", count: 64)], at: noon)
    #expect(long.account.name.count == 58)
    for password in ["", "none:", "a long password"] {
      #expect(try await store.accounts.prove(name: "ADA 2", password: password) == nil)
    }
    #expect(try await !store.accounts.hasPassword(made.account))
    await #expect(throws: StorageError.onlyWayIn) {
      _ = try await store.openID.unlink(made.account, issuer: "https://login.example")
    }
    let token = try #require(try await store.sessions.start(for: made, at: noon))
    let accounts = store.accounts
    #expect(
      try await accounts.proof(ofSession: token, within: 600, at: noon.addingTimeInterval(601)) == nil)
    let fresh = try #require(
      try await accounts.proof(ofSession: token, within: 600, at: noon.addingTimeInterval(600)))
    #expect(try await accounts.choosePassword(fresh, "another one", at: noon) != nil)
    // It was for an account without one.
    #expect(try await accounts.choosePassword(fresh, "a third one", at: noon) == nil)
    #expect(try await accounts.prove(name: "ADA 2", password: "another one")?.account == made.account)
    #expect(try await store.openID.unlink(made.account, issuer: "https://login.example"))
  }

  @Test func `an awaited code is awaited of one browser`() async throws {
    let ada = try await temporary.account("ada")
    _ = try await store.openID.link(identity("1"), to: ada.id, at: noon)
    let proof = try #require(try await store.openID.prove(identity("1")))
    let attempt = try await store.openID.begin(.signIn, for: nil, session: nil, at: noon)
    #expect(try await store.openID.awaited(attempt, at: noon) == nil)
    _ = try await store.openID.take(attempt, .signIn, at: noon)
    try await store.openID.awaitCode(of: proof, attempt, session: "old", at: noon)
    #expect(try await store.openID.take(attempt, .signIn, at: noon) == nil)
    let awaited = try #require(try await store.openID.awaited(attempt, at: noon))
    #expect(awaited.proof.account == ada)
    #expect(awaited.session == "old")
    #expect(try await store.openID.awaited(attempt, at: noon.addingTimeInterval(600)) == nil)
    try await store.openID.forget(attempt)
    #expect(try await store.openID.awaited(attempt, at: noon) == nil)
  }
}
