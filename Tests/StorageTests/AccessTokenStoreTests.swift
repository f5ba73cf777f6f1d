import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct AccessTokenStoreTests {
  let temporary: TemporaryStore
  var tokens: AccessTokenStore { temporary.store.tokens }
  let day: TimeInterval = 86_400

  init() throws { temporary = try TemporaryStore() }

  private func make(
    _ name: String = "a script", _ scopes: Set<Scope> = [.mood, .frames], days: Int? = nil,
    for account: Account, at time: Date = noon
  ) async throws -> (token: AccessToken, secret: AccessTokenSecret) {
    try await tokens.create(named: name, scopes: scopes, days: days, for: account, at: time)
  }

  @Test func `a token is found by its secret, with its scopes and its owner`() async throws {
    let ada = try await temporary.account("ada")
    let (token, secret) = try await make(" a script ", for: ada)
    #expect(secret.text.hasPrefix("mien_") && secret.text.count == 48)
    #expect(token.name == "a script" && token.scopes == [.frames, .mood])
    #expect(token.createdAt == noon && token.expiresAt == nil && token.lastUsedAt == nil)
    let sent = try #require(AccessTokenSecret(secret.text))
    let found = try #require(try await tokens.find(sent, at: noon))
    #expect(found.token == token && found.account == ada)
    #expect(try await tokens.all(of: ada).map(\.id) == [token.id])
  }

  @Test(arguments: [
    "", "mien_", "mien_short", "abcd_" + String(repeating: "A", count: 43), "mien_' OR 1=1 --",
  ])
  func `what cannot be a secret of ours is none`(text: String) { #expect(AccessTokenSecret(text) == nil) }

  @Test func `an unknown secret finds nobody`() async throws {
    let guess = try #require(AccessTokenSecret("mien_" + String(repeating: "A", count: 43)))
    #expect(try await tokens.find(guess, at: noon) == nil)
    #expect(try await !tokens.holds(guess, at: noon))
  }

  @Test func `a token expires after its days`() async throws {
    let ada = try await temporary.account("ada")
    let (token, secret) = try await make(days: 90, for: ada)
    #expect(token.expiresAt == noon.addingTimeInterval(90 * day))
    #expect(try await tokens.find(secret, at: noon.addingTimeInterval(90 * day - 1)) != nil)
    #expect(try await tokens.find(secret, at: noon.addingTimeInterval(90 * day)) == nil)
    #expect(try await !tokens.holds(secret, at: noon.addingTimeInterval(90 * day)))
    #expect(try await tokens.all(of: ada).count == 1, "its owner sees why a script fails")
  }

  @Test func `its last use is noted once a minute, and asking is no use`() async throws {
    let ada = try await temporary.account("ada")
    let (_, secret) = try await make(for: ada)
    #expect(try await tokens.holds(secret, at: noon.addingTimeInterval(5)))
    #expect(try await tokens.all(of: ada)[0].lastUsedAt == nil)
    for second in [10.0, 60, 69] { _ = try await tokens.find(secret, at: noon.addingTimeInterval(second)) }
    #expect(try await tokens.all(of: ada)[0].lastUsedAt == noon.addingTimeInterval(10))
    _ = try await tokens.find(secret, at: noon.addingTimeInterval(70))
    #expect(try await tokens.all(of: ada)[0].lastUsedAt == noon.addingTimeInterval(70))
  }

  @Test func `a token is deleted by its owner alone`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let (token, secret) = try await make(for: ada)
    #expect(try await tokens.all(of: bob).isEmpty)
    await #expect(throws: StorageError.noSuchToken) { try await tokens.delete(token.id, of: bob) }
    #expect(try await tokens.holds(secret, at: noon))
    try await tokens.delete(token.id, of: ada)
    #expect(try await tokens.find(secret, at: noon) == nil)
    await #expect(throws: StorageError.noSuchToken) { try await tokens.delete(token.id, of: ada) }
  }

  @Test func `tokens end with the password and with the account`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let (_, first) = try await make(for: ada)
    let (_, second) = try await make(for: bob)
    try await temporary.store.accounts.setPassword(of: "ada", to: "another password")
    #expect(try await tokens.find(first, at: noon) == nil)
    #expect(try await tokens.find(second, at: noon) != nil)
    try await temporary.store.accounts.delete(name: "bob")
    #expect(try await tokens.find(second, at: noon) == nil)
  }

  @Test func `what does not fit is refused with what to change`() async throws {
    let ada = try await temporary.account("ada")
    for (name, scopes, days) in [
      ("", Set<Scope>([.mood]), nil), (String(repeating: "x", count: 65), [.mood], nil),
      ("two\nlines", [.mood], nil), ("a", [], nil), ("a", [.mood], 0), ("a", [.mood], 3651),
    ] as [(String, Set<Scope>, Int?)] {
      let error = await #expect(throws: StorageError.self) {
        try await make(name, scopes, days: days, for: ada)
      }
      guard case .unfitToken = error else {
        Issue.record("\(name) \(String(describing: days)): \(String(describing: error))")
        continue
      }
    }
    #expect(try await tokens.all(of: ada).isEmpty)
  }

  @Test func `an account has twenty tokens at most`() async throws {
    let ada = try await temporary.account("ada")
    for second in 0..<20 { _ = try await make(for: ada, at: noon.addingTimeInterval(Double(second))) }
    await #expect(throws: StorageError.tooManyTokens(most: 20)) { try await make(for: ada) }
    let newest = try #require(try await tokens.all(of: ada).first)
    #expect(newest.createdAt == noon.addingTimeInterval(19))
    try await tokens.delete(newest.id, of: ada)
    _ = try await make(for: ada)
    _ = try await make(for: temporary.account("bob"))
  }

  @Test func `the database does not hold the secret`() async throws {
    let (_, secret) = try await make(for: try await temporary.account("ada"))
    for file in try FileManager.default.contentsOfDirectory(
      at: temporary.store.file.deletingLastPathComponent(), includingPropertiesForKeys: nil)
    {
      #expect(try Data(contentsOf: file).range(of: Data(secret.text.dropFirst(5).utf8)) == nil)
    }
  }
}
