import Foundation

/// Where a database is.
public enum DatabasePlace: Hashable, Sendable, CustomStringConvertible {
  /// One file of SQLite.
  case file(URL)
  /// A server of PostgreSQL.
  case server(PostgresAddress)

  /// - Parameter text: a path, or a `postgres://` URL.
  /// - Throws: ``StorageError/unfitAddress``.
  public init(_ text: String, relativeTo folder: URL) throws(StorageError) {
    if PostgresAddress.isMeant(by: text) {
      self = .server(try PostgresAddress(text))
    } else {
      let path = NSString(string: text).expandingTildeInPath
      self = .file(URL(filePath: path, relativeTo: folder).standardizedFileURL)
    }
  }

  /// The path, or the URL without its password.
  public var description: String {
    switch self {
    case .file(let file): file.path(percentEncoded: false)
    case .server(let address): address.description
    }
  }
}
