import Foundation

/// Whether the server could listen where it is told to.
enum PortCheck {
  /// Why listening is not possible, as a sentence; `nil` if it is.
  static func problem(host: String, port: Int) -> String? {
    let addresses: [SocketAddress]
    switch SocketAddress.resolve(host: host, port: port) {
    case .success(let found): addresses = found
    case .failure(let failure): return "\(host) is no address of this machine: \(failure.reason)"
    }
    for address in addresses {
      let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var yes: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
      let bound = address.withPointer { bind(descriptor, $0, $1) }
      guard bound != 0 else { return nil }
      switch errno {
      case EADDRINUSE: return "port \(port) on \(host) is in use by another program, or by Mien itself"
      case EACCES: return "port \(port) on \(host) may be used by root only"
      case EADDRNOTAVAIL: return "\(host) is not an address of this machine"
      default: return "port \(port) on \(host) cannot be used: \(String(cString: strerror(errno)))"
      }
    }
    return "\(host) is no address that a server can listen on"
  }

  static func finding(host: String, port: Int) -> Finding {
    guard port != 0 else { return .ok("port", "any free one") }
    guard let problem = problem(host: host, port: port) else {
      return .ok("port", "\(port) on \(host) is free")
    }
    if isServed(host: host, port: port) { return .ok("port", "\(port) on \(host): Mien is running there") }
    return .wrong("port", problem, remedy: "stop the other program, or choose another port: --port 9000")
  }

  /// Whether Mien answers there.
  private static func isServed(host: String, port: Int) -> Bool {
    let reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
    guard case .success(let addresses) = SocketAddress.resolve(host: reachable, port: port),
      let address = addresses.first
    else { return false }
    let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    for direction in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, direction, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else { return false }
    let question = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    guard write(descriptor, question, question.utf8.count) == question.utf8.count else { return false }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1024)
    while answer.count < 8192 {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      answer += chunk[..<count]
    }
    return String(decoding: answer, as: UTF8.self).contains("{\"status\":\"ok\"}")
  }
}
