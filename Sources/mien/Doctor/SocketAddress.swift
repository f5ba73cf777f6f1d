import Foundation

/// An address and port as the system's calls take them.
struct SocketAddress {
  let family: Int32
  private let storage: sockaddr_storage
  private let length: socklen_t

  /// Why a name has no address.
  struct Failure: Error {
    let reason: String
  }

  /// The addresses of a name or of an address in figures.
  static func resolve(host: String, port: Int) -> Result<[SocketAddress], Failure> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var first: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &first)
    guard status == 0, let first else {
      return .failure(Failure(reason: String(cString: gai_strerror(status))))
    }
    defer { freeaddrinfo(first) }
    return .success(
      sequence(first: first, next: \.pointee.ai_next).compactMap { SocketAddress($0.pointee) })
  }

  private init?(_ entry: addrinfo) {
    guard let address = entry.ai_addr else { return nil }
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) { bytes in
      let count = min(bytes.count, Int(entry.ai_addrlen))
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: count))
    }
    self.storage = storage
    length = entry.ai_addrlen
    family = entry.ai_family
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
