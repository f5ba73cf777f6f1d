import Foundation

/// What an access token may be used for.
public enum Scope: String, CaseIterable, Codable, Hashable, Sendable {
  /// Sending frames, choosing a face, and the baseline.
  case frames
  /// Hearing of mood changes.
  case mood
  case recommendations
  case feedback
  case catalogue
  /// The numbers of `/metrics`; good only while its owner is an administrator.
  case metrics
}

/// With which a script calls the API in place of somebody, as far as its scopes go.
public struct AccessToken: Hashable, Sendable, Identifiable {
  /// 32 hexadecimal digits; it names the token and opens nothing.
  public let id: String
  /// What its owner calls it.
  public let name: String
  /// In the order of ``Scope``.
  public let scopes: [Scope]
  public let createdAt: Date
  /// `nil` if it was never used. It is noted once a minute.
  public let lastUsedAt: Date?
  /// `nil` if it does not expire.
  public let expiresAt: Date?
}

/// The token itself: `mien_` and 32 random bytes. The database keeps only its hash.
public struct AccessTokenSecret: Sendable {
  /// As it stands behind `Bearer`: 48 characters.
  public let text: String

  private static let prefix = "mien_"

  static func random() -> AccessTokenSecret {
    AccessTokenSecret(unchecked: prefix + base64URL(Sodium.randomBytes(32)))
  }

  private init(unchecked text: String) { self.text = text }

  /// A secret that was sent to us; `nil` if it cannot be one of ours.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), SessionToken(cookie: String(text.dropFirst(Self.prefix.count))) != nil
    else { return nil }
    self.text = text
  }

  var hash: String { fingerprint(of: text.utf8) }
}
