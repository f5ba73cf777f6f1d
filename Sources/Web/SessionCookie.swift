import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// The cookie that holds the session token.
///
/// Over HTTPS it is `__Host-mien` with `Secure`: no other host and no plain page can set or read it. Over
/// plain HTTP, which browsers give a camera on loopback only, it is `mien` without `Secure`: Chromium and
/// Firefox would take a secure cookie from `http://localhost`, Safari drops it, and on loopback there is no
/// wire to listen on.
enum SessionCookie {
  static func name(secure: Bool) -> String { secure ? "__Host-mien" : "mien" }

  static func token(in request: Request, secure: Bool) -> SessionToken? {
    value(of: name(secure: secure), in: request).flatMap(SessionToken.init(cookie:))
  }

  /// What a cookie of this name holds; `nil` if there is none.
  static func value(of wanted: String, in request: Request) -> String? {
    for header in request.headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == wanted {
          return parts[1].trimmingCharacters(in: .whitespaces)
        }
      }
    }
    return nil
  }

  /// A `Set-Cookie` header that keeps the token, or forgets it for `nil`.
  static func header(_ token: SessionToken?, secure: Bool) -> String {
    "\(name(secure: secure))=\(token?.text ?? ""); Path=/; HttpOnly; SameSite=Strict; "
      + "Max-Age=\(token == nil ? 0 : Int(SessionStore.absoluteLimit))" + (secure ? "; Secure" : "")
  }
}
