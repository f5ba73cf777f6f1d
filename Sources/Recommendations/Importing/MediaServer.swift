/// A question to a server on the network; asking it is the caller's part.
public struct ServerRequest: Hashable, Sendable {
  /// An `http` or `https` address. It may hold a password's hash: it belongs into no log and no message.
  public let address: String
  /// Header fields to send along.
  public let headers: [String: String]
}

/// A server with somebody's music, films or books.
public struct MediaServer: Sendable {
  /// Its host, for messages.
  public let name: String
  /// What asks it for a page, and what reads the page.
  enum Kind: Sendable {
    case subsonic(SubsonicImport)
    case jellyfin(JellyfinImport)
  }
  let kind: Kind
  /// So many items are asked for at once.
  static let page = 500
  /// The largest answer that is read, in bytes.
  static let mostBytes = 64_000_000
  /// The most that all answers of a server together may have, in bytes.
  static let mostBytesTogether = 1_000_000_000

  /// A server that speaks Subsonic's interface, 1.13 or newer: Navidrome, Airsonic, Gonic, supysonic.
  ///
  /// With a salt the password itself is not sent, only its MD5 with the salt, as that interface has it. Servers that
  /// know no such tokens, as supysonic, want it without. Either way use `https`.
  /// - Parameter salt: fresh random letters, or `nil` to send the password.
  /// - Throws: ``ImportError/unreadable(file:reason:)`` for what is no address.
  public static func subsonic(
    address: String, user: String, password: String, salt: String?
  ) throws(ImportError) -> MediaServer {
    let base = try base(address)
    let proof =
      if let salt {
        [(name: "t", value: MD5.hex(password + salt)), (name: "s", value: salt)]
      } else {
        [(name: "p", value: "enc:" + hexadecimal(password))]
      }
    let server = SubsonicImport(base: base, credentials: [(name: "u", value: user)] + proof)
    return MediaServer(name: host(base), kind: .subsonic(server))
  }

  /// A Jellyfin server, with a key made in its dashboard.
  ///
  /// - Parameter user: the id of the user whose favourites and plays are taken; without one there are only items.
  /// - Throws: ``ImportError/unreadable(file:reason:)`` for what is no address.
  public static func jellyfin(
    address: String, key: String, user: String? = nil
  ) throws(ImportError) -> MediaServer {
    let base = try base(address)
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }) else {
      throw .unreadable(file: host(base), reason: "the key has letters that no key has")
    }
    return MediaServer(name: host(base), kind: .jellyfin(JellyfinImport(base: base, key: key, user: user)))
  }

  private static func base(_ address: String) throws(ImportError) -> String {
    guard isWebAddress(address), !address.contains("?"), !address.contains("#") else {
      throw .unreadable(
        file: "The server", reason: "\(quoted(address)) is no address; write https://music.example.org")
    }
    return address.hasSuffix("/") ? String(address.dropLast()) : address
  }

  private static func host(_ base: String) -> String {
    String(base.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != ":" })
  }

  private static func hexadecimal(_ text: String) -> String {
    text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A text as part of an address.
  static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._~".utf8.contains(byte)
      return isPlain
        ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
    }.joined()
  }
}
