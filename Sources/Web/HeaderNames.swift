import HTTPTypes

extension HTTPField.Name {
  static let host = named("Host")
  static let csrfToken = named("X-CSRF-Token")
  static let xRequestID = named("X-Request-ID")
  static let accelBuffering = named("X-Accel-Buffering")
  static let secFetchSite = named("Sec-Fetch-Site")
  static let forwarded = named("Forwarded")
  static let forwardedFor = named("X-Forwarded-For")
  static let forwardedProto = named("X-Forwarded-Proto")
  static let referrerPolicy = named("Referrer-Policy")
  static let permissionsPolicy = named("Permissions-Policy")
  static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")

  private static func named(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
    return name
  }
}
