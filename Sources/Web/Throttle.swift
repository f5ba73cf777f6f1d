import Foundation
import Storage

/// Slows down guessing, on all servers that share the database: see ``ThrottleStore``.
package struct Throttle: Sendable {
  let attempts: ThrottleStore

  package init(_ attempts: ThrottleStore) { self.attempts = attempts }

  /// Begins an attempt, which ``end(_:succeeded:at:)`` or ``abandon(_:at:)`` has to end.
  ///
  /// - Throws: ``WebError/throttled(seconds:)`` if one of the keys has to wait; `StorageError` for the database.
  package func begin(_ keys: [String], at time: Date) async throws {
    if let wait = try await attempts.begin(keys, at: time) { throw WebError.throttled(seconds: wait) }
  }

  /// Ends an attempt. A success forgives the failures of the first key, the account's.
  package func end(_ keys: [String], succeeded: Bool, at time: Date) async throws {
    try await attempts.end(keys, succeeded: succeeded, at: time)
  }

  /// Ends an attempt that was neither right nor wrong. Where that cannot be noted it ends by itself within a minute.
  package func abandon(_ keys: [String], at time: Date) async {
    try? await attempts.abandon(keys, at: time)
  }
}
