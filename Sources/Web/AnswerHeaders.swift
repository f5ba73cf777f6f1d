import HTTPTypes
import Hummingbird

/// Puts on each answer what tells a browser to trust nothing but us.
struct AnswerHeaders: RouterMiddleware {
  let reach: Reach

  /// Scripts, styles and everything else from us alone; no script in the page's text, no frame round the
  /// page. `blob:` is the camera's own picture.
  static let contentSecurityPolicy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:",
    "connect-src 'self'", "media-src 'self' blob:", "manifest-src 'self'", "base-uri 'none'",
    "form-action 'self'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  func handle(
    _ request: Request, context: MienContext, next: (Request, MienContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.permissionsPolicy] = "camera=(self), microphone=(), geolocation=()"
    response.headers[.crossOriginOpenerPolicy] = "same-origin"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    if reach.isSecure(request, context) { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    response.headers[.xRequestID] = context.id
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}
