import Fetching
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

/// Signing in at a provider of OpenID Connect: here one in this process; `Tests/OIDC` has a real one.
@Suite struct OpenIDTests {
  /// A server whose people may sign in at a provider.
  private final class Place: Sendable {
    let server: TestServer
    let provider: StandInProvider
    let client: OpenIDProvider

    init(creates: Bool = false, origin: String? = nil) throws {
      let configuration = try OpenIDConfiguration(
        issuer: StandInProvider.issuer, client: StandInProvider.client, secret: "a secret", name: "Example",
        createsAccounts: creates)
      server = try TestServer(configuration: WebConfiguration(origin: origin, openID: configuration))
      let provider = try StandInProvider(clock: server.clock)
      self.provider = provider
      client = OpenIDProvider(
        configuration, uptime: { [clock = server.clock] in clock.uptime },
        fetch: { (question, _) throws(FetchError) in try provider.answer(question) })
    }

    func run(_ body: @Sendable (Browser) async throws -> Void) async throws {
      try await buildApplication(server.dependencies, limits: ConnectionLimits(), provider: client)
        .test(.router) { client in try await body(Browser(client)) }
    }
  }

  /// Goes to the provider and signs in there; what comes back is still to be handed on.
  private func visit(
    _ place: Place, _ browser: inout Browser, as subject: String, name: String = "Ada"
  ) async throws -> (code: String, state: String) {
    let begun = try await browser.send(.post, "/api/v1/openid")
    #expect(begun.status == 201)
    browser.cookie = begun.header("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
    let address = try #require(begun["location"] as? String)
    return try #require(place.provider.signIn(subject, name: name, at: address))
  }

  private func body(_ back: (code: String, state: String)) -> String {
    #"{"code": "\#(back.code)", "state": "\#(back.state)", "iss": "\#(StandInProvider.issuer)"}"#
  }

  private func account(_ place: Place, _ name: String, linkedTo subject: String? = nil) async throws
    -> Account
  {
    let account = try await place.server.store.accounts.create(
      name: name, password: "a long password", role: .member, at: place.server.clock.now)
    if let subject {
      _ = try await place.server.store.openID.link(
        ForeignIdentity(issuer: StandInProvider.issuer, subject: subject), to: account.id,
        at: place.server.clock.now)
    }
    return account
  }

  @Test(arguments: ["one", "two"])
  func `who is linked signs in, whichever key the provider signs with`(key: String) async throws {
    let place = try Place()
    place.provider.signWith(key)
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      var browser = nobody
      #expect(try await browser.get("/api/v1/openid")["name"] as? String == "Example")
      let back = try await visit(place, &browser, as: "person-1234")
      let answer = try await browser.post("/api/v1/openid/session", body(back))
      #expect(answer.status == 200)
      #expect(answer["name"] as? String == "ada")
      let again = try await browser.post("/api/v1/openid/session", body(back))
      #expect(again.status == 401)
      #expect(again.code == "unknown_attempt")
    }
    let events = try await place.server.store.audit.events(limit: 10)
    #expect(events.first?.kind == .signedIn)
    #expect(events.first?.detail == "provider")
  }

  @Test func `the name at the provider opens nobody's account`() async throws {
    let place = try Place()
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      var browser = nobody
      let back = try await visit(place, &browser, as: "666", name: "ada")
      let answer = try await browser.post("/api/v1/openid/session", body(back))
      #expect(answer.status == 403)
      #expect(answer.code == "not_linked")
      #expect(try await place.server.store.accounts.list().count == 1)
    }
  }

  @Test(arguments: StandInProvider.Fault.allCases, ["one", "two"])
  func `a provider that goes wrong signs nobody in`(fault: StandInProvider.Fault, key: String) async throws {
    let place = try Place(creates: true)
    place.provider.signWith(key)
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      var browser = nobody
      place.provider.goWrong(fault)
      let back = try await visit(place, &browser, as: "person-1234")
      let answer = try await browser.post("/api/v1/openid/session", body(back))
      #expect(answer.status == (fault == .noToken ? 503 : 401), "\(fault)")
      #expect(answer.header("Set-Cookie") == nil)
      // What was wrong is for the log, not for whoever tries.
      #expect(answer.code == (fault == .noToken ? "provider_unavailable" : "provider_refused"))
      place.provider.goWrong(nil)
      #expect(try await browser.post("/api/v1/openid/session", body(back)).code == "unknown_attempt")
    }
    #expect(try await place.server.store.accounts.list().count == 1)
    #expect(!place.server.log.lines.contains { $0.contains("person-1234") })
  }

  @Test func `a clock a minute off is no fault`() async throws {
    let place = try Place()
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      for seconds in [-50, 50] {
        var browser = nobody
        place.provider.beOff(by: seconds)
        let back = try await visit(place, &browser, as: "person-1234")
        #expect(try await browser.post("/api/v1/openid/session", body(back)).status == 200)
      }
    }
  }

  @Test func `only the browser that went to the provider comes back from there`() async throws {
    let place = try Place()
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      var (victim, attacker) = (nobody, nobody)
      // The attacker's code in the victim's browser would sign the victim in as the attacker.
      let theirs = try await visit(place, &attacker, as: "person-1234")
      let own = try await visit(place, &victim, as: "person-1234")
      for (browser, back) in [
        (victim, theirs), (nobody, theirs), (victim, (code: theirs.code, state: own.state + "x")),
      ] {
        let answer = try await browser.post("/api/v1/openid/session", body(back))
        #expect(answer.status == 401)
        #expect(answer.code == "unknown_attempt")
      }
      // The right state with another's code: the verifier is not the one it was asked for with.
      let mixed = try await victim.post(
        "/api/v1/openid/session", body((code: theirs.code, state: own.state)))
      #expect(mixed.status == 401)
      #expect(mixed.code == "provider_refused")
      var late = nobody
      let back = try await visit(place, &late, as: "person-1234")
      place.server.clock.advance(600)
      #expect(try await late.post("/api/v1/openid/session", body(back)).code == "unknown_attempt")
    }
  }

  @Test func `an answer that names another issuer is not taken`() async throws {
    let place = try Place()
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      var browser = nobody
      let back = try await visit(place, &browser, as: "person-1234")
      let answer = try await browser.post(
        "/api/v1/openid/session",
        #"{"code": "\#(back.code)", "state": "\#(back.state)", "iss": "https://evil.example"}"#)
      #expect(answer.code == "provider_refused")
      #expect(!place.provider.asked.contains("/token"))
    }
  }

  @Test func `an account with a second factor asks for its code as well`() async throws {
    let place = try Place()
    let ada = try await account(place, "ada", linkedTo: "person-1234")
    let store = place.server.store
    let secret = try await store.secondFactors.begin(for: ada, at: place.server.clock.now)
    let code = authenticatorCode(secret.text, at: place.server.clock.now)
    let recovery = try #require(
      try await store.secondFactors.enable(for: ada, code: code, at: place.server.clock.now))
    try await place.run { nobody in
      var browser = nobody
      let back = try await visit(place, &browser, as: "person-1234")
      let first = try await browser.post("/api/v1/openid/session", body(back))
      #expect(first.status == 401)
      #expect(first["error", "reason"] as? String == "second_factor")
      #expect(first.code == "second_factor")
      func send(_ factor: String, from browser: Browser) async throws -> Answer {
        try await browser.post(
          "/api/v1/openid/session", #"{"state": "\#(back.state)", "factor": "\#(factor)"}"#)
      }
      #expect(try await send(recovery[0], from: nobody).code == "unknown_attempt")
      #expect(try await send("000000", from: browser).code == "wrong_code")
      #expect(try await send(recovery[0], from: browser).status == 200)
      #expect(try await send(recovery[1], from: browser).code == "unknown_attempt")
    }
  }

  @Test func `codes are guessed no faster than at the door`() async throws {
    let place = try Place()
    let ada = try await account(place, "ada", linkedTo: "person-1234")
    let store = place.server.store
    let secret = try await store.secondFactors.begin(for: ada, at: place.server.clock.now)
    let code = authenticatorCode(secret.text, at: place.server.clock.now)
    _ = try await store.secondFactors.enable(for: ada, code: code, at: place.server.clock.now)
    try await place.run { nobody in
      var browser = nobody
      let back = try await visit(place, &browser, as: "person-1234")
      _ = try await browser.post("/api/v1/openid/session", body(back))
      for _ in 0..<5 {
        let wrong = try await browser.post(
          "/api/v1/openid/session", #"{"state": "\#(back.state)", "factor": "000000"}"#)
        #expect(wrong.status == 401)
      }
      let sixth = try await browser.post(
        "/api/v1/openid/session", #"{"state": "\#(back.state)", "factor": "000000"}"#)
      #expect(sixth.status == 429)
      let door = try await browser.post(
        "/api/v1/session", #"{"name": "ada", "password": "a long password"}"#)
      #expect(door.status == 429)
    }
  }

  @Test func `accounts are made where that was said, members without a password`() async throws {
    let place = try Place(creates: true)
    try await place.run { nobody in
      var browser = nobody
      let early = try await visit(place, &browser, as: "1")
      // The first account is the administrator's, who is whoever sets the server up.
      #expect(try await browser.post("/api/v1/openid/session", body(early)).code == "not_set_up")
      _ = try await account(place, "Ada")
      let back = try await visit(place, &browser, as: "1", name: "Ada")
      let made = try await browser.post("/api/v1/openid/session", body(back))
      #expect(made.status == 201)
      #expect(made["name"] as? String == "Ada 2")
      #expect(made["role"] as? String == "member")
      for password in ["", "none:", "a long password"] {
        let answer = try await browser.post(
          "/api/v1/session", #"{"name": "Ada 2", "password": "\#(password)"}"#)
        #expect(answer.status == 401)
      }
      let again = try await visit(place, &browser, as: "1", name: "Another")
      #expect(try await browser.post("/api/v1/openid/session", body(again))["name"] as? String == "Ada 2")
    }
  }

  @Test func `a fresh sign-in stands in for the password of who has none`() async throws {
    let place = try Place(creates: true)
    _ = try await account(place, "ada")
    try await place.run { nobody in
      var browser = nobody
      let back = try await visit(place, &browser, as: "1", name: "Bob")
      let made = try await browser.post("/api/v1/openid/session", body(back))
      browser.cookie = made.header("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
      browser.csrfToken = made["csrf_token"] as? String
      let link = try await browser.get("/api/v1/openid/link")
      #expect(link["has_password"] as? Bool == false)
      #expect(link["linked_at"] is String)
      let only = try await browser.send(
        .delete, "/api/v1/openid/link", headers: ["Content-Type": "application/json"],
        body: ByteBuffer(string: #"{"password": ""}"#))
      #expect(only.code == "only_way_in")
      place.server.clock.advance(601)
      let stale = try await browser.put("/api/v1/password", #"{"current": "", "new": "another one"}"#)
      #expect(stale.code == "sign_in_again")
      place.server.clock.advance(-601)
      #expect(
        try await browser.put("/api/v1/password", #"{"current": "", "new": "another one"}"#).status == 204)
      let door = try await browser.post("/api/v1/session", #"{"name": "Bob", "password": "another one"}"#)
      #expect(door.status == 200)
    }
  }

  @Test func `somebody links an account with the password, and unlinks it`() async throws {
    let place = try Place()
    let token = try await place.server.session("ada")
    try await place.run { nobody in
      var ada = nobody.with(token)
      let cookie = try #require(ada.cookie)
      let wrong = try await ada.post("/api/v1/openid/link", #"{"password": "a guess"}"#)
      #expect(wrong.code == "wrong_password")
      func begin() async throws -> (code: String, state: String) {
        let begun = try await ada.post("/api/v1/openid/link", #"{"password": "a long password"}"#)
        #expect(begun.status == 201)
        let keepsake = try #require(begun.header("Set-Cookie")).prefix { $0 != ";" }
        ada.cookie = cookie + "; " + keepsake
        let address = try #require(begun["location"] as? String)
        return try #require(place.provider.signIn("77", at: address))
      }
      let back = try await begin()
      // What was begun to link signs nobody in.
      #expect(try await ada.post("/api/v1/openid/session", body(back)).code == "unknown_attempt")
      // Nor does it link another session's account.
      let other = try await place.server.session("ada")
      var elsewhere = nobody.with(other)
      elsewhere.cookie = ada.cookie?.replacing(token.text, with: other.text)
      let second = try await begin()
      #expect(try await elsewhere.put("/api/v1/openid/link", body(second)).code == "unknown_attempt")
      let third = try await begin()
      let linked = try await ada.put("/api/v1/openid/link", body(third))
      #expect(linked.status == 200)
      #expect(linked["linked_at"] is String)
      let export = try await place.server.store.export.tables(
        of: try #require(try await place.server.store.accounts.list().first))
      #expect(export.first { $0.name == "sign_in_providers" }?.rows.count == 1)
      let unlinked = try await ada.send(
        .delete, "/api/v1/openid/link", headers: ["Content-Type": "application/json"],
        body: ByteBuffer(string: #"{"password": "a long password"}"#))
      #expect(unlinked.status == 204)
      #expect(try await ada.get("/api/v1/openid/link")["linked_at"] == nil)
      let kinds = try await place.server.store.audit.events(limit: 20).map(\.kind)
      #expect(kinds.contains(.identityLinked) && kinds.contains(.identityUnlinked))
    }
  }

  @Test func `whom the provider means is linked to one account`() async throws {
    let place = try Place()
    _ = try await account(place, "bob", linkedTo: "77")
    let ada = try await account(place, "ada")
    await #expect(throws: StorageError.linkedElsewhere) {
      _ = try await place.server.store.openID.link(
        ForeignIdentity(issuer: StandInProvider.issuer, subject: "77"), to: ada.id,
        at: place.server.clock.now)
    }
  }

  @Test func `signing in ends the session that the browser had`() async throws {
    let place = try Place()
    _ = try await account(place, "ada", linkedTo: "person-1234")
    let old = try await place.server.session("bob")
    try await place.run { nobody in
      var browser = nobody.with(old)
      let begun = try await browser.send(.post, "/api/v1/openid")
      let keepsake = try #require(begun.header("Set-Cookie")).prefix { $0 != ";" }
      let address = try #require(begun["location"] as? String)
      let back = try #require(place.provider.signIn("person-1234", at: address))
      browser.cookie = String(keepsake)
      #expect(try await browser.post("/api/v1/openid/session", body(back)).status == 200)
      #expect(try await nobody.with(old).get("/api/v1/me").status == 401)
    }
  }

  @Test func `browsers are sent back to the origin that is set, whatever they asked for`() async throws {
    let place = try Place(origin: "https://mien.example.org")
    try await place.run { nobody in
      var browser = nobody
      browser.origin = "https://mien.example.org"
      let begun = try await browser.send(.post, "/api/v1/openid")
      let address = try #require(begun["location"] as? String)
      #expect(address.contains("redirect_uri=https%3A%2F%2Fmien.example.org%2Fopenid&"))
      let cookie = try #require(begun.header("Set-Cookie"))
      #expect(cookie.hasPrefix("__Host-mien-openid="))
      #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict; Max-Age=600; Secure"))
      #expect(try await browser.get("/openid?code=a&state=b").text.contains("<title>Mien</title>"))
    }
  }

  @Test func `a provider that is away, or is another, is said to be`() async throws {
    let place = try Place()
    try await place.run { nobody in
      place.provider.goDown(true)
      let answer = try await nobody.send(.post, "/api/v1/openid")
      #expect(answer.status == 503)
      #expect(answer.code == "provider_unavailable")
      place.provider.goDown(false)
      place.provider.callItself("https://evil.example")
      #expect(try await nobody.send(.post, "/api/v1/openid").code == "provider_unavailable")
      place.provider.callItself(StandInProvider.issuer)
      #expect(try await nobody.send(.post, "/api/v1/openid").status == 201)
    }
  }

  @Test func `keys are asked for again when one is new, and not for everybody who invents one`() async throws
  {
    let place = try Place()
    _ = try await account(place, "ada", linkedTo: "person-1234")
    try await place.run { nobody in
      for fault in [nil, StandInProvider.Fault.unknownKey, .unknownKey] {
        var browser = nobody
        place.provider.goWrong(fault)
        let back = try await visit(place, &browser, as: "person-1234")
        _ = try await browser.post("/api/v1/openid/session", body(back))
      }
      #expect(place.provider.asked.count { $0 == "/keys" } == 1)
      place.server.clock.advance(31)
      var browser = nobody
      let back = try await visit(place, &browser, as: "person-1234")
      _ = try await browser.post("/api/v1/openid/session", body(back))
      #expect(place.provider.asked.count { $0 == "/keys" } == 2)
      #expect(place.provider.asked.count { $0.hasPrefix("/.well-known") } == 1)
    }
  }

  @Test func `without a provider there is none`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let answer = try await browser.get("/api/v1/openid")
      #expect(answer["name"] is NSNull)
      let begun = try await browser.send(.post, "/api/v1/openid")
      #expect(begun.code == "no_provider")
    }
  }

  @Test(arguments: [
    "http://login.example", "ftp://login.example", "https://login.example?x=1", "https://a@login.example",
    "login.example", "", "http://127.0.0.1.evil.example",
  ])
  func `an issuer is asked over https, but on this machine`(issuer: String) throws {
    #expect(throws: ServeError.unfitIssuer(issuer)) {
      try OpenIDConfiguration(issuer: issuer, client: "mien", secret: nil)
    }
    for fit in ["http://localhost:4593/api/oidc", "http://127.0.0.1:1", "https://login.example/a/"] {
      let configuration = try OpenIDConfiguration(issuer: fit, client: "mien", secret: nil)
      #expect(configuration.issuer == fit)
    }
  }

  @Test func `a server that others reach names its origin`() throws {
    let provider = try OpenIDConfiguration(issuer: "https://login.example", client: "mien", secret: nil)
    #expect(throws: ServeError.self) { try WebConfiguration(host: "0.0.0.0", openID: provider) }
    let configuration = try WebConfiguration(
      host: "0.0.0.0", origin: "https://m.example", openID: provider)
    #expect(configuration.openID?.issuer == "https://login.example")
  }
}
