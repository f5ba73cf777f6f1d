import Foundation
import HummingbirdTLS
import NIOSSL
import Synchronization

/// The certificate and key with which the server itself speaks HTTPS. They can be read again while it runs, and then
/// count for every connection made from there on.
public final class ServerCertificate: Sendable {
  private struct Pair: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
  }

  /// PEM files: the certificate with those that vouch for it behind it, and its private key.
  public let certificateFile: URL
  public let keyFile: URL
  private let pair: Mutex<Pair>

  /// - Throws: ``ServeError/unfitCertificate(path:reason:)``.
  public init(certificateFile: URL, keyFile: URL) throws(ServeError) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    pair = Mutex(try Self.read(certificateFile, keyFile))
  }

  /// Reads both files again; what they hold counts only if both fit.
  ///
  /// - Throws: ``ServeError/unfitCertificate(path:reason:)``; then those from before stay in use.
  public func reload() throws(ServeError) {
    let new = try Self.read(certificateFile, keyFile)
    pair.withLock { $0 = new }
  }

  /// When the certificate in use ends.
  public var endsAt: Date {
    let end = pair.withLock { $0.chain.first?.notValidAfter } ?? 0
    return Date(timeIntervalSince1970: TimeInterval(end))
  }

  /// When the certificate in use begins.
  public var beginsAt: Date {
    let begin = pair.withLock { $0.chain.first?.notValidBefore } ?? 0
    return Date(timeIntervalSince1970: TimeInterval(begin))
  }

  /// TLS 1.2 and later; each handshake takes the newest pair.
  var configuration: TLSConfiguration {
    let start = pair.withLock { $0 }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: start.chain.map { .certificate($0) }, privateKey: .privateKey(start.key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    configuration.sslContextCallback = { [self] _, promise in
      let newest = pair.withLock { $0 }
      var change = NIOSSLContextConfigurationOverride()
      change.certificateChain = newest.chain.map { .certificate($0) }
      change.privateKey = .privateKey(newest.key)
      promise.succeed(change)
    }
    return configuration
  }

  private static func read(_ certificate: URL, _ key: URL) throws(ServeError) -> Pair {
    let chain = try parsed(certificate, what: "a certificate in PEM") {
      try NIOSSLCertificate.fromPEMBytes($0)
    }
    guard !chain.isEmpty else {
      throw .unfitCertificate(
        path: certificate.path(percentEncoded: false), reason: "there is no certificate in it")
    }
    let privateKey = try parsed(key, what: "a private key in PEM without a password") {
      try NIOSSLPrivateKey(bytes: $0, format: .pem)
    }
    let pair = Pair(chain: chain, key: privateKey)
    // Only a context tells whether they belong together.
    do {
      _ = try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey)))
    } catch {
      throw .unfitCertificate(
        path: key.path(percentEncoded: false), reason: "it is not the key of the certificate")
    }
    return pair
  }

  private static func parsed<Value>(
    _ file: URL, what: String, _ parse: ([UInt8]) throws -> Value
  ) throws(ServeError) -> Value {
    let path = file.path(percentEncoded: false)
    guard let bytes = try? Data(contentsOf: file) else {
      throw .unfitCertificate(path: path, reason: "it cannot be read: is it there, and may you read it?")
    }
    do { return try parse([UInt8](bytes)) } catch {
      throw .unfitCertificate(path: path, reason: "it is not \(what)")
    }
  }
}
