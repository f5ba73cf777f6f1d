import Foundation
import Storage
import Testing
import Web

@Suite struct AccountTests {
  private let ada = #"{"name":"Ada","password":"correct horse"}"#

  @Test func `the first visitor becomes the administrator, and only the first`() async throws {
    try await TestServer().run { first in
      var browser = first
      #expect(try await browser.get("/api/v1/setup")["needs_setup"] as? Bool == true)
      #expect(try await browser.get("/api/v1/setup")["signed_in"] as? Bool == false)
      let made = try await browser.enter("/api/v1/setup", ada)
      #expect(made.status == 201)
      #expect(made["name"] as? String == "Ada")
      #expect(made["role"] as? String == "administrator")
      #expect(try await browser.get("/api/v1/setup")["needs_setup"] as? Bool == false)
      #expect(try await browser.get("/api/v1/setup")["signed_in"] as? Bool == true)
      let me = try await browser.get("/api/v1/me")
      #expect(me["name"] as? String == "Ada")
      #expect(me["csrf_token"] as? String == browser.csrfToken)
      let second = try await first.post("/api/v1/setup", #"{"name":"Eve","password":"another password"}"#)
      #expect(second.status == 409)
      #expect(second.code == "already_set_up")
      #expect(second.header("Set-Cookie") == nil)
    }
  }

  @Test func `of two who set up at once one wins`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<8 {
          group.addTask {
            try await browser.post(
              "/api/v1/setup", #"{"name":"name \#(number)","password":"a long password"}"#
            ).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
      #expect(try await server.store.accounts.list().count == 1)
    }
  }

  @Test func `the cookie is for us alone and out of a script's reach`() async throws {
    try await TestServer().run { browser in
      let set = try await browser.post("/api/v1/setup", ada).header("Set-Cookie") ?? ""
      let parts = set.components(separatedBy: "; ")
      #expect(parts.first?.hasPrefix("mien=") == true)
      #expect(parts.first?.utf8.count == 5 + 43)
      #expect(Set(parts.dropFirst()) == ["Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=7776000"])
    }
  }

  @Test func `over HTTPS the cookie is secure and bound to the host`() async throws {
    let server = try TestServer(configuration: WebConfiguration(origin: "https://mien.example.org"))
    try await server.run { first in
      var browser = first
      browser.origin = "https://mien.example.org"
      let made = try await browser.enter("/api/v1/setup", ada)
      let set = made.header("Set-Cookie") ?? ""
      #expect(set.hasPrefix("__Host-mien="))
      #expect(set.hasSuffix("; Secure"))
      #expect(made.header("Strict-Transport-Security") == "max-age=31536000")
      #expect(try await browser.get("/api/v1/me").status == 200)
      browser.cookie = browser.cookie.map { $0.replacingOccurrences(of: "__Host-", with: "") }
      #expect(try await browser.get("/api/v1/me").status == 401)
    }
  }

  @Test(arguments: [(true, "__Host-mien="), (false, "mien=")])
  func `only a trusted proxy is believed`(trusted: Bool, prefix: String) async throws {
    let server = try TestServer(configuration: WebConfiguration(trustsProxy: trusted))
    try await server.run { first in
      var browser = first
      browser.origin = trusted ? "https://localhost" : "http://localhost"
      let made = try await browser.post("/api/v1/setup", ada, headers: ["X-Forwarded-Proto": "https"])
      #expect(made.status == 201)
      #expect(made.header("Set-Cookie")?.hasPrefix(prefix) == true)
    }
  }

  @Test func `signing in makes a new session and ends the old one`() async throws {
    try await TestServer().run { first in
      var browser = first
      try await browser.enter("/api/v1/setup", ada)
      let old = browser
      let answer = try await browser.enter("/api/v1/session", #"{"name":"ada","password":"correct horse"}"#)
      #expect(answer.status == 200)
      #expect(answer["role"] as? String == "administrator")
      #expect(browser.cookie != old.cookie)
      #expect(browser.csrfToken != old.csrfToken)
      #expect(try await old.get("/api/v1/me").status == 401)
      #expect(try await browser.get("/api/v1/me").status == 200)
    }
  }

  @Test func `signing out ends the session on the server`() async throws {
    try await TestServer().run { first in
      var browser = first
      try await browser.enter("/api/v1/setup", ada)
      let answer = try await browser.delete("/api/v1/session")
      #expect(answer.status == 204)
      #expect(answer.header("Set-Cookie") == "mien=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
      #expect(try await browser.get("/api/v1/me").status == 401)
      #expect(try await browser.get("/api/v1/setup")["signed_in"] as? Bool == false)
    }
  }

  @Test func `an unknown name and a wrong password get the same answer`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      _ = try await server.session("ada")
      let wrong = try await browser.post("/api/v1/session", #"{"name":"ada","password":"wrong horse"}"#)
      let unknown = try await browser.post("/api/v1/session", #"{"name":"eve","password":"wrong horse"}"#)
      #expect(wrong.status == 401)
      #expect(wrong.code == "wrong_credentials")
      #expect(unknown.status == 401)
      #expect(unknown.text == wrong.text)
      #expect(wrong.header("Set-Cookie") == nil)
    }
  }

  @Test func `five failures, then fifteen minutes' wait, for the account from wherever`() async throws {
    let server = try TestServer(configuration: WebConfiguration(trustsProxy: true))
    try await server.run { browser in
      _ = try await server.session("ada")
      func signIn(_ password: String, from address: Int) async throws -> Answer {
        try await browser.post(
          "/api/v1/session", #"{"name":"Ada","password":"\#(password)"}"#,
          headers: ["X-Forwarded-For": "192.0.2.\(address)"])
      }
      for address in 0..<5 { #expect(try await signIn("guess", from: address).status == 401) }
      let refused = try await signIn("a long password", from: 9)
      #expect(refused.status == 429)
      #expect(refused.code == "throttled")
      #expect(refused.header("Retry-After") == "900")
      #expect(refused.message?.contains("15 minutes") == true)
      server.clock.advance(899)
      let last = try await signIn("a long password", from: 9)
      #expect(last.header("Retry-After") == "1")
      #expect(last.message?.hasSuffix("try again in 1 second") == true)
      server.clock.advance(1)
      #expect(try await signIn("a long password", from: 9).status == 200)
    }
  }

  @Test func `five failures, then fifteen minutes' wait, for the address with whatever name`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      _ = try await server.session("ada")
      for number in 0..<5 {
        let answer = try await browser.post("/api/v1/session", #"{"name":"n\#(number)","password":"guess"}"#)
        #expect(answer.status == 401)
      }
      let right = #"{"name":"ada","password":"a long password"}"#
      #expect(try await browser.post("/api/v1/session", right).status == 429)
      server.clock.advance(900)
      #expect(try await browser.post("/api/v1/session", right).status == 200)
    }
  }

  @Test func `a password that does not fit is refused and told why`() async throws {
    try await TestServer().run { browser in
      let short = try await browser.post("/api/v1/setup", #"{"name":"Ada","password":"short"}"#)
      #expect(short.status == 422)
      #expect(short.code == "unfit_password")
      #expect(short.message == "the password does not fit: take 8 characters at least, not 5")
      let name = try await browser.post("/api/v1/setup", #"{"name":" ","password":"correct horse"}"#)
      #expect(name.status == 422)
      #expect(name.code == "unfit_name")
    }
  }

  @Test func `an invitation makes one member`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let invited = try await root.post("/api/v1/invitations", "{}")
      #expect(invited.status == 201)
      #expect(invited["expires_at"] as? String == "2026-11-29T12:00:00Z")
      let code = try #require(invited["code"] as? String)
      let joining = #"{"invitation":"\#(code)","name":"Bob","password":"battery staple"}"#
      var bob = browser
      let joined = try await bob.enter("/api/v1/accounts", joining)
      #expect(joined.status == 201)
      #expect(joined["role"] as? String == "member")
      #expect(try await bob.get("/api/v1/me")["name"] as? String == "Bob")
      let again = try await browser.post(
        "/api/v1/accounts", joining.replacingOccurrences(of: "Bob", with: "Eve"))
      #expect(again.status == 403)
      #expect(again.code == "unusable_invitation")
    }
  }

  @Test func `a taken name leaves the invitation good, time does not`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let code = try #require(try await root.post("/api/v1/invitations", "{}")["code"] as? String)
      let taken = try await browser.post(
        "/api/v1/accounts", #"{"invitation":"\#(code)","name":"ROOT","password":"battery staple"}"#)
      #expect(taken.status == 409)
      #expect(taken.code == "name_taken")
      server.clock.advance(7 * 86_400)
      let late = try await browser.post(
        "/api/v1/accounts", #"{"invitation":"\#(code)","name":"Bob","password":"battery staple"}"#)
      #expect(late.status == 403)
    }
  }

  @Test func `a session ends when idle`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      server.clock.advance(SessionStore.idleLimit - 1)
      #expect(try await ada.get("/api/v1/me").status == 200)
      server.clock.advance(SessionStore.idleLimit)
      #expect(try await ada.get("/api/v1/me").status == 401)
    }
  }
}
