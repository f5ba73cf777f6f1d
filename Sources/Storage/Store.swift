import Foundation
import GRDB
import Synchronization

/// Everything Mien keeps: accounts, their sessions, access tokens, interactions, baselines, the lists they were served and,
/// where they asked for it, moods; and imported items. In a file of SQLite, or on a server of PostgreSQL.
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
  public let embeddings: EmbeddingStore
  public let journal: JournalStore
  public let links: LinkStore
  public let reviews: ReviewStore
  public let openID: OpenIDStore
  package let throttles: ThrottleStore
  package let liveMoods: LiveMoodStore
  /// Where SQLite's database lies; with PostgreSQL nothing is there.
  public let file: URL
  /// Where the database is, for people to read; without a password.
  public let place: String
  let directory: URL
  let database: StoreDatabase

  /// Opens `mien.sqlite` in the directory, which is made if there is none, and brings its tables up to date.
  ///
  /// - Throws: ``StorageError`` for a directory or file that cannot be used, and for a database that is
  ///   damaged, another program's or a newer version's; such a file is left as it is.
  public init(directory: URL, passwordCost: PasswordCost = .standard) throws(StorageError) {
    try self.init(directory: directory, passwordCost: passwordCost, willVerify: { _ in })
  }

  /// Opens a database, and brings its tables up to date.
  ///
  /// - Parameter directory: holds the keys that lie beside the database; made if there is none.
  /// - Throws: as ``init(directory:passwordCost:)``; ``StorageError/unavailable(place:reason:)`` for a server that does
  ///   not answer, ``StorageError/refused(place:reason:)`` for one that does not serve us.
  public init(
    _ place: DatabasePlace, directory: URL, passwordCost: PasswordCost = .standard
  ) throws(StorageError) {
    try self.init(place, directory: directory, passwordCost: passwordCost, willVerify: { _ in })
  }

  /// - Parameter willVerify: told each hash that a password is going to be checked against.
  package init(
    _ place: DatabasePlace? = nil, directory: URL, passwordCost: PasswordCost,
    willVerify: @escaping @Sendable (String) -> Void
  ) throws(StorageError) {
    let place = place ?? .file(directory.appending(path: DatabaseFile.name))
    switch place {
    case .file(let file):
      self.directory = file.deletingLastPathComponent()
      self.file = file
      database = StoreDatabase(try SQLiteEngine(file))
    case .server(let address):
      try DatabaseFile.makeDirectory(directory)
      self.directory = directory
      file = directory.appending(path: DatabaseFile.name)
      database = StoreDatabase(try PostgresEngine(address))
    }
    self.place = place.description
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
    secondFactors = SecondFactorStore(database: database, keyFile: KeyFile(in: self.directory))
    audit = AuditStore(database: database)
    throttles = ThrottleStore(database: database)
    liveMoods = LiveMoodStore(database: database)
    embeddings = EmbeddingStore(database: database)
    journal = JournalStore(database: database)
    links = LinkStore(database: database)
    reviews = ReviewStore(database: database)
    openID = OpenIDStore(database: database)
  }

  /// Closes the database, all of it in the one file; what is asked of the store afterwards fails.
  ///
  /// A store that is not closed does the same when the last who holds it lets it go.
  public func close() throws(StorageError) { try database.close() }

  /// What the database runs on: “SQLite” or “PostgreSQL”.
  public var engine: String { database.engine is PostgresEngine ? "PostgreSQL" : "SQLite" }

  /// Size of the database on the disk; `nil` if it cannot be told.
  public func bytes() async -> Int? { await database.engine.size() }

  /// Has somebody told of all work of the database from now on; of several the last.
  package func watch(_ watcher: @escaping @Sendable (DatabaseWork) -> Void) { database.watch(watcher) }

  /// SQLite's `synchronous` where we write: 2, FULL, means that what was acknowledged survives a power cut.
  package func synchronous() async throws(StorageError) -> Int? {
    guard let engine = database.engine as? SQLiteEngine else { return nil }
    do {
      return try await engine.pool.writeWithoutTransaction {
        try Int.fetchOne($0, sql: "PRAGMA synchronous")
      }
    } catch { throw StorageError(error) }
  }
}

/// Reads and writes off the cooperative threads, with errors of ours.
final class StoreDatabase: Sendable {
  let engine: any DatabaseEngine
  private let watcher = Mutex<Watcher?>(nil)

  /// Whom to tell. A closure by itself in the mutex, whose value is generic, would be wrapped anew by each look at it: after a
  /// few hundred thousand, one call of it takes a tenth of a second and then all of the stack.
  private struct Watcher {
    let tell: @Sendable (DatabaseWork) -> Void
  }

  func watch(_ tell: @escaping @Sendable (DatabaseWork) -> Void) {
    watcher.withLock { $0 = Watcher(tell: tell) }
  }

  /// Tells who watches how long work took.
  private func watched<Value: Sendable>(
    _ kind: DatabaseWork.Kind, _ work: () async throws -> Value
  ) async throws(StorageError) -> Value {
    let start = ContinuousClock.now
    var fault: DatabaseWork.Fault?
    defer {
      let watcher = watcher.withLock { $0 }
      watcher?.tell(DatabaseWork(kind: kind, took: ContinuousClock.now - start, fault: fault))
    }
    do { return try await work() } catch {
      let known = StorageError(error)
      fault = DatabaseWork.Fault(known)
      throw known
    }
  }

  init(_ engine: any DatabaseEngine) { self.engine = engine }

  func close() throws(StorageError) {
    do { try engine.close() } catch { throw StorageError(error) }
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    try await watched(.read) { try await engine.read(body) }
  }

  /// All of the closure's writes, or none if it throws. Writers come one after another. The closure may run twice, of
  /// which only the second time counts.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    try await watched(.write) { try await engine.write(body) }
  }

  /// As ``DatabaseEngine/collect(_:thenWrite:finally:)``; errors that are not the engine's stay as they are.
  func collect<Found: Sendable, Kept: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Found,
    thenWrite write: @escaping @Sendable (Database) throws -> Kept,
    finally clean: @escaping @Sendable (Database) -> Void
  ) async throws -> (Found, Kept) {
    do { return try await engine.collect(body, thenWrite: write, finally: clean) } catch {
      throw StorageError.ofEngine(error) ?? error
    }
  }

  /// Leaves nothing on the disk of what was deleted, as far as the engine can.
  func forgetDeleted() async throws(StorageError) {
    do { try await engine.forgetDeleted() } catch { throw StorageError(error) }
  }
}
