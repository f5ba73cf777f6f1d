import Foundation
import Storage
import Testing
import Web

@Suite struct SecondFactorTests {
  private let server: TestServer

  init() throws { server = try TestServer() }

  /// Switches a second factor on as the page does, and gives its secret and recovery codes.
  private func enable(_ browser: Browser) async throws -> (secret: String, codes: [String]) {
    let begun = try await browser.post("/api/v1/second-factor", #"{"password":"a long password"}"#)
    #expect(begun.status == 201)
    let secret = try #require(begun["secret"] as? String)
    let code = authenticatorCode(secret, at: server.clock.now)
    let enabled = try await browser.put("/api/v1/second-factor", #"{"code":"\#(code)"}"#)
    #expect(enabled.status == 200)
    server.clock.advance(60)
    return (secret, try #require(enabled["recovery_codes"] as? [String]))
  }

  private func signIn(_ browser: Browser, _ password: String, code: String? = nil) async throws -> Answer {
    let code = code.map { #","code":"\#($0)""# } ?? ""
    return try await browser.post(
      "/api/v1/session", #"{"name":"ada","password":"\#(password)"\#(code)}"#)
  }

  @Test func `it is switched on with the password and a code, and shows its recovery codes once`()
    async throws
  {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let before = try await ada.get("/api/v1/second-factor")
      #expect(before.text == #"{"enabled":false,"recovery_codes_left":0}"#)
      let refused = try await ada.post("/api/v1/second-factor", #"{"password":"wrong"}"#)
      #expect(refused.status == 403)
      #expect(refused.code == "wrong_password")
      #expect(try await ada.put("/api/v1/second-factor", #"{"code":"1"}"#).code == "no_pending_second_factor")
      let begun = try await ada.post("/api/v1/second-factor", #"{"password":"a long password"}"#)
      #expect((begun["uri"] as? String)?.hasPrefix("otpauth://totp/Mien:ada?secret=") == true)
      #expect(try await ada.put("/api/v1/second-factor", #"{"code":"12345"}"#).code == "unfit_code")
      #expect(try await enable(ada).codes.count == 10)
      let after = try await ada.get("/api/v1/second-factor")
      #expect(after.text == #"{"enabled":true,"recovery_codes_left":10}"#)
      let again = try await ada.post("/api/v1/second-factor", #"{"password":"a long password"}"#)
      #expect(again.status == 409)
    }
  }

  @Test func `who signs in is asked for a code, and each is good once`() async throws {
    try await server.run { browser in
      let (secret, codes) = try await enable(browser.with(try await server.session("ada")))
      let asked = try await signIn(browser, "a long password")
      #expect(asked.status == 401)
      #expect(asked.code == "second_factor")
      #expect(asked["error", "reason"] as? String == "second_factor")
      #expect(asked.header("Set-Cookie") == nil)
      let code = authenticatorCode(secret, at: server.clock.now)
      #expect(try await signIn(browser, "a long password", code: code).status == 200)
      let replayed = try await signIn(browser, "a long password", code: code)
      #expect(replayed.status == 401)
      #expect(replayed.code == "wrong_code")
      #expect(replayed["error", "reason"] as? String == "second_factor")
      #expect(try await signIn(browser, "a long password", code: codes[3]).status == 200)
      #expect(try await signIn(browser, "a long password", code: codes[3]).status == 401)
    }
  }

  @Test func `who does not know the password learns of no second factor`() async throws {
    try await server.run { browser in
      _ = try await enable(browser.with(try await server.session("ada")))
      _ = try await server.session("bob")
      var answers: Set<String> = []
      for name in ["ada", "bob", "nobody"] {
        for code in ["", #","code":"123456""#] {
          server.clock.advance(900)
          let answer = try await browser.post(
            "/api/v1/session", #"{"name":"\#(name)","password":"a wrong password"\#(code)}"#)
          #expect(answer.status == 401)
          answers.insert(answer.text)
        }
      }
      #expect(answers.count == 1)
    }
  }

  @Test func `guessing at codes is slowed down as at passwords, and knowing the password does not help`()
    async throws
  {
    try await server.run { browser in
      let (secret, _) = try await enable(browser.with(try await server.session("ada")))
      for _ in 0..<5 {
        #expect(try await signIn(browser, "a long password").code == "second_factor")
        #expect(try await signIn(browser, "a long password", code: "abcdef").status == 401)
      }
      let code = authenticatorCode(secret, at: server.clock.now)
      #expect(try await signIn(browser, "a long password", code: code).status == 429)
      #expect(try await signIn(browser, "a long password").status == 429)
      server.clock.advance(900)
      let later = authenticatorCode(secret, at: server.clock.now)
      #expect(try await signIn(browser, "a long password", code: later).status == 200)
    }
  }

  @Test func `it is switched off with the password`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      _ = try await enable(ada)
      func off(_ password: String) async throws -> Int {
        try await ada.send(
          .delete, "/api/v1/second-factor", headers: ["Content-Type": "application/json"],
          body: .init(string: #"{"password":"\#(password)"}"#)
        ).status
      }
      #expect(try await off("wrong") == 403)
      #expect(try await off("a long password") == 204)
      #expect(try await signIn(browser, "a long password").status == 200)
    }
  }

  @Test func `a reset password does not switch it off`() async throws {
    try await server.run { browser in
      _ = try await enable(browser.with(try await server.session("ada")))
      let root = browser.with(try await server.session("root", .administrator))
      let accounts = try await root.get("/api/v1/accounts").list("accounts")
      let ada = try #require(accounts.first { $0["name"] as? String == "ada" })
      #expect(ada["second_factor"] as? Bool == true)
      let id = try #require(ada["id"] as? String)
      let code = try #require(try await root.send(.post, "/api/v1/accounts/\(id)/reset")["code"] as? String)
      let reset = try await browser.post(
        "/api/v1/password-resets", #"{"code":"\#(code)","new":"another one"}"#)
      #expect(reset.status == 204)
      #expect(try await signIn(browser, "another one").code == "second_factor")
    }
  }
}

/// What an authenticator app shows.
func authenticatorCode(_ secret: String, at time: Date) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
  let bits = secret.compactMap { alphabet.firstIndex(of: $0) }.flatMap { value in
    (0..<5).map { UInt8(value >> (4 - $0) & 1) }
  }
  let bytes = stride(from: 0, to: bits.count - 7, by: 8).map { start in
    bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | $1 }
  }
  return OneTimeCode.code(of: bytes, step: OneTimeCode.step(at: time))
}
