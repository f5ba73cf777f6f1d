import Hummingbird
import Storage

/// The caller's second factor. Switching it on or off needs the password.
struct SecondFactorHandlers: Sendable {
  let factors: SecondFactorStore
  let passwords: PasswordCheck
  let audit: AuditTrail

  private struct Password: Decodable {
    let password: String
  }

  private struct Code: Decodable {
    let code: String
  }

  func state(_ call: Call) async throws -> Response {
    struct Body: Encodable {
      let enabled: Bool
      let recoveryCodesLeft: Int

      enum CodingKeys: String, CodingKey {
        case enabled
        case recoveryCodesLeft = "recovery_codes_left"
      }
    }
    let state = try await factors.state(of: try call.signedIn().account)
    return try .json(Body(enabled: state.isEnabled, recoveryCodesLeft: state.recoveryCodesLeft))
  }

  /// A secret for the app, which counts for nothing until ``enable(_:)``.
  func begin(_ call: Call) async throws -> Response {
    let given = try call.decode(Password.self)
    try await passwords.expect(given.password, call)
    let secret = try await factors.begin(for: try call.signedIn().account, at: call.now)
    return try .json(["secret": secret.text, "uri": secret.address], status: .created)
  }

  func enable(_ call: Call) async throws -> Response {
    let given = try call.decode(Code.self)
    let account = try call.signedIn().account
    guard let codes = try await factors.enable(for: account, code: given.code, at: call.now) else {
      throw WebError.unfitCode
    }
    await audit.note(.secondFactorOn, call)
    return try .json(["recovery_codes": codes])
  }

  func disable(_ call: Call) async throws -> Response {
    let given = try call.decode(Password.self)
    try await passwords.expect(given.password, call)
    if try await factors.remove(of: try call.signedIn().account) {
      await audit.note(.secondFactorOff, call)
    }
    return Response(status: .noContent)
  }
}
