import Foundation
import Glibc

/// How the key stands that second factors are sealed with.
public enum SecondFactorKeyState: Hashable, Sendable {
  /// There is none, and nothing needs one.
  case notNeeded
  case sound(path: String)
  /// There are second factors, and no key.
  case missing(path: String)
  case unreadable(path: String)
  /// It has another size than a key.
  case unfit(path: String, bytes: Int)
  /// Others than its owner may read it.
  case open(path: String)
  /// It is a key, but not the one that the second factors were sealed with.
  case another(path: String)
}

extension SecondFactorStore {
  /// Looks at the key, and whether it opens what was sealed.
  public func keyState() async throws(StorageError) -> SecondFactorKeyState {
    let path = keyFile.path
    let keyFile = keyFile
    let row = try await database.read { database in
      try Row.fetchOne(
        database, sql: "SELECT account_id, sealed_secret FROM second_factors ORDER BY account_id LIMIT 1"
      ).map { (account: $0["account_id"] as String, sealed: $0["sealed_secret"] as String) }
    }
    var found = stat()
    guard stat(path, &found) == 0 else { return row == nil ? .notNeeded : .missing(path: path) }
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return .unreadable(path: path) }
    guard data.count == Sodium.boxKeyLength else { return .unfit(path: path, bytes: data.count) }
    guard found.st_mode & 0o077 == 0 else { return .open(path: path) }
    if let row, (try? Self.unseal(row.sealed, of: row.account, keyFile)) == nil {
      return .another(path: path)
    }
    return .sound(path: path)
  }
}
