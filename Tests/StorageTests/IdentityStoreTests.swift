import Foundation
import GRDB
import Storage
import Testing

/// Changing and resetting passwords, sessions one sees and ends, and what administrators do.
@Suite(.everyEngine) struct IdentityStoreTests {
  let temporary: TemporaryStore
  var store: Store { temporary.store }
  var accounts: AccountStore { temporary.store.accounts }

  init() throws { temporary = try TemporaryStore() }

  @Test(arguments: [
    "password1", "PassWord1", "Ｐassword1", " password1 ", "iloveyou", "1Q2W3E4R5T", "qwertyuiop",
  ])
  func `a password that guessing begins with is refused`(password: String) async throws {
    let error = await #expect(throws: StorageError.self) {
      try await accounts.create(name: "ada", password: password, role: .member, at: noon)
    }
    #expect(error?.description.contains("among the first that are guessed") == true)
  }

  @Test func `a changed password ends all sessions and tokens and starts one anew`() async throws {
    let ada = try await temporary.account("ada")
    let old = try await store.sessions.start(for: ada, at: noon)
    let script = try await store.tokens.create(
      named: "a", scopes: [.frames], days: nil, for: ada, at: noon)
    let bob = try await store.sessions.start(for: temporary.account("bob"), at: noon)
    #expect(
      try await accounts.changePassword(of: ada, from: "wrong", to: "another one", at: noon) == nil)
    let changed = try await accounts.changePassword(
      of: ada, from: "a long password", to: "another one", at: noon, agent: "Firefox, Linux")
    let (token, ended) = try changed.unwrapped
    #expect(ended.count == 2)
    #expect(ended.contains(script.token.id))
    #expect(try await store.sessions.find(old, at: noon) == nil)
    #expect(try await store.tokens.find(script.secret, at: noon) == nil)
    #expect(try await store.sessions.find(token, at: noon)?.agent == "Firefox, Linux")
    #expect(try await store.sessions.find(bob, at: noon) != nil)
    #expect(try await accounts.authenticate(name: "ada", password: "a long password") == nil)
    #expect(try await accounts.authenticate(name: "ada", password: "another one") == ada)
  }

  @Test(arguments: ["short", "ada lovelace", "password1", "a long password"])
  func `a new password has to fit and to be new`(new: String) async throws {
    let ada = try await temporary.account("Ada Lovelace")
    let error = await #expect(throws: StorageError.self) {
      try await accounts.changePassword(of: ada, from: "a long password", to: new, at: noon)
    }
    guard case .unfitPassword = error else {
      Issue.record("not refused: \(String(describing: error))")
      return
    }
    #expect(try await accounts.isPassword("a long password", of: ada))
  }

  @Test func `a reset is good once and for a day, and only the newest`() async throws {
    let ada = try await temporary.account("ada")
    let session = try await store.sessions.start(for: ada, at: noon)
    let first = try await accounts.makeReset(for: ada, at: noon)
    let second = try await accounts.makeReset(for: ada, at: noon)
    #expect(second.expiresAt == noon.addingTimeInterval(86_400))
    for (code, time) in [(first.code, noon), ("guess", noon), (second.code, second.expiresAt)] {
      await #expect(throws: StorageError.unusableReset) {
        try await accounts.usePasswordReset(code, password: "another one", at: time)
      }
    }
    await #expect(throws: StorageError.self) {
      try await accounts.usePasswordReset(second.code, password: "password1", at: noon)
    }
    #expect(try await accounts.isPassword("a long password", of: ada))
    let used = try await accounts.usePasswordReset(second.code, password: "another one", at: noon)
    #expect(used.account == ada)
    #expect(used.ended.count == 1)
    #expect(try await store.sessions.find(session, at: noon) == nil)
    #expect(try await accounts.isPassword("another one", of: ada))
    await #expect(throws: StorageError.unusableReset) {
      try await accounts.usePasswordReset(second.code, password: "a third one", at: noon)
    }
  }

  @Test func `a password changed by other means ends a reset`() async throws {
    let ada = try await temporary.account("ada")
    let reset = try await accounts.makeReset(for: ada, at: noon)
    try await accounts.setPassword(of: "ada", to: "another one")
    await #expect(throws: StorageError.unusableReset) {
      try await accounts.usePasswordReset(reset.code, password: "a third one", at: noon)
    }
  }

  @Test func `sessions are seen and ended by their owner`() async throws {
    let ada = try await temporary.account("ada")
    let bob = try await temporary.account("bob")
    let first = try await store.sessions.start(for: ada, at: noon, agent: String(repeating: "x", count: 99))
    let second = try await store.sessions.start(for: ada, at: noon.addingTimeInterval(60), agent: "curl")
    let all = try await store.sessions.all(of: ada, at: noon.addingTimeInterval(60))
    #expect(all.map(\.agent) == ["curl", String(repeating: "x", count: 64)])
    #expect(try await store.sessions.all(of: bob, at: noon) == [])
    let id = try all.last.unwrapped.id
    await #expect(throws: StorageError.noSuchSession) { try await store.sessions.end(id: id, of: bob) }
    try await store.sessions.end(id: id, of: ada)
    await #expect(throws: StorageError.noSuchSession) { try await store.sessions.end(id: id, of: ada) }
    #expect(try await store.sessions.find(first, at: noon) == nil)
    let third = try await store.sessions.start(for: ada, at: noon)
    let kept = try await store.sessions.find(third, at: noon).unwrapped.id
    #expect(try await store.sessions.endAll(of: ada, but: kept).count == 1)
    #expect(try await store.sessions.find(second, at: noon) == nil)
    #expect(try await store.sessions.all(of: ada, at: noon).map(\.id) == [kept])
    let later = noon.addingTimeInterval(SessionStore.idleLimit)
    #expect(try await store.sessions.all(of: ada, at: later) == [])
  }

  @Test func `administrators see when somebody was here and with what`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let ada = try await temporary.account("ada")
    let token = try await store.sessions.start(for: ada, at: noon)
    let later = noon.addingTimeInterval(3600)
    _ = try await store.sessions.find(token, at: later)
    try await store.sessions.end(token)
    let entries = try await accounts.entries().sorted { $0.account.name < $1.account.name }
    #expect(entries.map(\.account) == [ada, root])
    #expect(entries.map(\.lastSeenAt) == [later, nil])
    #expect(entries.map(\.hasSecondFactor) == [false, false])
  }

  @Test func `the last administrator keeps the role and the account`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let ada = try await temporary.account("ada")
    await #expect(throws: StorageError.lastAdministrator("root")) {
      try await accounts.setRole(.member, of: root.id)
    }
    await #expect(throws: StorageError.lastAdministrator("root")) { try await accounts.delete(id: root.id) }
    try await accounts.setRole(.administrator, of: root.id)
    #expect(try await accounts.setRole(.administrator, of: ada.id).role == .member)
    try await accounts.setRole(.member, of: root.id)
    #expect(try await accounts.find(name: "ROOT").role == .member)
    #expect(try await accounts.delete(id: root.id).account.name == "root")
    await #expect(throws: StorageError.unknownAccount) { try await accounts.delete(id: root.id) }
    await #expect(throws: StorageError.unknownAccount) { try await accounts.setRole(.member, of: "x") }
    await #expect(throws: StorageError.unknownAccount) { try await accounts.makeReset(for: root, at: noon) }
  }

  @Test func `of two administrators who leave at once one stays`() async throws {
    var ids: [String] = []
    for number in 0..<6 {
      ids.append(try await temporary.account("root \(number)", role: .administrator).id)
    }
    let accounts = accounts
    await withTaskGroup(of: Void.self) { group in
      for id in ids { group.addTask { _ = try? await accounts.setRole(.member, of: id) } }
    }
    #expect(try await accounts.list().count { $0.role == .administrator } == 1)
  }

  @Test func `open invitations are seen and taken back`() async throws {
    let root = try await temporary.account("root", role: .administrator)
    let first = try await store.invitations.create(by: root, at: noon)
    let second = try await store.invitations.create(by: nil, at: noon.addingTimeInterval(1))
    _ = try await accounts.accept(
      invitation: first.code, name: "ada", password: "a long password", at: noon)
    let third = try await store.invitations.create(by: root, at: noon.addingTimeInterval(2))
    let open = try await store.invitations.open(at: noon)
    #expect(open.map(\.by) == [nil, "root"])
    #expect(open.map(\.expiresAt) == [second.expiresAt, third.expiresAt])
    #expect(try await store.invitations.open(at: third.expiresAt) == [])
    try await store.invitations.delete(open[0].id)
    await #expect(throws: StorageError.noSuchInvitation) { try await store.invitations.delete(open[0].id) }
    await #expect(throws: StorageError.unusableInvitation) {
      try await accounts.accept(invitation: second.code, name: "eve", password: "a long password", at: noon)
    }
  }

  @Test func `a database from before second factors keeps its sessions and invitations`() async throws {
    guard TestEngine.current == .sqlite else { return }
    let directory = try TemporaryDirectory()
    let older = try DatabaseQueue(path: directory.url.appending(path: "mien.sqlite").path())
    try Tables.migrator.migrate(older, upTo: "0003 baselines, access tokens")
    try await older.write { database in
      try database.execute(
        sql: """
          INSERT INTO accounts (id, name, name_key, role, password_hash, created_at)
          VALUES ('1', 'ada', 'ada', 'administrator', '', 0);
          INSERT INTO sessions (token_hash, account_id, created_at, seen_at) VALUES ('x', '1', 1000, 2000);
          INSERT INTO invitations (code_hash, made_by, created_at, expires_at) VALUES ('y', '1', 1000, 9000)
          """)
    }
    try older.close()
    let newer = try Store(directory: directory.url, passwordCost: TemporaryStore.cheap)
    let ada = try await newer.accounts.find(name: "ada")
    let soon = Date(timeIntervalSince1970: 3)
    #expect(try await newer.sessions.all(of: ada, at: soon).map(\.id) == ["x"])
    #expect(try await newer.invitations.open(at: soon).map(\.by) == ["ada"])
    #expect(try await !newer.secondFactors.state(of: ada).isEnabled)
  }
}
