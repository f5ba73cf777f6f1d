import Foundation
import GRDB

/// Everything Mien keeps: accounts, their sessions and interactions, and imported items.
///
/// No frame, no face and no mood is among it. Every question about a person's data names the account in its
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
  public let catalogue: CatalogueStore
  /// Where the database lies.
  public let file: URL
  private let database: StoreDatabase

  /// Opens `mien.sqlite` in the directory, which is made if there is none, and brings its tables up to date.
  ///
  /// - Throws: ``StorageError`` for a directory or file that cannot be used, and for a database that is
  ///   damaged, another program's or a newer version's; such a file is left as it is.
  public init(directory: URL, passwordCost: PasswordCost = .standard) throws(StorageError) {
    database = StoreDatabase(pool: try DatabaseFile.open(in: directory))
    file = directory.appending(path: DatabaseFile.name)
    accounts = AccountStore(database: database, hasher: PasswordHasher(cost: passwordCost))
    sessions = SessionStore(database: database)
    invitations = InvitationStore(database: database)
    interactions = InteractionStore(database: database)
    catalogue = CatalogueStore(database: database)
  }

  /// Closes the database; what is asked of the store afterwards fails.
  public func close() throws(StorageError) {
    do { try database.pool.close() } catch { throw StorageError(error) }
  }
}

/// Reads and writes off the cooperative threads, with errors of ours.
struct StoreDatabase: Sendable {
  let pool: DatabasePool

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
}
