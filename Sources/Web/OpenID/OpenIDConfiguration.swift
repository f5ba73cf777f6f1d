import Foundation

/// The provider of OpenID Connect at which people may sign in. There is one, and it is the administrator's choice: nothing
/// that comes from a browser names another.
public struct OpenIDConfiguration: Sendable {
  /// As the provider calls itself, without a slash added or taken away: `https://login.example.org`.
  public let issuer: String
  /// As the provider knows this server.
  public let client: String
  /// What it knows this server by; `nil` for a public client, which PKCE alone protects.
  let secret: String?
  /// What the page calls the provider.
  public let name: String
  /// Whether somebody nobody here knows gets an account.
  public let createsAccounts: Bool

  /// - Throws: ``ServeError/unfitIssuer(_:)`` for an issuer without `https`, but on loopback, or with a query;
  ///   ``ServeError/unfitProvider(_:)``.
  public init(
    issuer: String, client: String, secret: String?, name: String? = nil, createsAccounts: Bool = false
  ) throws(ServeError) {
    guard let parts = URLComponents(string: issuer), let host = parts.host, !host.isEmpty, parts.query == nil,
      parts.fragment == nil, parts.user == nil, parts.password == nil
    else { throw .unfitIssuer(issuer) }
    let isHere = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
    guard parts.scheme == "https" || parts.scheme == "http" && isHere else { throw .unfitIssuer(issuer) }
    guard !client.isEmpty else { throw .unfitProvider("name the client's id with --oidc-client") }
    guard secret?.isEmpty != true else { throw .unfitProvider("the file of --oidc-secret-file is empty") }
    let name = name ?? host
    guard (1...40).contains(name.count), !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw .unfitProvider("give --oidc-name 1 to 40 characters in one line")
    }
    (self.issuer, self.client, self.secret, self.name) = (issuer, client, secret, name)
    self.createsAccounts = createsAccounts
  }

  /// Where the provider describes itself (OpenID Connect Discovery 1.0, section 4).
  var discovery: String {
    (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
  }
}
