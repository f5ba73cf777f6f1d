import Foundation

/// Why the server cannot start.
public enum ServeError: Error, Equatable, CustomStringConvertible {
  case portInUse(host: String, port: Int)
  case portNotAllowed(port: Int)
  case addressNotHere(host: String)
  case unknownHost(String)
  case cannotListen(host: String, port: Int, reason: String)
  case unfitOrigin(String)
  case unfitCertificate(path: String, reason: String)
  case unfitIssuer(String)
  case unfitProvider(String)
  case pageMissing(path: String)
  case documentMissing(path: String)

  public var description: String {
    switch self {
    case .portInUse(let host, let port):
      "port \(port) on \(host) is in use; stop the other program, or name another port with --port"
    case .portNotAllowed(let port):
      "port \(port) needs the rights of root; name one from 1024 on with --port"
    case .addressNotHere(let host):
      "\(host) is not an address of this machine; name one of its own with --host, or 127.0.0.1"
    case .unknownHost(let host):
      "“\(host)” is no address and no name this machine knows; name one with --host, as in 127.0.0.1 or ::1"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host), port \(port): \(reason); name others with --host and --port"
    case .unfitOrigin(let text):
      "“\(text)” is not an origin; write a scheme and a host, as in https://mien.example.org"
    case .unfitIssuer(let text):
      "“\(text)” cannot be an issuer; write it as the provider does, with https, as in https://login.example.org"
    case .unfitProvider(let reason): "nobody can sign in at the provider: \(reason)"
    case .unfitCertificate(let path, let reason):
      "\(path) cannot be used for HTTPS: \(reason); name the files with --certificate and --key"
    case .documentMissing(let path):
      "the API's description is missing at \(path); keep the resource bundles beside the program, or build it again"
    case .pageMissing(let path):
      "the page is missing at \(path); keep the resource bundles beside the program, or build it again"
    }
  }

  init(errno code: Int32, host: String, port: Int) {
    self =
      switch code {
      case EADDRINUSE: .portInUse(host: host, port: port)
      case EACCES: .portNotAllowed(port: port)
      case EADDRNOTAVAIL: .addressNotHere(host: host)
      default: .cannotListen(host: host, port: port, reason: String(cString: strerror(code)))
      }
  }
}
