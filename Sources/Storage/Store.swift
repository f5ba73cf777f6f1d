import Foundation
import GRDB
import Synchronization

/// Everything Mien keeps: accounts, their sessions, access tokens, interactions, baselines, the lists they were served and,
/// where they asked for it, moods; and imported items.
///
/// No frame and no face is among it; where a list aimed tells of the mood it was for. Every question about a person's data names the account in its
/// condition.
///
/// ```swift
/// let store = try Store(directory: URL(filePath: "/var/lib/mien"))
/// try await store.accounts.create(name: "Ada", password: "correct horse", role: .administrator, at: now)
/// ```
public struct Store: Sendable {
  public let accounts: AccountStore
  public let sessions: SessionStore
  public let invitations: InvitationStore
  public let interactions: InteractionStore
  public let lists: RecommendationLog
  public let catalogue: CatalogueStore
  public let tokens: AccessTokenStore
  public let baselines: BaselineStore
  public let preferences: PreferenceStore
  public let moods: MoodStore
  public let corrections: CorrectionStore
  public let export: ExportStore
  public let secondFactors: SecondFactorStore
  public let audit: AuditStore
  /// Where the database lies.
  public let file: URL
  let database: StoreDatabase

  /// Opens `mien.sqlite` in the directory, which is made if there is none, and brings its tables up to date.
  ///
  /// - Throws: ``StorageError`` for a directory or file that cannot be used, and for a database that is
  ///   damaged, another program's or a newer version's; such a file is left as it is.
  public init(directory: URL, passwordCost: PasswordCost = .standard) throws(StorageError) {
    try self.init(directory: directory, passwordCost: passwordCost, willVerify: { _ in })
  }

  /// - Parameter willVerify: told each hash that a password is going to be checked against.
  package init(
    directory: URL, passwordCost: PasswordCost, willVerify: @escaping @Sendable (String) -> Void
  ) throws(StorageError) {
    try DatabaseFile.makeDirectory(directory)
    let lock = try DirectoryLock(.shared, in: directory)
    database = StoreDatabase(pool: try DatabaseFile.open(in: directory), lock: lock)
    file = directory.appending(path: DatabaseFile.name)
    accounts = AccountStore(
      database: database, hasher: PasswordHasher(cost: passwordCost, willVerify: willVerify))
    sessions = SessionStore(database: database)
    invitations = InvitationStore(database: database)
    interactions = InteractionStore(database: database)
    lists = RecommendationLog(database: database)
    catalogue = CatalogueStore(database: database)
    tokens = AccessTokenStore(database: database)
    baselines = BaselineStore(database: database)
    preferences = PreferenceStore(database: database)
    moods = MoodStore(database: database)
    corrections = CorrectionStore(database: database)
    export = ExportStore(database: database)
    secondFactors = SecondFactorStore(database: database, keyFile: KeyFile(in: directory))
    audit = AuditStore(database: database)
  }

  /// Closes the database, all of it in the one file; what is asked of the store afterwards fails.
  ///
  /// A store that is not closed does the same when the last who holds it lets it go.
  public func close() throws(StorageError) { try database.close() }

  /// Size of the database on the disk with what SQLite keeps beside it; `nil` if it cannot be told.
  public var bytes: Int? {
    let sizes = ["", "-wal"].compactMap { ending in
      try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false) + ending)[.size]
        as? Int
    }
    return sizes.isEmpty ? nil : sizes.reduce(0, +)
  }

  /// SQLite's `synchronous` where we write: 2, FULL, means that what was acknowledged survives a power cut.
  package func synchronous() async throws(StorageError) -> Int? {
    do {
      return try await database.pool.writeWithoutTransaction {
        try Int.fetchOne($0, sql: "PRAGMA synchronous")
      }
    } catch { throw StorageError(error) }
  }
}

/// Reads and writes off the cooperative threads, with errors of ours.
final class StoreDatabase: Sendable {
  let pool: DatabasePool
  /// Held until we are closed.
  private let lock: Mutex<DirectoryLock?>

  init(pool: DatabasePool, lock: DirectoryLock) {
    self.pool = pool
    self.lock = Mutex(lock)
  }

  deinit { DatabaseFile.gather(pool) }

  func close() throws(StorageError) {
    DatabaseFile.gather(pool)
    do { try pool.close() } catch { throw StorageError(error) }
    lock.withLock { $0 = nil }
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    do { return try await pool.read(body) } catch { throw StorageError(error) }
  }

  /// All of the closure's writes, or none if it throws. Writers come one after another.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    do { return try await pool.write(body) } catch { throw StorageError(error) }
  }

  /// Writes the file anew, without the room that deleted rows took: where rows were moved from page to page, a copy of
  /// one may lie in such room although what is deleted is overwritten.
  func rewrite() async throws(StorageError) {
    do { try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") } } catch {
      throw StorageError(error)
    }
  }

  /// Brings all that was written into the one file and empties the log beside it, so that nothing is left there of what
  /// was deleted.
  ///
  /// - Throws: ``StorageError/failed(code:message:)`` if somebody reads for so long that it cannot be done.
  func emptyLog() async throws(StorageError) {
    do {
      let isBusy = try await pool.writeWithoutTransaction {
        try Int.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") ?? 1
      }
      guard isBusy == 0 else {
        throw StorageError.failed(
          code: 5, message: "the log beside the database is in use by another program")
      }
    } catch { throw StorageError(error) }
  }
}
