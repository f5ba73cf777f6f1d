import Fetching
import Foundation
import Fuzzing
import HTTPTypes
import Testing
import Web

/// Damaged words of a provider of OpenID Connect and of proxies: whatever they say, nobody is taken for somebody else.
@Suite(.timeLimit(.minutes(Fuzz.minutes))) struct ProviderFuzzTests {
  private let now = Date(timeIntervalSince1970: 1_795_348_800)
  private let key: SigningKey
  private let expected: IDToken.Expected

  init() throws {
    key = try SigningKey(.point)
    expected = IDToken.Expected(
      issuer: StandInProvider.issuer, client: StandInProvider.client, nonce: "n-0S6_WzA2Mj", now: now)
  }

  private var claims: [String: Any] {
    let time = Int(now.timeIntervalSince1970)
    return [
      "iss": StandInProvider.issuer, "sub": "person-1234", "aud": [StandInProvider.client],
      "nonce": "n-0S6_WzA2Mj", "iat": time, "exp": time + 300, "preferred_username": "Ada",
    ]
  }

  private func json(_ object: Any) throws -> [UInt8] {
    Array(try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]))
  }

  private func webKey() throws -> JSONWebKey { try #require(JSONWebKey(key.json("two"))) }

  private let words = [
    "null", "1e999", "-1", "{", "[", "\"", "\\ud800", "\"alg\":\"none\"", "\"alg\":\"HS256\"",
    "\"crit\":[\"b64\"]",
    "\"kty\":\"oct\"", ".", "..", "=", "AAAA", "9223372036854775808", "https://", "http://127.0.0.1/", "@",
    "#",
  ]

  @Test func `ID tokens`() async throws {
    let token = try key.token(header: ["alg": "ES256", "kid": "two"], claims: claims)
    let signed = token.split(separator: ".").prefix(2)
    let webKey = try webKey()
    let sound = try IDToken(token, key: webKey, expected: expected)
    #expect(sound.subject == "person-1234")
    try await Fuzz("id-tokens", seeds: [Array(token.utf8)], words: words, rounds: 2000).run { bytes in
      let damaged = String(decoding: bytes, as: UTF8.self)
      guard let found = try? IDToken(damaged, key: webKey, expected: expected) else { return }
      #expect(damaged.split(separator: ".").prefix(2) == signed)
      #expect(found.subject == "person-1234")
    }
  }

  @Test func `claims that the provider signed`() async throws {
    let header = Base64URL.text(try json(["alg": "ES256", "kid": "two"]))
    let webKey = try webKey()
    try await Fuzz("claims", seeds: [try json(claims)], words: words, rounds: 1000).run { bytes in
      let text = header + "." + Base64URL.text(bytes)
      let token = text + "." + Base64URL.text(try key.signature(of: text))
      guard let found = try? IDToken(token, key: webKey, expected: expected) else { return }
      #expect((1...255).contains(found.subject.utf8.count))
    }
  }

  @Test func `keys`() async throws {
    let keys = [key, try SigningKey(.rsa)]
    let seeds = try keys.map { try json($0.json("two")) }
    let signatures = try keys.map { try $0.signature(of: "a text") }
    try await Fuzz("jwk", seeds: seeds, words: words, rounds: 1000).run { bytes in
      let object = try? JSONSerialization.jsonObject(with: Data(bytes))
      guard let found = (object as? [String: Any]).flatMap(JSONWebKey.init) else { return }
      for signature in signatures {
        #expect(!found.verifies(signature, of: "another text".utf8))
      }
    }
  }

  @Test func `descriptions, key sets and answers of a provider`() async throws {
    let issuer = StandInProvider.issuer
    let configuration = try OpenIDConfiguration(
      issuer: issuer, client: StandInProvider.client, secret: "a secret", name: "Example")
    let token = try key.token(header: ["alg": "ES256", "kid": "two"], claims: claims)
    let sound = [
      try json([
        "issuer": issuer, "authorization_endpoint": issuer + "/authorize",
        "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
      ]), try json(["keys": [key.json("two")]]), try json(["id_token": token, "token_type": "Bearer"]),
    ]
    var turn = 0
    try await Fuzz("provider", seeds: sound, words: words, rounds: 1500).run { bytes in
      let damaged = turn % sound.count
      turn += 1
      let client = OpenIDProvider(
        configuration, uptime: { .zero },
        fetch: { (question, _) throws(FetchError) in
          let place = question.address.hasSuffix("/openid-configuration") ? 0 : question.form == nil ? 1 : 2
          return Fetcher.Answer(status: 200, body: place == damaged ? bytes : sound[place])
        })
      let back = "https://mien.example/"
      let address = try? await client.address(state: "s", nonce: "n", verifier: "v", redirect: back)
      if let address { #expect(address.hasPrefix("https://")) }
      let found = try? await client.exchange(
        "code", nonce: "n-0S6_WzA2Mj", verifier: "v", redirect: back, now: now)
      if let found { #expect(found.subject == "person-1234") }
    }
  }

  @Test func `what proxies say`() async throws {
    let seeds = [
      #"for=192.0.2.60;proto=https;by=203.0.113.43, for="[2001:db8:cafe::17]:4711""#,
      "192.0.2.1, 10.0.0.1:80, [2001:db8::1]:4711", "https", "for=unknown, for=_hidden;proto=HTTP",
    ].map { Array($0.utf8) }
    let names = try ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto"].map {
      try #require(HTTPField.Name($0))
    }
    let server = try TestServer(
      configuration: WebConfiguration(origin: "https://mien.example.org", trustsProxy: true))
    try await server.run { browser in
      try await Fuzz(
        "forwarded", seeds: seeds,
        words: [",", ";", "=", "\"", "[", "]", ":", "for=", "proto=", " ", "\\\""],
        rounds: 600
      ).run { bytes in
        let text = String(decoding: bytes.map { $0 < 0x20 || $0 > 0x7E ? 0x3F : $0 }, as: UTF8.self)
        for name in names {
          var fields = HTTPFields()
          fields.append(HTTPField(name: name, value: text))
          fields.append(HTTPField(name: names[0], value: "for=192.0.2.60;proto=https"))
          let said = Forwarding(fields)
          #expect(said.addresses?.contains { $0.contains(",") } != true, "\(text)")
          #expect(said.addresses?.isEmpty != true)
          let answer = try await browser.get("/api/v1/setup", headers: [name.rawName: text])
          #expect(answer.status < 500, "\(name): \(text)")
        }
      }
    }
  }
}
