import Fetching
import Foundation
import Synchronization
import Web

/// A provider of OpenID Connect in this process. It checks what a provider has to, and can be told to go wrong.
final class StandInProvider: Sendable {
  static let issuer = "https://login.example"
  static let client = "mien"

  /// What it does wrong.
  enum Fault: String, CaseIterable, Sendable {
    case wrongNonce, noNonce, wrongAudience, secondAudience, otherParty, expired, notYet, tooOld, future
    case otherIssuer, noSubject, noAlgorithm, sharedSecret, wrongKey, unknownKey, otherAlgorithm, critical
    case cutOff, noToken, refusal
  }

  private struct Code: Sendable {
    let nonce: String
    let challenge: String
    let redirect: String
    let subject: String
    let name: String
  }

  private struct State: Sendable {
    var fault: Fault?
    var codes: [String: Code] = [:]
    var asked: [String] = []
    var isDown = false
    var issuer = StandInProvider.issuer
    var key = "one"
    var skew = 0
  }

  let clock: TestClock
  let rsa: SigningKey
  let point: SigningKey
  private let stranger: SigningKey
  private let state = Mutex(State())

  init(clock: TestClock) throws {
    self.clock = clock
    rsa = try SigningKey(.rsa)
    point = try SigningKey(.point)
    stranger = try SigningKey(.rsa)
  }

  /// The paths that were asked for.
  var asked: [String] { state.withLock { $0.asked } }
  func goWrong(_ fault: Fault?) { state.withLock { $0.fault = fault } }
  func goDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }
  func callItself(_ issuer: String) { state.withLock { $0.issuer = issuer } }
  /// Its clock is so many seconds before ours.
  func beOff(by seconds: Int) { state.withLock { $0.skew = seconds } }
  /// `one` is RSA, `two` a point on P-256.
  func signWith(_ key: String) { state.withLock { $0.key = key } }

  /// Somebody signs in at the provider, who sends the browser back with these.
  func signIn(_ subject: String, name: String = "Ada", at address: String) -> (code: String, state: String)? {
    let items = URLComponents(string: address)?.queryItems ?? []
    let given = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    guard address.hasPrefix(Self.issuer + "/authorize?"), given["response_type"] == "code",
      given["client_id"] == Self.client, given["code_challenge_method"] == "S256",
      given["scope"]?.split(separator: " ").contains("openid") == true, let nonce = given["nonce"],
      let challenge = given["code_challenge"], let redirect = given["redirect_uri"],
      let passed = given["state"]
    else { return nil }
    let code = UUID().uuidString
    state.withLock {
      $0.codes[code] = Code(
        nonce: nonce, challenge: challenge, redirect: redirect, subject: subject, name: name)
    }
    return (code, passed)
  }

  func answer(_ question: Fetcher.Question) throws(FetchError) -> Fetcher.Answer {
    let path = URLComponents(string: question.address)?.path ?? ""
    let (isDown, issuer) = state.withLock {
      $0.asked.append(path)
      return ($0.isDown, $0.issuer)
    }
    if isDown { throw .notReached }
    switch path {
    case "/.well-known/openid-configuration":
      return json([
        "issuer": issuer, "authorization_endpoint": Self.issuer + "/authorize",
        "token_endpoint": Self.issuer + "/token", "jwks_uri": Self.issuer + "/keys",
      ])
    case "/keys":
      return json(["keys": [rsa.json("one"), point.json("two"), ["kty": "oct", "k": "c2VjcmV0"]]])
    default: return exchange(question)
    }
  }

  private func exchange(_ question: Fetcher.Question) -> Fetcher.Answer {
    let form = Dictionary(
      (question.form ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let basic = "Basic " + Data("mien:a%20secret".utf8).base64EncodedString()
    let (code, fault, key) = state.withLock { state in
      (form["code"].flatMap { state.codes.removeValue(forKey: $0) }, state.fault, state.key)
    }
    guard let code, question.headers["Authorization"] == basic, form["redirect_uri"] == code.redirect,
      form["grant_type"] == "authorization_code",
      Base64URL.text(sha256((form["code_verifier"] ?? "").utf8)) == code.challenge, fault != .refusal
    else { return json(["error": "invalid_grant"], status: 400) }
    if fault == .noToken { return json(["access_token": "x"]) }
    let token = (try? self.token(code, fault, key)) ?? ""
    return json(["access_token": "x", "token_type": "Bearer", "id_token": token])
  }

  private func token(_ code: Code, _ fault: Fault?, _ key: String) throws -> String {
    let now = Int(clock.now.timeIntervalSince1970) + state.withLock { $0.skew }
    var claims: [String: Any] = [
      "iss": fault == .otherIssuer ? "https://login.example/" : Self.issuer, "sub": code.subject,
      "aud": Self.client, "nonce": code.nonce, "iat": now, "exp": now + 300, "preferred_username": code.name,
    ]
    var header: [String: Any] = ["alg": key == "one" ? "RS256" : "ES256", "kid": key, "typ": "JWT"]
    switch fault {
    case .wrongNonce: claims["nonce"] = code.nonce + "x"
    case .noNonce: claims["nonce"] = nil
    case .wrongAudience: claims["aud"] = "another"
    case .secondAudience: claims["aud"] = [Self.client, "another"]
    case .otherParty: claims["azp"] = "another"
    case .expired: claims["exp"] = now - 61
    case .notYet: claims["nbf"] = now + 61
    case .tooOld: claims["iat"] = now - 601
    case .future: claims["iat"] = now + 61
    case .noSubject: claims["sub"] = ""
    case .noAlgorithm: header["alg"] = "none"
    case .sharedSecret: header["alg"] = "HS256"
    case .unknownKey: header["kid"] = "three"
    case .otherAlgorithm: header["alg"] = key == "one" ? "ES256" : "RS256"
    case .critical: header["crit"] = ["b64"]
    case .wrongKey, .otherIssuer, .cutOff, .noToken, .refusal, nil: break
    }
    let signer = fault == .wrongKey ? stranger : key == "one" ? rsa : point
    let whole = try signer.token(header: header, claims: claims)
    let parts = whole.split(separator: ".")
    switch fault {
    case .noAlgorithm: return "\(parts[0]).\(parts[1])."
    case .cutOff: return String(whole.dropLast(8))
    default: return whole
    }
  }

  private func json(_ object: [String: Any], status: Int = 200) -> Fetcher.Answer {
    Fetcher.Answer(
      status: status, body: Array((try? JSONSerialization.data(withJSONObject: object)) ?? Data()))
  }
}
