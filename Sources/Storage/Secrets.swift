/// What a browser holds to show that it is signed in: 32 random bytes. The database keeps only its hash.
public struct SessionToken: Sendable {
  /// As it stands in the cookie: 43 characters.
  public let text: String

  static func random() -> SessionToken { SessionToken(text: base64URL(Sodium.randomBytes(32))) }

  private init(text: String) { self.text = text }

  /// A token from a cookie; `nil` if it cannot be one of ours.
  public init?(cookie text: String) {
    guard text.utf8.count == 43,
      text.utf8.allSatisfy({ "-_".utf8.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "z")).contains($0) })
    else { return nil }
    self.text = text
  }

  var hash: String { fingerprint(of: text.utf8) }

  /// What a page sends along with every change, to show that it is ours.
  ///
  /// It is made from the session token with a key only its holder has, so it is bound to the session and kept
  /// nowhere.
  public var csrfToken: String { base64URL(Sodium.hash("mien csrf".utf8, key: Array(text.utf8))) }

  /// Whether this is the CSRF token of the session, compared in constant time.
  public func accepts(csrfToken: String) -> Bool {
    Sodium.areEqual(Array(self.csrfToken.utf8), Array(csrfToken.utf8))
  }
}

/// A name for a row nobody can guess: 32 hexadecimal digits.
package func randomIdentifier() -> String { hexadecimal(Sodium.randomBytes(16)) }
