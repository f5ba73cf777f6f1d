import Foundation
import Hummingbird
import Storage
import Testing
import Web

@Suite struct RouteTableTests {
  let server: TestServer
  let table: [Route]

  init() throws {
    server = try TestServer()
    table = routes(server.dependencies)
  }

  /// The API and health routes; those of the page are all alike.
  private var api: [Route] {
    table.filter { $0.path.hasPrefix("/api/") || $0.path.hasPrefix("/health/") || $0.path == "/metrics" }
  }

  private func call(_ route: Route, from browser: Browser) async throws -> Answer {
    let path =
      route.path.replacingOccurrences(of: ":item", with: "gymnopedie")
      .replacingOccurrences(of: ":id", with: String(repeating: "0", count: 32)) + "?kind=like"
    let type = route.body == .jpeg ? "image/jpeg" : "application/json"
    // What goes on for ever is asked for its head: the gate is the same.
    let method = route.path == "/api/v1/mood/events" ? .head : route.method
    return try await browser.send(
      method, path, headers: ["Content-Type": type], body: ByteBuffer(string: "{}"))
  }

  private func refused(_ route: Route) -> Comment { "\(route.method) \(route.path)" }

  @Test func `who may call what`() {
    let lines = api.map { route in
      "\(route.method) \(route.path) \(route.caller) \(route.body)"
        + (route.scope.map { ", with a token for \($0)" } ?? "")
    }
    #expect(
      lines == [
        "GET /health/live anyone none",
        "GET /health/ready anyone none",
        "GET /metrics administrator none, with a token for metrics",
        "GET /api/v1/openapi.json anyone none",
        "GET /api/v1/setup anyone none",
        "POST /api/v1/setup anyone json",
        "POST /api/v1/session anyone json",
        "DELETE /api/v1/session signedIn none",
        "GET /api/v1/openid anyone none",
        "POST /api/v1/openid anyone none",
        "POST /api/v1/openid/session anyone json",
        "GET /api/v1/openid/link signedIn none",
        "POST /api/v1/openid/link signedIn json",
        "PUT /api/v1/openid/link signedIn json",
        "DELETE /api/v1/openid/link signedIn json",
        "GET /api/v1/me signedIn none",
        "DELETE /api/v1/me signedIn json",
        "GET /api/v1/me/export signedIn none",
        "GET /api/v1/preferences signedIn none",
        "PUT /api/v1/preferences signedIn json",
        "GET /api/v1/sessions signedIn none",
        "DELETE /api/v1/sessions signedIn none",
        "DELETE /api/v1/sessions/:id signedIn none",
        "PUT /api/v1/password signedIn json",
        "POST /api/v1/password-resets anyone json",
        "GET /api/v1/second-factor signedIn none",
        "POST /api/v1/second-factor signedIn json",
        "PUT /api/v1/second-factor signedIn json",
        "DELETE /api/v1/second-factor signedIn json",
        "GET /api/v1/invitations administrator none",
        "POST /api/v1/invitations administrator none",
        "DELETE /api/v1/invitations/:id administrator none",
        "GET /api/v1/accounts administrator none",
        "POST /api/v1/accounts anyone json",
        "PUT /api/v1/accounts/:id/role administrator json",
        "POST /api/v1/accounts/:id/reset administrator none",
        "DELETE /api/v1/accounts/:id administrator none",
        "GET /api/v1/audit administrator none",
        "GET /api/v1/status administrator none",
        "GET /api/v1/model/card administrator none",
        "GET /api/v1/tokens signedIn none",
        "POST /api/v1/tokens signedIn json",
        "DELETE /api/v1/tokens/:id signedIn none",
        "POST /api/v1/frames signedIn jpeg, with a token for frames",
        "PUT /api/v1/viewer/face signedIn json, with a token for frames",
        "GET /api/v1/viewer/baseline signedIn none, with a token for frames",
        "PUT /api/v1/viewer/baseline signedIn json, with a token for frames",
        "DELETE /api/v1/viewer/baseline signedIn none, with a token for frames",
        "POST /api/v1/viewer/baseline/learning signedIn none, with a token for frames",
        "GET /api/v1/mood/events signedIn none, with a token for mood",
        "POST /api/v1/words signedIn json, with a token for mood",
        "GET /api/v1/journal signedIn none",
        "DELETE /api/v1/journal signedIn none",
        "DELETE /api/v1/journal/:id signedIn none",
        "GET /api/v1/moods signedIn none",
        "POST /api/v1/moods signedIn json",
        "DELETE /api/v1/moods signedIn none",
        "GET /api/v1/moods.csv signedIn none",
        "GET /api/v1/moods/summary signedIn none",
        "DELETE /api/v1/moods/:id signedIn none",
        "GET /api/v1/recommendations signedIn none, with a token for recommendations",
        "GET /api/v1/feedback signedIn none, with a token for feedback",
        "POST /api/v1/feedback signedIn json, with a token for feedback",
        "DELETE /api/v1/feedback/:item signedIn none, with a token for feedback",
        "GET /api/v1/catalogue signedIn none, with a token for catalogue",
        "POST /api/v1/catalogue administrator json",
        "POST /api/v1/catalogue/import administrator file",
        "GET /api/v1/links administrator none",
        "POST /api/v1/links/checks administrator json",
        "DELETE /api/v1/links/checks administrator none",
        "PUT /api/v1/catalogue/:id administrator json",
        "DELETE /api/v1/catalogue/:id administrator none",
        "PUT /api/v1/catalogue/:id/place signedIn json",
        "DELETE /api/v1/catalogue/:id/place signedIn none",
        "GET /api/v1/catalogue/:id/play signedIn none, with a token for catalogue",
        "GET /api/v1/catalogue/:id/review signedIn none, with a token for feedback",
        "POST /api/v1/catalogue/:id/review signedIn json, with a token for feedback",
        "DELETE /api/v1/catalogue/:id/review signedIn none, with a token for feedback",
      ])
    let others = table.filter { !$0.path.hasPrefix("/api/") && $0.path != "/metrics" }
    #expect(others.allSatisfy { $0.caller == .anyone && !$0.changes })
  }

  @Test func `it says that it is alive without a session`() async throws {
    try await server.run { browser in
      let answer = try await browser.get("/health/live")
      #expect(answer.status == 200)
      #expect(answer.text == #"{"status":"ok"}"#)
    }
  }

  @Test func `nobody gets in where somebody has to be signed in`() async throws {
    try await server.run { browser in
      for route in table {
        let answer = try await call(route, from: browser)
        if route.caller == .anyone {
          #expect(![401, 403, 500].contains(answer.status), refused(route))
        } else {
          #expect(answer.status == 401, refused(route))
          // An answer to HEAD has no body.
          #expect([nil, "not_signed_in"].contains(answer.code), refused(route))
        }
      }
    }
  }

  @Test func `a made-up cookie is nobody`() async throws {
    try await server.run { browser in
      for cookie in ["mien=", "mien=\(String(repeating: "A", count: 43))", "mien=' OR 1=1 --"] {
        var liar = browser
        liar.cookie = cookie
        for route in table where route.caller != .anyone {
          let answer = try await call(route, from: liar)
          #expect(answer.status == 401, refused(route))
        }
      }
    }
  }

  @Test func `a member gets in, but not where an administrator has to be`() async throws {
    try await server.run { browser in
      for route in table {
        let answer = try await call(route, from: browser.with(server.session("ada")))
        if route.caller == .administrator {
          #expect(answer.status == 403, refused(route))
          #expect(answer.code == "not_administrator", refused(route))
        } else {
          #expect(![401, 403, 500].contains(answer.status), refused(route))
        }
      }
    }
  }

  @Test func `an administrator gets in everywhere`() async throws {
    try await server.run { browser in
      for route in table {
        let answer = try await call(route, from: browser.with(server.session("root", .administrator)))
        #expect(![401, 403, 500].contains(answer.status), refused(route))
      }
    }
  }

  @Test func `an access token gets in where it has the scope, and nowhere else`() async throws {
    try await server.run { browser in
      for scope in Scope.allCases {
        // The role of its owner makes no difference.
        let right = try await server.accessToken("root", [scope], .administrator)
        let wrong = try await server.accessToken(
          "root", Set(Scope.allCases).subtracting([scope]), .administrator)
        for route in table where route.scope == scope {
          let admitted = try await call(route, from: browser.with(bearer: right))
          #expect(![401, 403, 500].contains(admitted.status), refused(route))
          let answer = try await call(route, from: browser.with(bearer: wrong))
          #expect(answer.status == 403, refused(route))
          #expect([nil, "missing_scope"].contains(answer.code), refused(route))
        }
      }
      let all = try await server.accessToken("root", Set(Scope.allCases), .administrator)
      for route in table where route.scope == nil {
        let answer = try await call(route, from: browser.with(bearer: all))
        if route.caller == .anyone {
          #expect(![401, 403, 500].contains(answer.status), refused(route))
        } else {
          #expect(answer.status == 403, refused(route))
          #expect(answer.code == "missing_scope", refused(route))
        }
      }
    }
  }

  @Test func `an access token that is unknown, expired or deleted is nobody's, whatever the cookie says`()
    async throws
  {
    try await server.run { browser in
      var ada = browser.with(try await server.session("ada"))
      let account = try #require(try await server.store.accounts.list().first)
      let expired = try await server.store.tokens.create(
        named: "old", scopes: Set(Scope.allCases), days: 1, for: account,
        at: server.clock.now.addingTimeInterval(-86_400))
      let deleted = try await server.store.tokens.create(
        named: "gone", scopes: Set(Scope.allCases), days: nil, for: account, at: server.clock.now)
      try await server.store.tokens.delete(deleted.token.id, of: account)
      for text in [
        "", "mien_", "mien_" + String(repeating: "A", count: 43), expired.secret.text, deleted.secret.text,
      ] {
        ada.bearer = text
        for route in table where route.caller != .anyone {
          let answer = try await call(route, from: ada)
          #expect(answer.status == 401, refused(route))
          #expect([nil, "wrong_access_token"].contains(answer.code), refused(route))
          #expect(answer.header("WWW-Authenticate") == #"Bearer error="invalid_token""#)
        }
      }
    }
  }

  @Test func `another scheme than Bearer is a proxy's matter`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let answer = try await ada.get("/api/v1/me", headers: ["Authorization": "Basic YTpi"])
      #expect(answer.status == 200)
    }
  }

  @Test(arguments: [
    "https://evil.example", "null", "http://localhost.evil.example", "http://localhost:1",
    "https://localhost", "",
  ])
  func `a change from another page is refused, whoever calls`(origin: String) async throws {
    try await server.run { browser in
      var nobody = browser
      nobody.origin = origin
      for caller in [
        nobody, nobody.with(try await server.session("ada")),
        nobody.with(bearer: try await server.accessToken("ada", Set(Scope.allCases))),
        nobody.with(try await server.session("root", .administrator)),
      ] {
        for route in table where route.changes {
          let answer = try await call(route, from: caller)
          #expect(answer.status == 403, refused(route))
          #expect(answer.code == "foreign_origin", refused(route))
        }
      }
      #expect(try await server.store.accounts.list().count == 2)
    }
  }

  @Test(arguments: ["cross-site", "same-site", "none"])
  func `a change that the browser calls foreign is refused`(site: String) async throws {
    try await server.run { browser in
      let answer = try await browser.post(
        "/api/v1/session", #"{"name":"a","password":"b"}"#, headers: ["Sec-Fetch-Site": site])
      #expect(answer.status == 403)
      #expect(answer.code == "foreign_origin")
    }
  }

  @Test func `a change without the session's CSRF token is refused`() async throws {
    try await server.run { browser in
      let another = try await server.session("root", .administrator).csrfToken
      for token in [nil, "", "wrong", another] {
        for route in table where route.changes && route.caller != .anyone {
          var caller = browser.with(try await server.session("root", .administrator))
          caller.csrfToken = token
          let answer = try await call(route, from: caller)
          #expect(answer.status == 403, refused(route))
          #expect(answer.code == "wrong_csrf_token", refused(route))
        }
      }
    }
  }

  @Test func `a route answers other methods with 405 and those it knows`() async throws {
    try await server.run { browser in
      let answer = try await browser.send(.put, "/api/v1/session")
      #expect(answer.status == 405)
      #expect(answer.code == "method_not_allowed")
      #expect(answer.header("Allow") == "POST, DELETE")
      for (path, routes) in Dictionary(grouping: api, by: \.path) {
        let known = routes.map(\.method)
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete, .options, .trace]
        where !known.contains(method) {
          let path = path.replacingOccurrences(of: ":item", with: "x").replacingOccurrences(
            of: ":id", with: "x")
          let answer = try await browser.send(method, path)
          #expect(answer.status == 405, "\(method) \(path)")
        }
      }
    }
  }

  @Test func `every answer tells the browser to trust nothing but us`() async throws {
    try await server.run { browser in
      for path in ["/", "/health/live", "/api/v1/me", "/api/v1/nothing", "/nothing", "/assets/js/main.js"] {
        let answer = try await browser.get(path)
        #expect(
          answer.header("Content-Security-Policy")
            == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
            + "connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'")
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Referrer-Policy") == "no-referrer")
        #expect(answer.header("Permissions-Policy") == "camera=(self), microphone=(), geolocation=()")
        #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
        #expect(answer.header("Access-Control-Allow-Origin") == nil)
        #expect(answer.header("Strict-Transport-Security") == nil)
        let isFile = answer.status == 200 && !path.hasPrefix("/health")
        #expect(answer.header("Cache-Control") == (isFile ? "no-cache" : "no-store"), "\(path)")
      }
    }
  }
}
