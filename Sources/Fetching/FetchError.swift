/// Why something could not be fetched. Addresses may hold secrets, so none but the host is ever part of a message.
public enum FetchError: Error, Hashable, Sendable, CustomStringConvertible {
  case unfitAddress
  case noSuchHost
  /// It is this machine, or one of the network it is in.
  case ours(host: String)
  /// Nothing that may be asked at all is there.
  case forbidden(host: String)
  case notReached
  case timedOut(seconds: Double)
  case brokenOff
  case tooLarge(bytes: Int)
  case untrusted
  case failed(String)

  public var description: String {
    switch self {
    case .unfitAddress: "its address cannot be read; write https://music.example.org"
    case .noSuchHost: "there is no such host"
    case .ours(let host):
      "\(host) is on this machine or in its own network, which is asked only where that is allowed"
    case .forbidden(let host):
      "\(host) is at an address that is never asked: link-local, multicast, reserved, or a cloud's for its machines"
    case .notReached: "nothing answers there; is it running, and is the port right?"
    case .timedOut(let seconds): "there was no whole answer within \(Int(seconds)) seconds"
    case .brokenOff: "it went away in the middle of an answer"
    case .tooLarge(let bytes): "an answer has more than \(bytes / 1_000_000) MB"
    case .untrusted: "its certificate is not trusted, or it does not speak https"
    case .failed(let kind): "it cannot be reached (\(kind)); did it go away?"
    }
  }
}
