import GRDB

/// What can go wrong with the data Mien keeps, with what to change.
public enum StorageError: Error, Equatable, CustomStringConvertible {
  case directoryUnusable(path: String, reason: String)
  case fileUnusable(path: String, reason: String)
  case notADatabase(path: String)
  case damaged(path: String, detail: String)
  case notMiens(path: String, tables: [String])
  case newerVersion(path: String, migrations: [String])
  case inUse(path: String)
  case backupExists(path: String)
  case unfitBackup(path: String, reason: String)
  case diskFull
  /// Nothing can be written where the database is: the disk failed, or may only be read since.
  case diskUnwritable
  case unfitAddress
  /// The server of the database does not answer.
  case unavailable(place: String, reason: String)
  /// The server of the database does not serve us.
  case refused(place: String, reason: String)
  /// Too many wait for the database, or somebody writes for long.
  case databaseBusy
  case notWithPostgres(String)
  case cryptographyUnavailable
  case unfitName(String)
  case unfitPassword(String)
  case nameTaken(String)
  case noSuchAccount(String)
  case lastAdministrator(String)
  case alreadySetUp
  case unusableInvitation
  case unfitToken(String)
  case tooManyTokens(most: Int)
  case noSuchToken
  case consentMissing
  case unfitConsent
  case moodsNotStored
  case noSuchMood
  case noSuchEntry
  case tooManyCorrections(most: Int)
  case tooManyReviews(most: Int)
  case itemExists(id: String)
  case noSuchItem(id: String)
  case noSuchSession
  case noSuchInvitation
  /// An account asked for by its id, which is not said again.
  case unknownAccount
  case unusableReset
  /// Nothing but the link opens the account.
  case onlyWayIn
  /// Whom the provider means is linked to another account, or the account to somebody else there.
  case linkedElsewhere
  /// The first account is made with a password.
  case notSetUp
  case secondFactorOn
  case noPendingSecondFactor
  case keyUnusable(path: String, reason: String)
  case listMissing
  case busy
  case damagedAccount(id: String)
  case failed(code: Int, message: String)

  public var description: String {
    switch self {
    case .directoryUnusable(let path, let reason):
      "the data directory \(path) cannot be used: \(reason); "
        + "name another with --data-dir, or change its owner"
    case .fileUnusable(let path, let reason):
      "the database \(path) cannot be read and written: \(reason); "
        + "check who owns it, its directory and the disk"
    case .notADatabase(let path):
      "\(path) is not a database of Mien; move it away, or name another directory with --data-dir"
    case .damaged(let path, let detail):
      "the database \(path) is damaged (\(detail)); put a backup in its place, or move it away to begin anew"
    case .notMiens(let path, let tables):
      "\(path) is a database of another program (it has the table \(tables.first ?? "?")); "
        + "name another with --data-dir or --database"
    case .newerVersion(let path, let migrations):
      "the database \(path) was written by a newer Mien (\(migrations.joined(separator: ", "))) "
        + "and was left as it is; run that version or a later one"
    case .inUse(let path):
      "a server or another program uses the data directory \(path); stop it first"
    case .backupExists(let path):
      "\(path) is there already and is not replaced; name another file"
    case .unfitBackup(let path, let reason):
      "\(path) cannot be restored: \(reason); nothing was changed"
    case .diskFull:
      "the disk with the database is full; nothing was kept of this, and what was kept before is safe"
    case .diskUnwritable:
      "the disk with the database cannot be written to; nothing was kept of this, and what was kept before is safe"
    case .unfitAddress:
      "the address of the database cannot be read; write it as "
        + "postgres://user:password@host:5432/name?sslmode=verify-full, with %40 for an @ in the password"
    case .unavailable(let place, let reason):
      "the database \(place) cannot be reached: \(reason); look whether its server runs, and whether name, user and "
        + "password are right in --database or MIEN_DATABASE"
    case .refused(let place, let reason): "the database \(place) refused: \(reason)"
    case .databaseBusy:
      "the database is busy: too many ask for it at once, or somebody writes for long; try again in a few seconds"
    case .notWithPostgres(let instead): instead
    case .cryptographyUnavailable:
      "libsodium could not be started; install Debian's package libsodium23 again"
    case .unfitName(let reason): "the name does not fit: \(reason)"
    case .unfitPassword(let reason): "the password does not fit: \(reason)"
    case .nameTaken(let name): "the name “\(name)” is taken; choose another"
    case .noSuchAccount(let name): "there is no account named “\(name)”; mien user list shows them all"
    case .lastAdministrator(let name):
      "“\(name)” is the last administrator and is kept; make another administrator first"
    case .alreadySetUp: "there is an account already; sign in, or ask an administrator for an invitation"
    case .unusableInvitation:
      "this invitation is unknown, used or expired; ask an administrator for a new one"
    case .unfitToken(let reason): "the access token does not fit: \(reason)"
    case .tooManyTokens(let most):
      "an account has \(most) access tokens at most; delete one you no longer use"
    case .noSuchToken: "you have no access token with this id"
    case .consentMissing: "moods are stored once their owner agreed; say to which text with consent_version"
    case .unfitConsent: "name the version of the text that was agreed to with 1 to 64 characters in one line"
    case .moodsNotStored: "moods of this account are not stored; turn that on first"
    case .noSuchMood: "you have no mood with this id"
    case .noSuchEntry: "your journal has no entry with this id"
    case .tooManyCorrections(let most):
      "an account corrects \(most) places at most; take one back that you no longer need"
    case .tooManyReviews(let most):
      "there are \(most) reviews of yours; delete one before you write another"
    case .itemExists(let id):
      "there is an item with the id “\(id.prefix(80))”; change that one, or take another id"
    case .noSuchItem(let id): "no item has the id “\(id.prefix(80))”"
    case .noSuchSession: "you have no session with this id"
    case .noSuchInvitation: "there is no open invitation with this id"
    case .unknownAccount: "no account has this id"
    case .onlyWayIn: "nothing else opens this account; choose a password first"
    case .linkedElsewhere: "one of the two is linked already; unlink it first"
    case .notSetUp: "nobody has an account here yet; make the first with a password"
    case .unusableReset:
      "this code is unknown, used or expired; ask an administrator for a new one"
    case .secondFactorOn: "the second factor is on already; switch it off first"
    case .noPendingSecondFactor: "there is no new second factor to switch on; ask for a secret first"
    case .keyUnusable(let path, let reason):
      "the key \(path) of the second factors cannot be used: \(reason); put it back from a backup or from another server of the same database, "
        + "or switch the second factors off with mien user second-factor off"
    case .listMissing: "the list of common passwords did not come with the program; install Mien again"
    case .busy: "too many people sign in at the same time; try again in a few seconds"
    case .damagedAccount(let id):
      "the account \(id) cannot be read; put a backup of the database in its place"
    case .failed(let code, let message): "the database answered with error \(code): \(message)"
    }
  }

  /// An error of ours, of SQLite or of PostgreSQL as one of ours; `nil` for any other.
  static func ofEngine(_ error: any Error) -> StorageError? {
    switch error {
    case let error as StorageError: error
    case let error as PostgresError: error.storageError
    case let error as DatabaseError where error.resultCode == .SQLITE_FULL: .diskFull
    case let error as DatabaseError where error.isOfWriting: .diskUnwritable
    case let error as DatabaseError:
      .failed(code: Int(error.extendedResultCode.rawValue), message: error.message ?? "no message")
    default: nil
    }
  }

  /// Any error as one of ours; GRDB's keeps its code and message, never a value from the statement.
  init(_ error: any Error) {
    if let known = Self.ofEngine(error) {
      self = known
    } else if error is CancellationError {
      self = .failed(code: 0, message: "the work was given up before it ended")
    } else {
      self = .failed(code: 0, message: "\(type(of: error))")
    }
  }
}

extension DatabaseError {
  /// Whether the system refused what SQLite wanted to write, as it does once a disk has failed and may only be read.
  fileprivate var isOfWriting: Bool {
    switch extendedResultCode {
    case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_TRUNCATE,
      .SQLITE_IOERR_DELETE, .SQLITE_IOERR_SHMSIZE, .SQLITE_READONLY, .SQLITE_READONLY_DBMOVED,
      .SQLITE_READONLY_DIRECTORY:
      true
    default: false
    }
  }
}
