import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Web

@Suite struct ProxyTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
    ("10.0.0.0/9", "10.128.0.1", false),
    ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "203.0.113.1", true),
    ("0.0.0.0/0", "2001:db8::1", false), ("::1", "::1", true), ("::1", "127.0.0.1", false),
    ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe80::1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ("::/0", "192.0.2.1", true), ("10.0.0.0/8", "unknown", false), ("10.0.0.0/8", "", false),
  ]) func `a range has the addresses it says`(range: String, address: String, isIn: Bool) throws {
    #expect(try #require(AddressRange(range)).contains(address) == isIn)
  }

  @Test(arguments: [
    "", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0/8", "proxy", "10.0.0.0/", "10.0.0.0/8/8",
  ])
  func `what is no range is refused`(text: String) { #expect(AddressRange(text) == nil) }

  @Test func `ranges stand with commas between them`() {
    #expect(AddressRange.list("10.0.0.0/8, ::1")?.count == 2)
    #expect(AddressRange.list("") == [])
    #expect(AddressRange.list("10.0.0.0/8,nonsense") == nil)
  }

  private func forwarding(_ fields: [(String, String)]) throws -> Forwarding {
    var headers = HTTPFields()
    for (name, value) in fields {
      headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
    }
    return Forwarding(headers)
  }

  @Test func `both kinds of header are read, over several lines`() throws {
    let old = try forwarding([
      ("X-Forwarded-For", "192.0.2.1, 10.0.0.1"), ("X-Forwarded-For", "[2001:db8::1]:4711"),
      ("X-Forwarded-Proto", "HTTPS"),
    ])
    #expect(old.addresses == ["192.0.2.1", "10.0.0.1", "2001:db8::1"])
    #expect(old.scheme == "https")
    let new = try forwarding([
      ("Forwarded", #"for=192.0.2.1:80;proto=http, For="[2001:db8::1]:4711";Proto=https;by=10.0.0.1"#)
    ])
    #expect(new.addresses == ["192.0.2.1", "2001:db8::1"])
    #expect(new.scheme == "https")
    let none = try forwarding([])
    #expect(none.addresses == nil)
    #expect(none.scheme == nil)
  }

  @Test func `where the two kinds differ neither is believed`() throws {
    let both = try forwarding([
      ("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.2;proto=https"),
      ("X-Forwarded-Proto", "http"),
    ])
    #expect(both.addresses == nil)
    #expect(both.scheme == nil)
    let same = try forwarding([("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1")])
    #expect(same.addresses == ["192.0.2.1"])
  }

  @Test(arguments: [
    ("127.0.0.0/8", "https", "192.0.2.7"), ("10.0.0.0/8", "http", "127.0.0.1"), ("", "http", "127.0.0.1"),
  ])
  func `only a proxy in a trusted range is believed`(range: String, scheme: String, address: String)
    async throws
  {
    let ranges = try #require(AddressRange.list(range))
    let server = try TestServer(configuration: WebConfiguration(port: 0, trustedProxies: ranges))
    try await server.live { _, browser in
      let root = browser.with(try await server.session("root", .administrator))
      var stranger = browser
      stranger.origin = nil
      let answer = try await stranger.post(
        "/api/v1/session", #"{"name":"root","password":"a long password"}"#,
        headers: ["X-Forwarded-For": "198.51.100.1, 192.0.2.7, 127.0.0.9", "X-Forwarded-Proto": "https"])
      #expect(answer.status == 200)
      #expect(answer.header("Set-Cookie")?.hasPrefix("__Host-") == (scheme == "https"))
      let events = try await root.get("/api/v1/audit").list("events")
      #expect(events.first?["address"] as? String == address)
    }
  }
}
