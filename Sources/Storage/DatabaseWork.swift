/// What the database was asked for, how long it took, and what was wrong with it. Nothing of any person is among it.
package struct DatabaseWork: Sendable {
  package enum Kind: String, CaseIterable, Sendable { case read, write }

  /// Why the database did not do what it was asked for; a refusal of ours, such as a name that is taken, is none.
  package enum Fault: String, CaseIterable, Sendable {
    case busy
    case full = "disk_full"
    case unwritable = "disk_unwritable"
    case unavailable
    case other

    init?(_ error: StorageError) {
      switch error {
      case .databaseBusy: self = .busy
      case .diskFull: self = .full
      case .diskUnwritable: self = .unwritable
      case .unavailable, .refused: self = .unavailable
      case .failed, .damaged, .notADatabase, .fileUnusable: self = .other
      default: return nil
      }
    }
  }

  package let kind: Kind
  /// With the wait for others who write.
  package let took: Duration
  package let fault: Fault?
}
