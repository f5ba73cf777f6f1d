import CSodium
import Dispatch
import Foundation
import Storage
import Synchronization
import Testing

@Suite(.everyEngine) struct AccountStoreTests {
  let temporary: TemporaryStore
  var accounts: AccountStore { temporary.store.accounts }

  init() throws { temporary = try TemporaryStore() }

  @Test func `an account signs in with its password, however its name is written`() async throws {
    let made = try await accounts.create(
      name: " Zoë ", password: "correct horse", role: .member, at: noon)
    #expect(made.name == "Zoë")
    #expect(made.role == .member)
    #expect(made.createdAt == noon)
    for name in ["Zoë", "ZOË", "zoe\u{308}"] {
      #expect(try await accounts.authenticate(name: name, password: "correct horse") == made)
    }
  }

  @Test func `a password counts the same however a keyboard composes it`() async throws {
    let made = try await accounts.create(name: "a", password: "caf\u{e9} au lait", role: .member, at: noon)
    #expect(try await accounts.authenticate(name: "a", password: "cafe\u{301} au lait") == made)
  }

  @Test(arguments: [
    ("ada", "wrong horse"), ("ada", ""), ("ada", "correct hors"), ("nobody", "correct horse"),
    ("", "correct horse"), ("ada\n", "Correct horse"), ("' OR 1=1 --", "correct horse"),
  ]) func `a wrong password and an unknown name are the same nothing`(name: String, password: String)
    async throws
  {
    try await accounts.create(name: "ada", password: "correct horse", role: .member, at: noon)
    #expect(try await accounts.authenticate(name: name, password: password) == nil)
  }

  @Test func `an unknown name is as much work as a wrong password`() async throws {
    let cost = PasswordCost(operations: 3, memory: 1 << 20)
    let hashes = Mutex<[String]>([])
    let temporary = try TemporaryStore(cost: cost) { hash in hashes.withLock { $0.append(hash) } }
    try await temporary.store.accounts.create(
      name: "ada", password: "correct horse", role: .member, at: noon)
    for name in ["ada", "nobody", "no\nname"] {
      #expect(try await temporary.store.accounts.authenticate(name: name, password: "wrong horse") == nil)
    }
    let checked = hashes.withLock { $0 }
    #expect(checked.count == 3)
    #expect(Set(checked.map(\.count)).count == 1)
    for hash in checked {
      // 0: libsodium reads it as a hash of just this cost, so to check it is just this work.
      #expect(crypto_pwhash_str_needs_rehash(hash, UInt64(cost.operations), cost.memory) == 0, "\(hash)")
    }
  }

  @Test func `two names that differ in case only are the same name`() async throws {
    _ = try await temporary.account("Ada")
    await #expect(throws: StorageError.nameTaken("ADA")) { _ = try await temporary.account("ADA") }
    #expect(try await accounts.list().map(\.name) == ["Ada"])
  }

  @Test(arguments: ["", "   ", "\n", "a\u{0}b", "a\u{202E}b", String(repeating: "x", count: 65)])
  func `a name that is empty, too long or hides something is refused`(name: String) async throws {
    await #expect(throws: StorageError.self) { _ = try await temporary.account(name) }
    #expect(try await accounts.isEmpty())
  }

  @Test(arguments: [
    ("1234567", "8 characters at least, not 7"),
    (String(repeating: "ab", count: 65), "128 characters at most, not 130"),
    ("Ada Lovelace", "another one than the name"), ("aaaaaaaaaa", "more than one character"),
  ]) func `a password that does not fit is refused and told why`(password: String, reason: String)
    async throws
  {
    let error = await #expect(throws: StorageError.self) {
      try await accounts.create(name: "ada lovelace", password: password, role: .member, at: noon)
    }
    #expect(error?.description.contains(reason) == true)
    #expect(try await accounts.isEmpty())
  }

  @Test func `of many who make the first account at once one succeeds`() async throws {
    let results = await withTaskGroup(of: Result<Account, any Error>.self) { group in
      for number in 0..<12 {
        group.addTask {
          do {
            return .success(
              try await accounts.createFirst(name: "name \(number)", password: "a long password", at: noon))
          } catch { return .failure(error) }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let made = results.compactMap { try? $0.get() }
    #expect(made.count == 1)
    #expect(made.first?.role == .administrator)
    #expect(try await accounts.list() == made)
    for case .failure(let error) in results { #expect(error as? StorageError == .alreadySetUp) }
  }

  @Test func `another password ends all sessions and the old password`() async throws {
    let account = try await temporary.account("ada")
    let token = try await temporary.store.sessions.start(for: account, at: noon)
    try await accounts.setPassword(of: "ADA", to: "another long password")
    #expect(try await temporary.store.sessions.find(token, at: noon) == nil)
    #expect(try await accounts.authenticate(name: "ada", password: "a long password") == nil)
    #expect(try await accounts.authenticate(name: "ada", password: "another long password") == account)
    await #expect(throws: StorageError.noSuchAccount("eve")) {
      try await accounts.setPassword(of: "eve", to: "another long password")
    }
  }

  @Test func `a deleted account takes all that is known of it along`() async throws {
    _ = try await temporary.account("root", role: .administrator)
    let ada = try await temporary.account("ada")
    let token = try await temporary.store.sessions.start(for: ada, at: noon)
    try await temporary.store.interactions.record(.init(itemID: "x", kind: .like, at: noon), for: ada)
    try await accounts.delete(name: "ada")
    #expect(try await accounts.list().map(\.name) == ["root"])
    #expect(try await temporary.store.sessions.find(token, at: noon) == nil)
    #expect(try await temporary.store.interactions.all(of: ada) == [])
  }

  @Test func `the last administrator stays`() async throws {
    _ = try await temporary.account("root", role: .administrator)
    _ = try await temporary.account("ada")
    await #expect(throws: StorageError.lastAdministrator("root")) { try await accounts.delete(name: "root") }
    _ = try await temporary.account("second", role: .administrator)
    try await accounts.delete(name: "root")
    #expect(try await accounts.list().map(\.name) == ["ada", "second"])
  }

  @Test func `a hash has its cost in it and is made anew when the cost changes`() async throws {
    let account = try await temporary.account("ada")
    func hash() async throws -> String? {
      try await temporary.store.texts("SELECT password_hash FROM accounts").first.flatMap(\.self)
    }
    let old = try await hash()
    #expect(old?.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$") == true)
    _ = try await accounts.authenticate(name: "ada", password: "a long password")
    #expect(try await hash() == old)

    let dearer = try temporary.again(cost: PasswordCost(operations: 2, memory: 19 << 20))
    #expect(try await dearer.accounts.authenticate(name: "ada", password: "wrong password") == nil)
    #expect(try await hash() == old)
    #expect(try await dearer.accounts.authenticate(name: "ada", password: "a long password") == account)
    #expect(try await hash()?.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$") == true)
  }

  @Test func `the standard cost is what OWASP asks for at least`() {
    #expect(PasswordCost.standard.operations >= 2)
    #expect(PasswordCost.standard.memory >= 19 << 20)
  }

  @Test(.timeLimit(.minutes(5)))
  func `more people at once than the hasher has room for are told to come again`() async throws {
    let gate = DispatchSemaphore(value: 0)
    let temporary = try TemporaryStore(willVerify: { _ in gate.wait() })
    let accounts = temporary.store.accounts
    try await accounts.create(name: "ada", password: "correct horse", role: .member, at: noon)
    let (room, people) = (32, 40)
    let errors = await withTaskGroup(of: StorageError?.self, returning: [StorageError?].self) { group in
      for _ in 0..<people {
        group.addTask {
          do {
            _ = try await accounts.authenticate(name: "ada", password: "correct horse")
            return nil
          } catch { return error as? StorageError }
        }
      }
      // Nobody is let through before all for whom there is no room have been told so.
      return await group.reduce(into: []) { errors, error in
        errors.append(error)
        guard errors.count == people - room else { return }
        for _ in 0..<room + 1 { gate.signal() }
      }
    }
    #expect(errors.prefix(people - room).allSatisfy { $0 == .busy })
    #expect(errors.dropFirst(people - room) == Array(repeating: nil, count: room)[...])
    #expect(try await accounts.authenticate(name: "ada", password: "correct horse") != nil)
  }
}
