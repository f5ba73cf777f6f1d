import Fetching
import Foundation

/// A provider of OpenID Connect, asked over the network: its description and its keys are kept for a while.
package actor OpenIDProvider {
  /// What the provider says of itself.
  private struct Description: Sendable {
    let authorization: String
    let token: String
    let keys: String
    let takesSecretInForm: Bool
  }

  private struct Kept<Value: Sendable>: Sendable {
    let value: Value
    let until: Duration
  }

  /// So long a description and a key set are kept.
  private static let lifetime = Duration.seconds(600)
  /// Keys are not asked for more often than this because a token names one that is not known.
  private static let patience = Duration.seconds(30)
  /// So long one answer may take, in seconds.
  private static let timeout = 10.0
  /// The largest answer that is read, in bytes.
  private static let limit = 1 << 20

  package let configuration: OpenIDConfiguration
  private let uptime: @Sendable () -> Duration
  private let fetch:
    @Sendable (Fetcher.Question, _ isIssuers: Bool) async throws(FetchError) -> Fetcher.Answer
  private var description: Kept<Description>?
  private var keys: Kept<[JSONWebKey]>?
  private var keysAskedAt: Duration?

  /// - Parameter uptime: the time since some moment.
  package init(_ configuration: OpenIDConfiguration, uptime: @escaping @Sendable () -> Duration) {
    self.init(configuration, uptime: uptime) { (question, isIssuers) throws(FetchError) in
      // The issuer is the administrator's choice, wherever it is. To what it names besides, only the internet is open.
      let fetcher = Fetcher(
        allowing: isIssuers ? .alsoOurs : .everybodysAlone, timeout: Self.timeout, limit: Self.limit)
      return try await fetcher.fetch(question)
    }
  }

  package init(
    _ configuration: OpenIDConfiguration, uptime: @escaping @Sendable () -> Duration,
    fetch:
      @escaping @Sendable (Fetcher.Question, _ isIssuers: Bool) async throws(FetchError) -> Fetcher.Answer
  ) {
    self.configuration = configuration
    self.uptime = uptime
    self.fetch = fetch
  }

  /// Where a browser goes to sign in.
  package func address(
    state: String, nonce: String, verifier: String, redirect: String
  ) async throws(OpenIDError) -> String {
    let description = try await describe()
    let query = [
      ("response_type", "code"), ("client_id", configuration.client), ("redirect_uri", redirect),
      ("scope", "openid profile"), ("state", state), ("nonce", nonce),
      ("code_challenge", Base64URL.text(sha256(verifier.utf8))), ("code_challenge_method", "S256"),
    ].map { "\($0.0)=\(Fetcher.formText($0.1))" }.joined(separator: "&")
    return description.authorization + (description.authorization.contains("?") ? "&" : "?") + query
  }

  /// Exchanges a code for what the provider says of who signed in.
  ///
  /// - Parameters:
  ///   - redirect: where the provider sent the browser, as it was asked to.
  ///   - now: what tokens are compared with.
  package func exchange(
    _ code: String, nonce: String, verifier: String, redirect: String, now: Date
  ) async throws(OpenIDError) -> IDToken {
    let description = try await describe()
    var form = [
      (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
      (name: "redirect_uri", value: redirect), (name: "code_verifier", value: verifier),
    ]
    var headers = ["Accept": "application/json"]
    if let secret = configuration.secret, !description.takesSecretInForm {
      let pair = "\(Fetcher.formText(configuration.client)):\(Fetcher.formText(secret))"
      headers["Authorization"] = "Basic " + Data(pair.utf8).base64EncodedString()
    } else {
      form.append((name: "client_id", value: configuration.client))
      if let secret = configuration.secret { form.append((name: "client_secret", value: secret)) }
    }
    let answer = try await ask(.init(description.token, headers: headers, form: form))
    // Some say 403 (RFC 6749, 5.2 has 400). Any other refusal is of us, and not of the code: a secret that ended, too
    // many requests.
    let refusal = Self.object(answer)?["error"] as? String
    let isOfUs = ["invalid_client", "unauthorized_client", "unsupported_grant_type"].contains(refusal)
    if [400, 403].contains(answer.status), !isOfUs { throw .codeRefused }
    guard answer.status == 200, let token = Self.object(answer)?["id_token"] as? String else {
      throw .unavailable("no token, status \(answer.status)")
    }
    let key = try await key(of: try IDToken.Header(of: token), description)
    return try IDToken(
      token, key: key,
      expected: .init(
        issuer: configuration.issuer, client: configuration.client, nonce: nonce, now: now))
  }

  // MARK: - What is kept

  private func describe() async throws(OpenIDError) -> Description {
    if let description, description.until > uptime() { return description.value }
    let answer = try await ask(.init(configuration.discovery, headers: ["Accept": "application/json"]))
    guard answer.status == 200, let json = Self.object(answer) else { throw .unavailable("no description") }
    guard json["issuer"] as? String == configuration.issuer else { throw .unavailable("another issuer") }
    func endpoint(_ name: String) throws(OpenIDError) -> String {
      guard let text = json[name] as? String, isFit(text) else { throw .unavailable("no \(name)") }
      return text
    }
    let ways = json["token_endpoint_auth_methods_supported"] as? [String] ?? ["client_secret_basic"]
    let found = Description(
      authorization: try endpoint("authorization_endpoint"), token: try endpoint("token_endpoint"),
      keys: try endpoint("jwks_uri"),
      takesSecretInForm: !ways.contains("client_secret_basic") && ways.contains("client_secret_post"))
    description = Kept(value: found, until: uptime() + Self.lifetime)
    return found
  }

  /// A key that is not known may be new, so the set is asked for again, but not for everybody who invents a name.
  private func key(
    of header: IDToken.Header, _ description: Description
  ) async throws(OpenIDError) -> JSONWebKey {
    if let keys, keys.until > uptime(), let key = header.choose(from: keys.value) { return key }
    let isStale = keys.map { $0.until <= uptime() } ?? true
    if let keysAskedAt, !isStale, uptime() - keysAskedAt < Self.patience { throw .unfitToken(.key) }
    keysAskedAt = uptime()
    let answer = try await ask(.init(description.keys, headers: ["Accept": "application/json"]))
    guard answer.status == 200, let list = Self.object(answer)?["keys"] as? [[String: Any]] else {
      throw .unavailable("no keys")
    }
    let found = list.prefix(100).compactMap(JSONWebKey.init)
    keys = Kept(value: found, until: uptime() + Self.lifetime)
    guard let key = header.choose(from: found) else { throw .unfitToken(.key) }
    return key
  }

  // MARK: - Asking

  private func ask(_ question: Fetcher.Question) async throws(OpenIDError) -> Fetcher.Answer {
    do {
      return try await fetch(question, Self.host(question.address) == Self.host(configuration.issuer))
    } catch {
      throw .unavailable(error.description)
    }
  }

  /// As secure as the issuer.
  private func isFit(_ address: String) -> Bool {
    guard let parts = URLComponents(string: address), parts.fragment == nil, parts.user == nil,
      parts.host?.isEmpty == false
    else { return false }
    if parts.scheme == "https" { return true }
    return parts.scheme == "http" && configuration.issuer.hasPrefix("http://")
      && Self.host(address) == Self.host(configuration.issuer)
  }

  private static func host(_ address: String) -> String? {
    URLComponents(string: address)?.host?.lowercased()
  }

  private static func object(_ answer: Fetcher.Answer) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
  }
}
