import Fetching
import Foundation
import Synchronization
import Testing

@Suite struct FetcherTests {
  /// A server on this machine that answers each request with one text, and counts them.
  private final class Server: Sendable {
    let port: Int
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    var requests: [String] { heard.withLock { $0 } }

    struct NoSocket: Error {}

    init(_ answer: String) throws {
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let (listener, length) = (listener, size)
      let isListening = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(listener, $0, length) == 0 && listen(listener, 8) == 0
            && getsockname(listener, $0, &size) == 0
        }
      }
      guard isListening else { throw NoSocket() }
      port = Int(UInt16(bigEndian: address.sin_port))
      Thread.detachNewThread { [self] in
        while true {
          let connection = accept(listener, nil, nil)
          guard connection >= 0 else {
            // Only here: the number might be another listener's by the time that this thread looks.
            close(listener)
            return
          }
          var bytes = [UInt8](repeating: 0, count: 4096)
          let count = recv(connection, &bytes, bytes.count, 0)
          heard.withLock { $0.append(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)) }
          _ = answer.withCString { send(connection, $0, answer.utf8.count, Int32(MSG_NOSIGNAL)) }
          close(connection)
        }
      }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
  }

  private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

  private func fetcher(
    _ policy: Fetcher.Policy, limit: Int = 1000, names: [String: [String]]? = nil,
    looked: @escaping @Sendable (String) -> Void = { _ in }
  ) -> Fetcher {
    guard let names else { return Fetcher(allowing: policy, timeout: 30, limit: limit) }
    return Fetcher(allowing: policy, timeout: 30, limit: limit) { (name) throws(FetchError) in
      looked(name)
      return (names[name] ?? []).compactMap { IPAddress($0) }
    }
  }

  @Test(arguments: [
    "127.0.0.1", "localhost", "LOCALHOST", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1",
    "017700000001",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1", "192.168.0.1", "172.16.3.4", "[fd00::1]",
  ])
  func `this machine and its network are not asked, however they are named`(host: String) async throws {
    let server = try Server(Self.ok)
    defer { server.stop() }
    await #expect {
      _ = try await fetcher(.everybodysAlone).fetch(.init("http://\(host):\(server.port)/"))
    } throws: { error in
      if case .ours? = error as? FetchError { true } else { false }
    }
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [
    "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "[::ffff:169.254.169.254]",
    "[fe80::1]",
    "0.0.0.0", "0", "[::]", "224.0.0.1", "255.255.255.255", "[fd00:ec2::254]", "100.100.100.200",
  ])
  func `what hands out a cloud's keys, and what is nobody's, is never asked`(host: String) async {
    for policy in [Fetcher.Policy.everybodysAlone, .alsoOurs] {
      await #expect {
        _ = try await fetcher(policy).fetch(.init("http://\(host)/latest/meta-data/"))
      } throws: { error in
        if case .forbidden? = error as? FetchError { true } else { false }
      }
    }
  }

  @Test(arguments: [
    ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["93.184.216.34", "::1"], ["192.168.0.7"],
  ])
  func `a name that leads to this machine is not asked, whatever else it leads to`(addresses: [String])
    async throws
  {
    let server = try Server(Self.ok)
    defer { server.stop() }
    let asking = fetcher(.everybodysAlone, names: ["music.example": addresses])
    await #expect(throws: FetchError.ours(host: "music.example")) {
      _ = try await asking.fetch(.init("http://music.example:\(server.port)/"))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `a name is looked up once, and the address that was checked is the one that is asked`()
    async throws
  {
    let server = try Server(Self.ok)
    defer { server.stop() }
    let looked = Mutex(0)
    // No name server knows it: whoever looks again finds nothing.
    let asking = Fetcher(allowing: .alsoOurs, timeout: 30, limit: 10) { (_) throws(FetchError) in
      let times = looked.withLock { count in
        count += 1
        return count
      }
      return [IPAddress(times == 1 ? "127.0.0.1" : "169.254.169.254")].compactMap(\.self)
    }
    let answer = try await asking.fetch(.init("http://Rebound.Invalid:\(server.port)/a?b=c"))
    #expect(answer.body == Array("ok".utf8))
    #expect(looked.withLock { $0 } == 1)
    #expect(server.requests.first?.hasPrefix("GET /a?b=c HTTP/1.1\r\n") == true)
    #expect(
      server.requests.first?.lowercased().contains("\r\nhost: rebound.invalid:\(server.port)\r\n") == true)
  }

  @Test func `where one address does not answer the next is asked`() async throws {
    let server = try Server(Self.ok)
    defer { server.stop() }
    let asking = fetcher(.alsoOurs, names: ["two.example": ["::1", "127.0.0.1"]])
    #expect(try await asking.fetch(.init("http://two.example:\(server.port)/")).status == 200)
  }

  @Test(arguments: ["http://169.254.169.254/", "http://127.0.0.1:1/", "//10.0.0.1/", "file:///etc/passwd"])
  func `nobody is followed elsewhere`(location: String) async throws {
    let server = try Server("HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
    defer { server.stop() }
    let answer = try await fetcher(.alsoOurs).fetch(.init("http://127.0.0.1:\(server.port)/"))
    #expect(answer.status == 302)
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [
    "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "http://", "http:///x", "",
    "http://user:secret@127.0.0.1/", "http://127.0.0.1\\@evil.example/", "http://a b/", "http://[::1%25lo]/",
    "http://1.1.1.1%2f@127.0.0.1/", "//127.0.0.1/",
  ])
  func `what is no plain address of the web is not read`(address: String) async {
    await #expect(throws: FetchError.unfitAddress) {
      _ = try await fetcher(.alsoOurs).fetch(.init(address))
    }
  }

  @Test func `what answers is bounded, and what does not is said to`() async throws {
    let server = try Server(
      "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\nhello world")
    await #expect(throws: FetchError.tooLarge(bytes: 10)) {
      _ = try await fetcher(.alsoOurs, limit: 10).fetch(.init("http://127.0.0.1:\(server.port)/"))
    }
    server.stop()
    await #expect(throws: FetchError.notReached) {
      _ = try await fetcher(.alsoOurs).fetch(.init("http://127.0.0.1:\(server.port)/"))
    }
    await #expect(throws: FetchError.noSuchHost) {
      _ = try await fetcher(.alsoOurs, names: [:]).fetch(.init("http://nobody.example/"))
    }
  }

  @Test func `a form is sent as one, and what is in it stays in it`() async throws {
    let server = try Server(Self.ok)
    defer { server.stop() }
    _ = try await fetcher(.alsoOurs).fetch(
      .init(
        "http://127.0.0.1:\(server.port)/", headers: ["Authorization": "Basic x"],
        form: [(name: "a&b", value: "1=2 ü+")]))
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
    #expect(request.hasSuffix("\r\n\r\na%26b=1%3D2%20%C3%BC%2B") || request.hasSuffix("\r\n\r\n"))
  }
}
