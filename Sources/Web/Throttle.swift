import Foundation
import Synchronization

/// Slows down guessing: five failures in five minutes, then fifteen minutes' wait, for each of the keys an
/// attempt has.
///
/// Attempts under way count as failures until they are over, so that a hundred at once are not a hundred
/// guesses. At most 10,000 keys are remembered; beyond that those whose last failure is the oldest are
/// forgotten, a tenth at a time.
package final class Throttle: Sendable {
  static let mostFailures = 5
  static let window: TimeInterval = 5 * 60
  static let wait: TimeInterval = 15 * 60

  private struct Record {
    var failures: [Date] = []
    var underWay = 0
    var blockedUntil: Date?
  }

  private let records = Mutex<[String: Record]>([:])
  private let mostKeys: Int

  package init(mostKeys: Int = 10_000) { self.mostKeys = mostKeys }

  /// Begins an attempt, which ``end(_:succeeded:at:)`` or ``abandon(_:)`` has to end.
  ///
  /// - Throws: ``WebError/throttled(seconds:)`` if one of the keys has to wait.
  package func begin(_ keys: [String], at time: Date) throws(WebError) {
    let wait = records.withLock { records -> Int? in
      for key in keys {
        guard let record = records[key] else { continue }
        if let until = record.blockedUntil, until > time {
          return max(1, Int(until.timeIntervalSince(time).rounded(.up)))
        }
        if Self.recent(record.failures, at: time).count + record.underWay >= Self.mostFailures { return 1 }
      }
      makeRoom(in: &records, at: time)
      for key in keys { records[key, default: Record()].underWay += 1 }
      return nil
    }
    if let wait { throw .throttled(seconds: wait) }
  }

  /// Ends an attempt. A success forgives the failures of the first key, the account's; an address could
  /// otherwise clear itself with an account of its own.
  package func end(_ keys: [String], succeeded: Bool, at time: Date) {
    records.withLock { records in
      for (position, key) in keys.enumerated() {
        guard var record = records[key] else { continue }
        record.underWay -= 1
        if succeeded, position == 0 {
          record.failures = []
        } else if !succeeded {
          record.failures = Self.recent(record.failures, at: time) + [time]
          if record.failures.count >= Self.mostFailures {
            record.failures = []
            record.blockedUntil = time.addingTimeInterval(Self.wait)
          }
        }
        records[key] = Self.isIdle(record, at: time) ? nil : record
      }
    }
  }

  /// Ends an attempt that was neither right nor wrong.
  package func abandon(_ keys: [String]) {
    records.withLock { records in for key in keys { records[key]?.underWay -= 1 } }
  }

  package var count: Int { records.withLock { $0.count } }

  private func makeRoom(in records: inout [String: Record], at time: Date) {
    guard records.count >= mostKeys else { return }
    records = records.filter { !Self.isIdle($0.value, at: time) }
    guard records.count >= mostKeys else { return }
    let oldest = records.filter { $0.value.underWay == 0 }.sorted {
      Self.last($0.value) < Self.last($1.value)
    }
    for (key, _) in oldest.prefix(max(1, mostKeys / 10)) { records[key] = nil }
  }

  private static func recent(_ failures: [Date], at time: Date) -> [Date] {
    failures.filter { time.timeIntervalSince($0) < window }
  }

  private static func isIdle(_ record: Record, at time: Date) -> Bool {
    record.underWay == 0 && recent(record.failures, at: time).isEmpty && (record.blockedUntil ?? time) <= time
  }

  private static func last(_ record: Record) -> Date {
    record.blockedUntil ?? record.failures.last ?? .distantPast
  }
}
