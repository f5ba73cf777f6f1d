import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Web

@Suite struct BadInputTests {
  @Test(arguments: [
    ("", "not valid JSON"), ("{", "not valid JSON"), ("[]", "wrong type"), ("{}", "“name” is missing"),
    (#"{"name":"a"}"#, "“password” is missing"), (#"{"name":1,"password":"b"}"#, "“name” has the wrong type"),
    (#"{"name":null,"password":"b"}"#, "“name” has the wrong type"), ("\u{0}", "not valid JSON"),
    (String(repeating: "[", count: 60_000), "not valid JSON"),
  ]) func `malformed JSON is refused and told why`(body: String, reason: String) async throws {
    try await TestServer().run { browser in
      let answer = try await browser.post("/api/v1/session", body)
      #expect(answer.status == 400)
      #expect(answer.code == "malformed")
      #expect(answer.message?.contains(reason) == true, "\(answer.message ?? "")")
    }
  }

  @Test func `JSON of more than 64 KiB is refused`() async throws {
    try await TestServer().run { browser in
      let answer = try await browser.post("/api/v1/session", String(repeating: " ", count: 64 << 10 + 1))
      #expect(answer.status == 413)
      #expect(answer.code == "too_large")
      let body = #"{"name":"a","password":"b"}"#
      let fits = body + String(repeating: " ", count: 64 << 10 - body.utf8.count)
      #expect(try await browser.post("/api/v1/session", fits).status == 401)
    }
  }

  @Test func `a length that was not told is measured`() async throws {
    try await TestServer().run { browser in
      let answer = try await browser.post(
        "/api/v1/session", String(repeating: " ", count: 70_000), headers: ["Content-Length": "1"])
      #expect(answer.status == 413)
    }
  }

  @Test func `what is not sent as JSON is refused`() async throws {
    try await TestServer().run { browser in
      for type in [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp",
      ] {
        let answer = try await browser.post(
          "/api/v1/session", #"{"name":"a","password":"b"}"#, headers: ["Content-Type": type])
        #expect(answer.status == 415, "\(type)")
      }
      let answer = try await browser.post(
        "/api/v1/session", #"{"name":"a","password":"b"}"#,
        headers: ["Content-Type": "Application/JSON; charset=utf-8"])
      #expect(answer.status == 401)
    }
  }

  @Test func `an unknown address is a 404, in JSON under api`() async throws {
    try await TestServer().run { browser in
      for path in ["/api/v1/nothing", "/api/", "/api/v2/me", "/api/v1/me/extra"] {
        let answer = try await browser.get(path)
        #expect(answer.status == 404, "\(path)")
        #expect(answer.code == "unknown_route", "\(path)")
      }
      let page = try await browser.get("/nothing")
      #expect(page.status == 404)
      #expect(page.header("Content-Type") == "text/plain; charset=utf-8")
    }
  }

  @Test(arguments: [
    "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost@evil.example", "192.168.0.7",
  ]) func `a server on loopback does not answer to another name`(name: String) async throws {
    try await live(name) { #expect($0 == 421) }
  }

  @Test(arguments: ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:8080"])
  func `a server on loopback answers to the names of loopback`(name: String) async throws {
    try await live(name) { #expect($0 == 200) }
  }

  @Test func `a server with an origin answers to its name`() async throws {
    let configuration = try WebConfiguration(origin: "https://mien.example.org:8443")
    try await live("mien.example.org:8443", configuration) { #expect($0 == 200) }
    try await live("other.example.org", configuration) { #expect($0 == 421) }
  }

  @Test func `beyond loopback a server with an origin answers to its name and those of loopback`()
    async throws
  {
    let configuration = try WebConfiguration(host: "0.0.0.0", origin: "https://mien.example.org")
    for name in ["mien.example.org", "localhost", "127.0.0.1:8080"] {
      try await live(name, configuration) { #expect($0 == 200) }
    }
    for name in ["other.example.org", "192.168.0.7"] {
      try await live(name, configuration) { #expect($0 == 421) }
    }
    try await live("other.example.org", WebConfiguration(host: "0.0.0.0")) { #expect($0 == 200) }
  }

  @Test(arguments: ["::1", "[::1]"])
  func `a server on IPv6 loopback is named in brackets`(host: String) throws {
    let configuration = try WebConfiguration(host: host)
    #expect(configuration.host == "::1")
    let reach = Reach(configuration)
    #expect(reach.isOurs(authority: "[::1]:8080"))
    #expect(!reach.isOurs(authority: ""))
    #expect(!reach.isOurs(authority: ":8080"))
    #expect(!reach.isOurs(authority: "[::2]"))
  }

  private func live(
    _ authority: String, _ configuration: WebConfiguration? = nil, _ check: @escaping @Sendable (Int) -> Void
  ) async throws {
    let server = try TestServer(configuration: configuration)
    try await server.live { port, _ in
      let status = try await TestClient.withClient(host: "localhost", port: port) { client in
        try await client.execute(.init("/api/v1/setup", method: .get, authority: authority)).status.code
      }
      check(status)
    }
  }

  @Test(arguments: ["mien.example.org", "ftp://mien.example.org", "https://", "https://a/b", "null"])
  func `an origin that is none is refused at the start`(text: String) {
    #expect(throws: ServeError.unfitOrigin(text)) { try WebConfiguration(origin: text) }
  }

  @Test(arguments: ["no such host", "name.invalid"])
  func `a host nobody knows is a clear sentence`(host: String) async throws {
    let server = try TestServer(configuration: WebConfiguration(host: host, port: 0))
    let error = await #expect(throws: ServeError.self) { try await serve(server.dependencies) { _ in } }
    #expect(error == .unknownHost(host))
    #expect(error?.description.contains("--host") == true)
  }

  @Test(arguments: [(true, 0), (false, 1)])
  func `an origin without a trusted proxy is warned of`(trusted: Bool, warnings: Int) async throws {
    let configuration = try WebConfiguration(
      port: 0, origin: "https://mien.example.org", trustsProxy: trusted)
    let server = try TestServer(configuration: configuration)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let serving = Task { try await serve(server.dependencies) { port.yield($0) } }
    for await _ in ports { break }
    serving.cancel()
    _ = await serving.result
    let found = server.log.lines.filter { $0.hasPrefix("warning") && $0.contains("--trust-proxy") }
    #expect(found.count == warnings)
  }

  @Test(arguments: [
    "recommendations?kinds=,,", "recommendations?kinds=%20,", "recommendations?emotion=%ff",
    "catalogue?query=%ff", "catalogue?query=caf%E9", "catalogue?limit=%zz",
  ]) func `an empty list and what is no UTF-8 are refused`(path: String) async throws {
    let server = try TestServer()
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).get("/api/v1/" + path)
      #expect(answer.status == 400)
      #expect(answer.code == "wrong_value")
    }
  }

  @Test func `a port in use is a clear sentence`() async throws {
    let first = try TestServer(configuration: WebConfiguration(port: 0))
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let serving = Task { try await serve(first.dependencies) { port.yield($0) } }
    let taken = try #require(await ports.first { _ in true })
    let second = try TestServer(configuration: WebConfiguration(port: taken))
    let error = await #expect(throws: ServeError.self) { try await serve(second.dependencies) { _ in } }
    #expect(error == .portInUse(host: "127.0.0.1", port: taken))
    #expect(error?.description.contains("--port") == true)
    serving.cancel()
    _ = await serving.result
  }
}
