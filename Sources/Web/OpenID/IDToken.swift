import Foundation

/// What a provider says of somebody who signed in there, after every check (OpenID Connect Core 1.0, section 3.1.3.7).
package struct IDToken: Sendable {
  /// Whom the provider means, 1 to 255 characters.
  package let subject: String
  /// What the person is called there, the best name first; it identifies nobody.
  package let names: [String]

  /// What a token has to be.
  package struct Expected: Sendable {
    let issuer: String
    let client: String
    let nonce: String
    let now: Date

    package init(issuer: String, client: String, nonce: String, now: Date) {
      (self.issuer, self.client, self.nonce, self.now) = (issuer, client, nonce, now)
    }
  }

  /// How far the provider's clock may be from ours, in seconds.
  static let skew: TimeInterval = 60
  /// So long ago a token may have been made, in seconds: it is asked for and read at once.
  static let longestAge: TimeInterval = 600
  /// The most characters a token may have.
  static let longest = 32_768

  /// The header of a token: how it is signed, and with which key.
  package struct Header: Sendable {
    package let algorithm: JSONWebKey.Algorithm
    package let key: String?

    /// - Throws: ``OpenIDError/unfitToken(_:)``.
    package init(of token: String) throws(OpenIDError) {
      let parts = token.split(separator: ".", omittingEmptySubsequences: false)
      guard token.utf8.count <= IDToken.longest, parts.count == 3, let json = IDToken.object(parts[0]) else {
        throw .unfitToken(.form)
      }
      // What has to be understood is not.
      guard json["crit"] == nil else { throw .unfitToken(.form) }
      guard let algorithm = (json["alg"] as? String).flatMap(JSONWebKey.Algorithm.init(rawValue:)) else {
        throw .unfitToken(.algorithm)
      }
      self.algorithm = algorithm
      key = json["kid"] as? String
    }

    /// The key that is meant; `nil` if the set has none, or several and no name for it.
    package func choose(from keys: [JSONWebKey]) -> JSONWebKey? {
      let fitting = keys.filter { $0.algorithm == algorithm && (key == nil || $0.id == key) }
      return fitting.count == 1 ? fitting[0] : nil
    }
  }

  /// - Throws: ``OpenIDError/unfitToken(_:)`` with the first check that the token does not pass.
  package init(_ token: String, key: JSONWebKey, expected: Expected) throws(OpenIDError) {
    let header = try Header(of: token)
    guard header.algorithm == key.algorithm else { throw .unfitToken(.algorithm) }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard let signature = Base64URL.bytes(parts[2]) else { throw .unfitToken(.form) }
    guard key.verifies(signature, of: "\(parts[0]).\(parts[1])".utf8) else { throw .unfitToken(.signature) }
    guard let claims = Self.object(parts[1]) else { throw .unfitToken(.form) }
    try Self.check(claims, expected)
    guard let subject = claims["sub"] as? String, (1...255).contains(subject.utf8.count) else {
      throw .unfitToken(.subject)
    }
    self.subject = subject
    names = ["preferred_username", "name", "nickname"].compactMap { claims[$0] as? String }
  }

  private static func check(_ claims: [String: Any], _ expected: Expected) throws(OpenIDError) {
    guard claims["iss"] as? String == expected.issuer else { throw .unfitToken(.issuer) }
    let audience = claims["aud"] as? [String] ?? (claims["aud"] as? String).map { [$0] } ?? []
    guard audience.contains(expected.client) else { throw .unfitToken(.audience) }
    let party = claims["azp"] as? String
    guard party ?? expected.client == expected.client, audience.count == 1 || party != nil else {
      throw .unfitToken(.audience)
    }
    let now = expected.now.timeIntervalSince1970
    guard let ends = time(claims["exp"]), let made = time(claims["iat"]) else { throw .unfitToken(.form) }
    guard ends > now - skew, made > now - longestAge else { throw .unfitToken(.expired) }
    guard made < now + skew, time(claims["nbf"]) ?? now <= now + skew else { throw .unfitToken(.early) }
    guard claims["nonce"] as? String == expected.nonce else { throw .unfitToken(.nonce) }
  }

  private static func time(_ value: Any?) -> Double? {
    guard let number = value as? NSNumber, number.doubleValue.isFinite else { return nil }
    return number.doubleValue
  }

  private static func object(_ part: Substring) -> [String: Any]? {
    Base64URL.bytes(part).flatMap { try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] }
  }
}
