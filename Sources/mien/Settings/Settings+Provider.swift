import Foundation
import Web

/// The provider of OpenID Connect as it is set; the secret is read when it is needed.
struct ProviderSettings: Sendable {
  let issuer: String
  let client: String
  /// `nil` for a public client.
  let secretFile: URL?
  let name: String?
  let createsAccounts: Bool

  /// The largest secret that is read, in bytes.
  private static let limit = 4096

  /// The provider with its secret.
  ///
  /// - Throws: ``ServeError/unfitProvider(_:)`` if the secret cannot be read; ``ServeError/unfitIssuer(_:)``.
  func configuration() throws(ServeError) -> OpenIDConfiguration {
    var secret: String?
    if let secretFile {
      let path = secretFile.path(percentEncoded: false)
      let data: Data
      do { data = try Data(contentsOf: secretFile) } catch {
        throw .unfitProvider("\(path) cannot be read: \(FileProblem(error))")
      }
      guard data.count <= Self.limit, let text = String(data: data, encoding: .utf8) else {
        throw .unfitProvider("\(path) is no secret of one line")
      }
      secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return try OpenIDConfiguration(
      issuer: issuer, client: client, secret: secret, name: name, createsAccounts: createsAccounts)
  }
}
