import Dispatch
import Foundation
import Logging
import Web

extension Settings {
  /// The certificate of `--certificate` and `--key`, read; `nil` for plain HTTP.
  func serverCertificate() throws(ServeError) -> ServerCertificate? {
    guard let certificate else { return nil }
    return try ServerCertificate(certificateFile: certificate.file, keyFile: certificate.key)
  }
}

/// Reads the certificate again at each SIGHUP, as programs that renew certificates send it.
final class CertificateReload {
  private let source: any DispatchSourceSignal

  init(_ certificate: ServerCertificate, logger: Logger) {
    signal(SIGHUP, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
    source.setEventHandler {
      do {
        try certificate.reload()
        logger.notice(
          "read the certificate again", metadata: ["ends": "\(certificate.endsAt.ISO8601Format())"])
      } catch {
        logger.error("kept the certificate from before", metadata: ["error": "\(error)"])
      }
    }
    source.resume()
  }

  func stop() { source.cancel() }
}
