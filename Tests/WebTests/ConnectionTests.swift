import Foundation
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web

@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
  /// Runs the server on a port, with limits of its own.
  private func live(
    _ server: TestServer, _ change: (inout ConnectionLimits) -> Void = { _ in },
    _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    try await server.live(change) { port, _ in try await body(port) }
  }

  private let health = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

  @Test func `an upload of somebody who is not signed in is refused and not swallowed`() async throws {
    try await live(TestServer()) { port in
      let connection = try RawConnection(port: port)
      try await connection.send(
        "POST /api/v1/frames HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n")
      let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
      var sent = 0
      while sent < 400 << 20, (try? await connection.send(chunk)) != nil { sent += 65_536 }
      #expect(sent < 40 << 20)
    }
  }

  @Test(arguments: [
    ("Content-Type: image/jpeg\r\nContent-Length: 100000\r\n", 401),
    ("Content-Type: image/jpeg\r\nContent-Length: 100000\r\nOrigin: https://evil.example\r\n", 403),
  ]) func `a refusal arrives before its connection is closed`(headers: String, status: Int) async throws {
    try await live(TestServer()) { port in
      let connection = try RawConnection(port: port)
      try await connection.send(
        "POST /api/v1/frames HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n" + "part of it")
      let answer = await connection.receiveAll()
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
      #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
      #expect(answer.contains(#""error""#))
    }
  }

  @Test func `a refusal of a whole request leaves the connection open`() async throws {
    try await live(TestServer()) { port in
      let connection = try RawConnection(port: port)
      let post = "POST /api/v1/feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
      try await connection.send(post)
      #expect(await connection.receive(until: "}}").hasPrefix("HTTP/1.1 401 "))
      try await connection.send(health)
      #expect(await connection.receive(until: "}").hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func `connections that say nothing do not lock others out`() async throws {
    let change = { (limits: inout ConnectionLimits) in
      limits.most = 8
      limits.head = .seconds(2)
    }
    try await live(TestServer(), change) { port in
      var silent = try (0..<8).map { _ in try RawConnection(port: port) }
      try await silent[0].send("GET / HTTP/1.1\r\nHo")
      let connection = try RawConnection(port: port)
      try await connection.send(health)
      #expect(await connection.receive(until: "}").hasPrefix("HTTP/1.1 200 "))
      for connection in silent { #expect(await connection.receiveAll().isEmpty) }
      silent.removeAll()
    }
  }

  @Test func `an address has its connections, and one that ends makes room`() async throws {
    // Three of ours; the client that knows the port holds one as well.
    let change = { (limits: inout ConnectionLimits) in limits.mostPerAddress = 4 }
    try await live(TestServer(), change) { port in
      var open: [RawConnection] = []
      for _ in 0..<3 {
        open.append(try RawConnection(port: port))
        try await open.last?.send(health)
        #expect(await open.last?.receive(until: "}").hasPrefix("HTTP/1.1 200 ") == true)
      }
      #expect(try await RawConnection(port: port).receiveAll().isEmpty)
      open.removeLast()
      var status = ""
      while status.isEmpty {
        try await Task.sleep(for: .milliseconds(20))
        let next = try RawConnection(port: port)
        try? await next.send(health)
        status = await next.receive(until: "}")
      }
      #expect(status.hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func `an answer that nobody takes is not kept`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("<!doctype html>".utf8).write(to: folder.appending(path: "index.html"))
    try Data(count: 32 << 20).write(to: folder.appending(path: "large.bin"))
    // One of ours; the client that knows the port holds one as well.
    let change = { (limits: inout ConnectionLimits) in
      limits.mostPerAddress = 2
      limits.unread = .milliseconds(100)
    }
    try await live(TestServer(page: Page(directory: folder)), change) { port in
      let idle = try RawConnection(port: port)
      try await idle.send("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
      var status = ""
      while status.isEmpty {
        try await Task.sleep(for: .milliseconds(20))
        let next = try RawConnection(port: port)
        try? await next.send(health)
        status = await next.receive(until: "}")
      }
      #expect(status.hasPrefix("HTTP/1.1 200 "))
      #expect(await idle.receiveAll().utf8.count < 32 << 20)
    }
  }

  @Test func `a client that vanishes while its frame is read leaves nothing behind`() async throws {
    let barrier = Barrier()
    let server = try TestServer(read: { _, _, _ in
      await barrier.hold()
      return seen([])
    })
    let token = try await server.session("ada")
    let head =
      "POST /api/v1/frames HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
      + "Cookie: mien=\(token.text)\r\nX-CSRF-Token: \(token.csrfToken)\r\n"
    try await live(server) { port in
      do {
        let half = try RawConnection(port: port)
        try await half.send(head + "Content-Length: 100\r\n\r\nhalf a picture")
        let whole = try RawConnection(port: port)
        try await whole.send(head + "Content-Length: 5\r\n\r\nframe")
        await barrier.arrival()
      }
      barrier.letGo()
      let next = try RawConnection(port: port)
      try await next.send(head + "Content-Length: 5\r\n\r\nframe")
      await barrier.arrival()
      barrier.letGo()
      #expect(await next.receive(until: "\"faces\"").hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func `a body that does not come is not waited for`() async throws {
    let change = { (limits: inout ConnectionLimits) in limits.body = .milliseconds(200) }
    try await live(TestServer(), change) { port in
      let connection = try RawConnection(port: port)
      try await connection.send(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 10\r\n\r\n{")
      _ = await connection.receiveAll()
      #expect(connection.isClosedByServer)
    }
  }

  @Test(arguments: [
    "Host: localhost\r\nHost: evil.example\r\n", "Host: localhost\r\nhost: localhost\r\n", "",
  ])
  func `a request with two names or none is refused`(hosts: String) async throws {
    try await live(TestServer()) { port in
      let connection = try RawConnection(port: port)
      try await connection.send("GET /api/v1/setup HTTP/1.1\r\n\(hosts)\r\n")
      let answer = await connection.receive(until: "}}")
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
      #expect(answer.contains("send one Host header"))
    }
  }

  @Test(arguments: [
    ("127.0.0.5", nil, "use 127.0.0.5, or"), ("[::1]", nil, "use [::1], or"),
    ("127.0.0.1", "https://mien.example.org:8443", "use mien.example.org:8443, or"),
  ]) func `who asks by another name is told ours`(host: String, origin: String?, text: String) async throws {
    let server = try TestServer(configuration: WebConfiguration(host: host, origin: origin))
    try await live(server) { port in
      let connection = try RawConnection(port: port)
      try await connection.send("GET /api/v1/setup HTTP/1.1\r\nHost: evil.example\r\n\r\n")
      let answer = await connection.receive(until: "}}")
      #expect(answer.hasPrefix("HTTP/1.1 421 "))
      #expect(answer.contains(text))
    }
  }
}

/// A connection whose every byte the test decides. It waits ten seconds at most, on a thread that the server does
/// not need.
final class RawConnection: Sendable {
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "raw connection")
  private let ended = Mutex(false)

  /// Whether a wait ended because the other side closed, and not because it was too long.
  var isClosedByServer: Bool { ended.withLock { $0 } }

  struct Failure: Error { let code: Int32 }

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var wait = timeval(tv_sec: 300, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &wait, socklen_t(MemoryLayout<timeval>.size))
    }
    let status = withUnsafeBytes(of: &address) {
      connect(
        descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard status == 0 else { throw Failure(code: errno) }
  }

  deinit { close(descriptor) }

  func send(_ text: String) async throws {
    let descriptor = descriptor
    try await onThread { () -> Result<Void, Failure> in
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return .failure(Failure(code: errno)) }
        rest = rest.dropFirst(count)
      }
      return .success(())
    }.get()
  }

  /// What arrives until the other side closes.
  func receiveAll() async -> String { await receive(until: nil) }

  /// What arrives until the text is among it, or the other side closes.
  func receive(until end: String?) async -> String {
    let descriptor = descriptor
    return await onThread {
      var text = ""
      var bytes = [UInt8](repeating: 0, count: 4096)
      while end.map({ !text.contains($0) }) ?? true {
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else {
          let isClosed = count == 0 || errno == ECONNRESET
          self.ended.withLock { $0 = isClosed }
          break
        }
        text += String(decoding: bytes.prefix(count), as: UTF8.self)
      }
      return text
    }
  }

  private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}
