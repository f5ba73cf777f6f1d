import CPQ
import Foundation

/// Where a PostgreSQL database is, as `postgres://user:password@host:port/name?sslmode=verify-full`: the URL as libpq reads it.
public struct PostgresAddress: Hashable, Sendable, CustomStringConvertible {
  /// With the password. It goes to libpq and nowhere else.
  let url: String
  /// The user, host, port and name, without the password and without options.
  public let description: String
  /// The same with the options, for the programs that come with PostgreSQL; they take the password from `PGPASSWORD` or
  /// `~/.pgpass`.
  public let withoutPassword: String

  /// Whether a text is meant as such an address.
  public static func isMeant(by text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }

  /// - Throws: ``StorageError/unfitAddress`` without any part of the text, which may have a password in it.
  public init(_ text: String) throws(StorageError) {
    guard Self.isMeant(by: text), !text.contains("\0"), let options = PQconninfoParse(text, nil) else {
      throw .unfitAddress
    }
    defer { PQconninfoFree(options) }
    var known: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { known[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    guard known["port"]?.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ",") }) ?? true else {
      throw .unfitAddress
    }
    url = text
    description = Self.place(known)
    let others = known.filter { !Self.isLeftOut($0.key) }
    let asked = others.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.escaped($0.value))" }
    withoutPassword = description + (asked.isEmpty ? "" : "?" + asked.joined(separator: "&"))
  }

  /// Whether an option stands elsewhere in the URL, or is a secret, as the password of a key's file is.
  private static func isLeftOut(_ option: String) -> Bool {
    ["user", "host", "port", "dbname"].contains(option) || option.contains("password")
      || option.contains("secret")
  }

  private static func place(_ options: [String: String]) -> String {
    let user = options["user"].map { escaped($0) + "@" } ?? ""
    let port = options["port"].map { ":" + $0 } ?? ""
    return
      "postgres://\(user)\(options["host"].map(shown) ?? "")\(port)/\(options["dbname"].map(escaped) ?? "")"
  }

  /// An address of IPv6 stands in brackets; what only looks like one is escaped, or it could hide anything.
  private static func shown(host: String) -> String {
    let isAddress =
      host.contains(":") && host.allSatisfy { $0.isASCII && ($0.isHexDigit || ":.".contains($0)) }
    return isAddress ? "[\(host)]" : escaped(host)
  }

  private static func escaped(_ text: String) -> String {
    let plain = CharacterSet(
      charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}
