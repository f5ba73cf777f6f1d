import Foundation
import Web

/// Whether the server could speak HTTPS as it is told to.
enum CertificateCheck {
  /// So many days before its end a certificate should be renewed.
  private static let days = 14.0
  private static let renew = "renew it, then send the server SIGHUP"

  static func run(_ settings: Settings, at time: Date) -> [Finding] {
    guard let named = settings.certificate else { return [] }
    do {
      guard let certificate = try settings.serverCertificate() else { return [] }
      return [validity(of: certificate, at: time)] + permissions(of: named.key)
    } catch {
      return [.wrong("TLS", "\(error)", remedy: "put the files right, or leave --certificate and --key out")]
    }
  }

  private static func validity(of certificate: ServerCertificate, at time: Date) -> Finding {
    func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
    let (begin, end) = (certificate.beginsAt, certificate.endsAt)
    if begin > time {
      return .wrong(
        "TLS", "the certificate begins only on \(day(begin))",
        remedy: "set the clock of this machine right, or renew it, then send the server SIGHUP")
    }
    if end < time { return .wrong("TLS", "the certificate ended on \(day(end))", remedy: renew) }
    let text = "the certificate and its key fit, until \(day(end))"
    let isSoon = end.timeIntervalSince(time) < days * 86_400
    return isSoon ? .note("TLS", text, remedy: renew) : .ok("TLS", text)
  }

  /// Debian's group `ssl-cert` may read keys; everybody may not.
  private static func permissions(of key: URL) -> [Finding] {
    let path = key.path(percentEncoded: false)
    guard FilePermissions.isOpen(path) else { return [] }
    return [.wrong("TLS", "everybody on this machine may read \(path)", remedy: "chmod 600 \(path)")]
  }
}

/// Who may read a file.
enum FilePermissions {
  /// Whether everybody on this machine may.
  static func isOpen(_ path: String) -> Bool {
    var found = stat()
    return stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFREG && found.st_mode & 0o004 != 0
  }
}
