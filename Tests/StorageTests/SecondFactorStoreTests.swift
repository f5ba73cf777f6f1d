import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct SecondFactorStoreTests {
  let temporary: TemporaryStore
  var factors: SecondFactorStore { temporary.store.secondFactors }

  init() throws { temporary = try TemporaryStore() }

  private func code(_ secret: String, at time: Date) -> String {
    OneTimeCode.code(of: bytes(base32: secret), step: OneTimeCode.step(at: time))
  }

  /// An account with a second factor, switched on at noon.
  private func enabled(_ name: String) async throws -> (account: Account, secret: String, codes: [String]) {
    let account = try await temporary.account(name)
    let secret = try await factors.begin(for: account, at: noon).text
    let codes = try await factors.enable(for: account, code: code(secret, at: noon), at: noon).unwrapped
    return (account, secret, codes)
  }

  private func prove(_ name: String) async throws -> PasswordProof {
    try await temporary.store.accounts.prove(name: name, password: "a long password").unwrapped
  }

  private func complete(_ name: String, _ code: String, at time: Date) async throws -> PasswordProof? {
    try await factors.complete(prove(name), with: code, at: time)?.proof
  }

  @Test func `a secret counts for nothing until a code of it was shown`() async throws {
    let ada = try await temporary.account("ada")
    let secret = try await factors.begin(for: ada, at: noon)
    #expect(secret.text.count == 32)
    #expect(
      secret.address
        == "otpauth://totp/Mien:ada?secret=\(secret.text)&issuer=Mien&algorithm=SHA1&digits=6&period=30")
    #expect(try await factors.state(of: ada) == SecondFactorState(isEnabled: false, recoveryCodesLeft: 0))
    #expect(try await !prove("ada").needsCode)
    #expect(try await factors.enable(for: ada, code: "000000", at: noon) == nil)
    let codes = try await factors.enable(for: ada, code: code(secret.text, at: noon), at: noon).unwrapped
    #expect(Set(codes).count == 10)
    #expect(codes.allSatisfy { $0.wholeMatch(of: /([A-Z2-7]{4}-){3}[A-Z2-7]{4}/) != nil })
    #expect(try await factors.state(of: ada) == SecondFactorState(isEnabled: true, recoveryCodesLeft: 10))
    #expect(try await prove("ada").needsCode)
  }

  @Test func `a secret waits for a quarter of an hour`() async throws {
    let ada = try await temporary.account("ada")
    let secret = try await factors.begin(for: ada, at: noon).text
    let late = noon.addingTimeInterval(SecondFactorStore.patience)
    await #expect(throws: StorageError.noPendingSecondFactor) {
      try await factors.enable(for: ada, code: code(secret, at: late), at: late)
    }
    await #expect(throws: StorageError.noPendingSecondFactor) {
      try await factors.enable(for: temporary.account("bob"), code: "000000", at: noon)
    }
  }

  @Test func `a second factor that is on is not replaced`() async throws {
    let (ada, secret, _) = try await enabled("ada")
    await #expect(throws: StorageError.secondFactorOn) { try await factors.begin(for: ada, at: noon) }
    await #expect(throws: StorageError.secondFactorOn) {
      try await factors.enable(for: ada, code: code(secret, at: noon), at: noon)
    }
  }

  @Test func `without the code the password starts no session`() async throws {
    let (_, secret, _) = try await enabled("ada")
    let proof = try await prove("ada")
    #expect(try await temporary.store.sessions.start(for: proof, at: noon) == nil)
    let later = noon.addingTimeInterval(60)
    let complete = try await complete("ada", code(secret, at: later), at: later).unwrapped
    #expect(try await temporary.store.sessions.start(for: complete, at: later) != nil)
  }

  @Test func `a proof from before the factor was switched on starts no session`() async throws {
    _ = try await temporary.account("ada")
    let before = try await prove("ada")
    let secret = try await factors.begin(for: before.account, at: noon).text
    _ = try await factors.enable(for: before.account, code: code(secret, at: noon), at: noon)
    #expect(try await temporary.store.sessions.start(for: before, at: noon) == nil)
  }

  @Test(arguments: [(-61.0, false), (-30, true), (0, true), (30, true), (61, false)])
  func `the step before and the step after count as well`(offset: Double, isRight: Bool) async throws {
    let (_, secret, _) = try await enabled("ada")
    let time = noon.addingTimeInterval(300)
    let completed = try await complete("ada", code(secret, at: time.addingTimeInterval(offset)), at: time)
    #expect((completed != nil) == isRight)
  }

  @Test func `each code is good once, and none from before it`() async throws {
    let (_, secret, _) = try await enabled("ada")
    #expect(try await complete("ada", code(secret, at: noon), at: noon) == nil, "it switched the factor on")
    let time = noon.addingTimeInterval(300)
    let present = code(secret, at: time)
    #expect(try await complete("ada", " \(present.prefix(3)) \(present.suffix(3))", at: time) != nil)
    #expect(try await complete("ada", present, at: time) == nil)
    #expect(try await complete("ada", code(secret, at: time.addingTimeInterval(-30)), at: time) == nil)
    #expect(try await complete("ada", code(secret, at: time.addingTimeInterval(30)), at: time) != nil)
  }

  @Test func `of many with the same code at once one gets in`() async throws {
    let (_, secret, _) = try await enabled("ada")
    let time = noon.addingTimeInterval(300)
    let (proof, present) = (try await prove("ada"), code(secret, at: time))
    let factors = factors
    let completed = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<12 {
        group.addTask { (try? await factors.complete(proof, with: present, at: time)) != nil }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(completed.filter { $0 }.count == 1)
  }

  @Test func `a recovery code is good once, however it is typed, and for its owner`() async throws {
    let (ada, _, codes) = try await enabled("ada")
    _ = try await enabled("bob")
    #expect(try await complete("bob", codes[0], at: noon) == nil)
    let typed = codes[0].lowercased().replacingOccurrences(of: "-", with: " ")
    #expect(try await complete("ada", typed, at: noon) != nil)
    #expect(try await complete("ada", codes[0], at: noon) == nil)
    #expect(try await factors.state(of: ada).recoveryCodesLeft == 9)
  }

  @Test func `switched off, the password is enough and the recovery codes are gone`() async throws {
    let (ada, _, codes) = try await enabled("ada")
    #expect(try await factors.remove(of: ada))
    #expect(try await !factors.remove(of: ada))
    #expect(try await factors.state(of: ada) == SecondFactorState(isEnabled: false, recoveryCodesLeft: 0))
    #expect(try await !prove("ada").needsCode)
    #expect(try await complete("ada", codes[0], at: noon) == nil)
  }

  @Test func `the database holds neither the secret nor a recovery code`() async throws {
    let (ada, secret, codes) = try await enabled("ada")
    for file in try FileManager.default.contentsOfDirectory(
      at: temporary.store.file.deletingLastPathComponent(), includingPropertiesForKeys: nil)
    {
      let content = try Data(contentsOf: file)
      for text in [secret] + codes { #expect(content.range(of: Data(text.utf8)) == nil) }
      #expect(content.range(of: Data(bytes(base32: secret))) == nil)
    }
    #expect(try await factors.state(of: ada).isEnabled)
  }

  @Test func `another key opens no secret, and a secret is its account's alone`() async throws {
    let (_, secret, codes) = try await enabled("ada")
    _ = try await enabled("bob")
    let key = temporary.store.file.deletingLastPathComponent().appending(path: "mien.key")
    let right = try Data(contentsOf: key)
    #expect(right.count == 32)
    let time = noon.addingTimeInterval(300)
    for wrong in [Data(repeating: 1, count: 32), Data("short".utf8)] {
      try wrong.write(to: key)
      let error = await #expect(throws: StorageError.self) {
        try await complete("ada", code(secret, at: time), at: time)
      }
      #expect(error?.description.contains("mien user second-factor off") == true)
    }
    #expect(try await complete("ada", codes[0], at: time) != nil, "recovery needs no key")
    try right.write(to: key)
    try await temporary.store.run(
      "UPDATE second_factors SET sealed_secret = (SELECT MAX(sealed_secret) FROM second_factors)")
    var refused = 0
    for name in ["ada", "bob"] {
      do { _ = try await complete(name, "000000", at: time) } catch { refused += 1 }
    }
    #expect(refused == 1)
  }
}
