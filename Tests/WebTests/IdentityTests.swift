import Foundation
import HTTPTypes
import Storage
import Testing
import Web

/// Sessions, passwords, what administrators do, and what the audit log tells of it.
@Suite struct IdentityTests {
  private let server: TestServer

  init() throws { server = try TestServer() }

  private func events(_ browser: Browser) async throws -> [[String: Any]] {
    try await browser.get("/api/v1/audit?limit=200").list("events")
  }

  private func id(_ name: String) async throws -> String {
    try #require(try await server.store.accounts.list().first { $0.name == name }).id
  }

  @Test func `one sees one's sessions and ends them, and nobody else's`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let bob = browser.with(try await server.session("bob"))
      let signedIn = try await browser.post(
        "/api/v1/session", #"{"name":"ada","password":"a long password"}"#,
        headers: ["User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"])
      #expect(signedIn.status == 200)
      let sessions = try await ada.get("/api/v1/sessions").list("sessions")
      #expect(sessions.count == 2)
      let other = try #require(sessions.first { $0["current"] as? Bool == false })
      #expect(other["agent"] as? String == "Firefox, Linux")
      let id = try #require(other["id"] as? String)
      let stolen = try await bob.delete("/api/v1/sessions/\(id)")
      #expect(stolen.status == 404)
      #expect(stolen.code == "unknown_session")
      #expect(try await ada.delete("/api/v1/sessions/\(id)").status == 204)
      #expect(try await ada.get("/api/v1/sessions").list("sessions").count == 1)
      let third = browser.with(try await server.session("ada"))
      #expect(try await third.delete("/api/v1/sessions").status == 204)
      #expect(try await ada.get("/api/v1/me").status == 401)
      #expect(try await bob.get("/api/v1/me").status == 200)
      let own = try await third.get("/api/v1/sessions").list("sessions")
      let last = try await third.delete("/api/v1/sessions/\(try #require(own.first?["id"] as? String))")
      #expect(last.header("Set-Cookie")?.contains("Max-Age=0") == true)
      #expect(try await third.get("/api/v1/me").status == 401)
    }
  }

  @Test(arguments: [
    (
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"
    ),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
    ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome, Android"),
    ("curl/8.5.0", "curl"), ("<script>alert(1)</script>", ""), ("", ""),
  ]) func `of a browser its name and system are kept`(text: String, name: String) {
    #expect(AgentName.name(in: text) == name)
  }

  @Test func `a changed password gives this session a new token and ends the others`() async throws {
    try await server.run { browser in
      var ada = browser.with(try await server.session("ada"))
      let other = browser.with(try await server.session("ada"))
      let script = browser.with(bearer: try await server.accessToken("ada", [.catalogue]))
      let wrong = try await ada.put("/api/v1/password", #"{"current":"guess","new":"another one"}"#)
      #expect(wrong.status == 403)
      #expect(wrong.code == "wrong_password")
      let common = try await ada.put(
        "/api/v1/password", #"{"current":"a long password","new":"Password1"}"#)
      #expect(common.status == 422)
      #expect(common.code == "unfit_password")
      let old = ada
      let changed = try await ada.put(
        "/api/v1/password", #"{"current":"a long password","new":"another one"}"#)
      #expect(changed.status == 204)
      ada.cookie = changed.header("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
      ada.csrfToken = changed.header("X-CSRF-Token")
      for gone in [old, other, script] { #expect(try await gone.get("/api/v1/catalogue").status == 401) }
      #expect(try await ada.get("/api/v1/me")["csrf_token"] as? String == ada.csrfToken)
      let fresh = #"{"name":"ada","password":"another one"}"#
      #expect(try await browser.post("/api/v1/session", fresh).status == 200)
    }
  }

  @Test func `guessing at one's own password is slowed down and locks nobody out of signing in`() async throws
  {
    let server = try TestServer(configuration: WebConfiguration(trustsProxy: true))
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for address in 0..<5 {
        let answer = try await ada.send(
          .put, "/api/v1/password",
          headers: ["Content-Type": "application/json", "X-Forwarded-For": "192.0.2.\(address)"],
          body: .init(string: #"{"current":"guess","new":"another one"}"#))
        #expect(answer.status == 403)
      }
      let right = try await ada.put(
        "/api/v1/password", #"{"current":"a long password","new":"another one"}"#)
      #expect(right.status == 429)
      let entered = try await browser.post(
        "/api/v1/session", #"{"name":"ada","password":"a long password"}"#)
      #expect(entered.status == 200)
    }
  }

  @Test func `an administrator's reset lets somebody choose another password, once`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let ada = browser.with(try await server.session("ada"))
      let made = try await root.send(.post, "/api/v1/accounts/\(try await id("ada"))/reset")
      #expect(made.status == 201)
      #expect(made["expires_at"] as? String == "2026-11-23T12:00:00Z")
      let code = try #require(made["code"] as? String)
      func use(_ password: String) async throws -> Answer {
        try await browser.post("/api/v1/password-resets", #"{"code":"\#(code)","new":"\#(password)"}"#)
      }
      #expect(try await use("short").code == "unfit_password")
      #expect(try await ada.get("/api/v1/me").status == 200)
      #expect(try await use("another one").status == 204)
      #expect(try await ada.get("/api/v1/me").status == 401)
      #expect(try await use("a third one").code == "unusable_reset")
      #expect(try await root.send(.post, "/api/v1/accounts/x/reset").status == 404)
    }
  }

  @Test func `administrators see accounts, change roles and delete; the last one stays`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let ada = browser.with(try await server.session("ada"))
      let all = try await root.get("/api/v1/accounts").list("accounts")
      #expect(all.map { $0["name"] as? String } == ["ada", "root"])
      #expect(all.allSatisfy { $0["last_seen_at"] as? String == "2026-11-22T12:00:00Z" })
      let (rootID, adaID) = (try await id("root"), try await id("ada"))
      let demoted = try await root.put("/api/v1/accounts/\(rootID)/role", #"{"role":"member"}"#)
      #expect(demoted.status == 409)
      #expect(demoted.code == "last_administrator")
      #expect(try await root.delete("/api/v1/accounts/\(rootID)").status == 409)
      #expect(try await root.put("/api/v1/accounts/\(adaID)/role", #"{"role":"king"}"#).status == 400)
      #expect(
        try await root.put("/api/v1/accounts/\(adaID)/role", #"{"role":"administrator"}"#).status == 204)
      #expect(try await ada.get("/api/v1/accounts").status == 200)
      #expect(try await ada.delete("/api/v1/accounts/\(rootID)").status == 204)
      #expect(try await root.get("/api/v1/me").status == 401)
      #expect(try await ada.delete("/api/v1/accounts/\(rootID)").status == 404)
    }
  }

  @Test func `open invitations are listed without their codes and taken back`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let code = try #require(try await root.post("/api/v1/invitations", "{}")["code"] as? String)
      let answer = try await root.get("/api/v1/invitations")
      #expect(!answer.text.contains(code))
      let open = answer.list("invitations")
      #expect(open.map { $0["by"] as? String } == ["root"])
      let id = try #require(open.first?["id"] as? String)
      #expect(try await root.delete("/api/v1/invitations/\(id)").status == 204)
      #expect(try await root.delete("/api/v1/invitations/\(id)").code == "unknown_invitation")
      let joined = try await browser.post(
        "/api/v1/accounts", #"{"invitation":"\#(code)","name":"eve","password":"a long password"}"#)
      #expect(joined.status == 403)
    }
  }

  @Test func `the audit log tells who did what from where, and no secret`() async throws {
    try await server.run { first in
      var browser = first
      try await browser.enter("/api/v1/setup", #"{"name":"root","password":"correct horse"}"#)
      let root = browser
      let code = try #require(try await root.post("/api/v1/invitations", "{}")["code"] as? String)
      var ada = first
      try await ada.enter(
        "/api/v1/accounts", #"{"invitation":"\#(code)","name":"ada","password":"battery staple"}"#)
      let token = try await ada.post("/api/v1/tokens", #"{"name":"porch","scopes":["frames"]}"#)
      let tokenID = try #require(token["id"] as? String)
      _ = try await ada.delete("/api/v1/tokens/\(tokenID)")
      _ = try await first.post("/api/v1/session", #"{"name":"ada","password":"a wrong one"}"#)
      _ = try await first.post("/api/v1/session", #"{"name":"a typed password","password":"x"}"#)
      _ = try await first.post("/api/v1/session", #"{"name":"ada","password":"battery staple"}"#)
      _ = try await root.put("/api/v1/accounts/\(try await id("ada"))/role", #"{"role":"administrator"}"#)
      _ = try await ada.delete("/api/v1/session")
      let told = try await events(root).reversed().map { event in
        [event["event"], event["account"], event["subject"], event["detail"]]
          .map { $0 as? String ?? "-" }.joined(separator: " ")
      }
      #expect(
        told == [
          "account_made root - set-up", "invitation_made root - -", "account_made ada - invitation",
          "token_made ada - frames", "token_deleted ada - -", "sign_in_failed ada - password",
          "sign_in_failed - - password", "signed_in ada - -", "role_changed root ada administrator",
          "signed_out ada - -",
        ])
      let text = try await root.get("/api/v1/audit").text
      for secret in [code, "horse", "staple", "typed", "porch", try #require(token["token"] as? String)] {
        #expect(!text.contains(secret))
      }
      let newest = try await root.get("/api/v1/audit?limit=2").list("events")
      #expect(newest.count == 2)
      let before = try #require(newest.last?["id"] as? String)
      let next = try await root.get("/api/v1/audit?limit=1&before=\(before)").list("events")
      #expect(next.first?["event"] as? String == "signed_in")
      for limit in ["0", "201", "many"] {
        #expect(try await root.get("/api/v1/audit?limit=\(limit)").status == 400)
      }
    }
  }

  @Test func `the audit log has the browser's address, not the proxy's`() async throws {
    let server = try TestServer(configuration: WebConfiguration(trustsProxy: true))
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      _ = try await browser.post(
        "/api/v1/session", #"{"name":"root","password":"guess"}"#,
        headers: ["X-Forwarded-For": "198.51.100.9, 203.0.113.5"])
      let events = try await root.get("/api/v1/audit").list("events")
      #expect(events.first?["address"] as? String == "203.0.113.5")
    }
  }
}
