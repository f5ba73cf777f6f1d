import Foundation
import Web

/// Whether people could sign in at the provider that is set. Nothing is sent to it.
enum ProviderCheck {
  static func run(_ settings: Settings) -> [Finding] {
    guard let provider = settings.provider else { return [] }
    do {
      let configuration = try provider.configuration()
      _ = try WebConfiguration(host: settings.host, origin: settings.origin, openID: configuration)
    } catch {
      return [.wrong("provider", "\(error)", remedy: "see docs/oidc.md, “Setting it up”")]
    }
    if let path = provider.secretFile?.path(percentEncoded: false), FilePermissions.isOpen(path) {
      return [
        .wrong("provider", "everybody on this machine may read \(path)", remedy: "chmod 600 \(path)")
      ]
    }
    return [.ok("provider", "people may sign in at \(provider.issuer)")]
  }
}
