import Foundation

/// Shows that somebody gave the right password of an account, until the password changes.
public struct PasswordProof: Sendable {
  public let account: Account
  /// Whether a code of the account's second factor is still to be given.
  public let needsCode: Bool
  let hasGivenCode: Bool
  /// The hash the password was checked against.
  let hash: String

  /// The same with a code that was right.
  var completed: PasswordProof {
    PasswordProof(account: account, needsCode: false, hasGivenCode: true, hash: hash)
  }
}

/// Who may sign in.
public struct AccountStore: Sendable {
  let database: StoreDatabase
  let hasher: PasswordHasher

  /// Whether nobody has an account yet.
  public func isEmpty() async throws(StorageError) -> Bool {
    try await database.read { try Self.count($0) == 0 }
  }

  /// All accounts, the oldest first.
  public func list() async throws(StorageError) -> [Account] {
    try await database.read { database in
      try Row.fetchAll(database, sql: "SELECT \(Account.columns) FROM accounts ORDER BY created_at, name_key")
        .map { try Account(row: $0) }
    }
  }

  /// The first account, an administrator. Of two who try at once one succeeds.
  ///
  /// - Throws: ``StorageError/alreadySetUp`` once there is an account; ``StorageError/unfitName(_:)``,
  ///   ``StorageError/unfitPassword(_:)``, ``StorageError/busy``.
  public func createFirst(
    name: String, password: String, at time: Date
  ) async throws(StorageError) -> Account {
    let name = try AccountName(name)
    let password = try Password(chosen: password, for: name)
    // Asked before the hash as well: a stranger should not make a server that is set up work.
    guard try await isEmpty() else { throw .alreadySetUp }
    let hash = try await hasher.hash(password)
    return try await database.write { database in
      guard try Self.count(database) == 0 else { throw StorageError.alreadySetUp }
      return try Self.insert(name, .administrator, hash, at: time, into: database)
    }
  }

  /// An account made by whoever runs the program.
  ///
  /// - Throws: ``StorageError/nameTaken(_:)``, ``StorageError/unfitName(_:)``,
  ///   ``StorageError/unfitPassword(_:)``.
  @discardableResult
  public func create(
    name: String, password: String, role: Role, at time: Date
  ) async throws(StorageError) -> Account {
    let name = try AccountName(name)
    let hash = try await hasher.hash(Password(chosen: password, for: name))
    return try await database.write { try Self.insert(name, role, hash, at: time, into: $0) }
  }

  /// A member's account from an invitation, which is used up by it.
  ///
  /// - Throws: ``StorageError/unusableInvitation`` for one that is unknown, used or expired;
  ///   ``StorageError/nameTaken(_:)``, ``StorageError/unfitName(_:)``, ``StorageError/unfitPassword(_:)``: the
  ///   invitation then stays good.
  public func accept(
    invitation code: String, name: String, password: String, at time: Date
  ) async throws(StorageError) -> Account {
    let codeHash = fingerprint(of: code.utf8)
    // Asked before the hash as well: a stranger should not make the server work.
    guard try await database.read({ try InvitationStore.isUsable(codeHash, at: time, in: $0) }) else {
      throw .unusableInvitation
    }
    let name = try AccountName(name)
    let hash = try await hasher.hash(Password(chosen: password, for: name))
    return try await database.write { database in
      try InvitationStore.use(codeHash, at: time, in: database)
      return try Self.insert(name, .member, hash, at: time, into: database)
    }
  }

  /// The account with this name and password; `nil` for an unknown name and a wrong password alike, after the
  /// same time.
  ///
  /// A hash made with another cost than the present one is made anew.
  public func authenticate(name: String, password: String) async throws(StorageError) -> Account? {
    try await prove(name: name, password: password)?.account
  }

  /// As ``authenticate(name:password:)``, with what starting a session asks for.
  public func prove(name: String, password: String) async throws(StorageError) -> PasswordProof? {
    let password = Password(password)
    let key = try? AccountName(name).key
    let found = try await database.read { database in
      try key.flatMap { key in
        try Row.fetchOne(
          database, sql: "SELECT \(Account.columns), password_hash FROM accounts WHERE name_key = ?",
          arguments: [key])
      }.map { row in
        let account = try Account(row: row)
        return PasswordProof(
          account: account, needsCode: try SecondFactorStore.isEnabled(account.id, in: database),
          hasGivenCode: false, hash: row["password_hash"])
      }
    }
    guard try await hasher.verify(password, against: found?.hash), let found else { return nil }
    guard hasher.needsRehash(found.hash) else { return found }
    let hash = try await hasher.hash(password)
    try await database.write { database in
      try database.execute(
        sql: "UPDATE accounts SET password_hash = ? WHERE id = ? AND password_hash = ?",
        arguments: [hash, found.account.id, found.hash])
    }
    return PasswordProof(
      account: found.account, needsCode: found.needsCode, hasGivenCode: false, hash: hash)
  }

  /// Gives an account another password and ends all its sessions and access tokens.
  ///
  /// - Throws: ``StorageError/noSuchAccount(_:)``, ``StorageError/unfitPassword(_:)``.
  @discardableResult
  public func setPassword(of name: String, to password: String) async throws(StorageError) -> Account {
    let name = try AccountName(name)
    let hash = try await hasher.hash(Password(chosen: password, for: name))
    return try await database.write { database in
      let account = try Self.find(name, in: database)
      _ = try Self.setPassword(of: account.id, to: hash, in: database)
      return account
    }
  }

  /// Deletes an account with all that is known of it.
  ///
  /// - Throws: ``StorageError/noSuchAccount(_:)``; ``StorageError/lastAdministrator(_:)``.
  public func delete(name: String) async throws(StorageError) {
    let name = try AccountName(name)
    try await database.write { database in
      let account = try Self.find(name, in: database)
      try Self.keepAnAdministrator(besides: account, in: database)
      try database.execute(sql: "DELETE FROM accounts WHERE id = ?", arguments: [account.id])
    }
  }

  private static func count(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM accounts") ?? 0
  }

  static func find(_ name: AccountName, in database: Database) throws -> Account {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT \(Account.columns) FROM accounts WHERE name_key = ?", arguments: [name.key])
    else { throw StorageError.noSuchAccount(name.text) }
    return try Account(row: row)
  }

  static func insert(
    _ name: AccountName, _ role: Role, _ hash: String, at time: Date, into database: Database
  ) throws -> Account {
    let account = Account(
      id: randomIdentifier(), name: name.text, role: role,
      createdAt: Date(milliseconds: time.milliseconds))
    try database.execute(
      sql: """
        INSERT INTO accounts (id, name, name_key, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (name_key) DO NOTHING
        """,
      arguments: [account.id, name.text, name.key, role.rawValue, hash, time.milliseconds])
    guard database.changesCount == 1 else { throw StorageError.nameTaken(name.text) }
    return account
  }
}
