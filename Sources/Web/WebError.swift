/// Why a request is refused, apart from what the other targets refuse.
package enum WebError: Error, Equatable {
  case notSignedIn
  case notAdministrator
  case wrongAccessToken
  case missingScope(String?)
  case foreignHost(own: String)
  case foreignOrigin
  case wrongCSRFToken
  case wrongCredentials
  /// The password was right; a code of the second factor is to come along.
  case secondFactor
  case wrongCode
  case wrongPassword
  case unfitCode
  case throttled(seconds: Int)
  case importUnderWay
  case tooManyViewers
  case tooManyStreams(most: Int)
  case stopping
  case notReady(String)
  case unknownItem(String)
  case malformed(String)
  case wrongValue(String)
  case wrongType(expected: String)
  case tooLarge(limit: Int)
  case methodNotAllowed([String])
}
