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
  /// The account has no password, and the session is too old to stand in for one.
  case signInAgain
  /// No provider of OpenID Connect is known.
  case noProvider
  case providerUnavailable
  case providerRefused
  /// Nobody with this browser went to the provider for this, or it was long ago, or it is over.
  case unknownAttempt
  case notLinked
  case throttled(seconds: Int)
  case importUnderWay
  case tooManyViewers
  case tooManyStreams(most: Int)
  case stopping
  /// The encoder's weights are not there, or not sound.
  case meaningUnavailable
  case notReady(String)
  case unknownItem(String)
  /// The item has no file, or this server has no library.
  case nothingToPlay(String)
  /// Bytes that a file of this many does not have.
  case noSuchRange(size: Int)
  /// The network is one of which no model card is known.
  case noModelCard
  case malformed(String)
  case wrongValue(String)
  case wrongType(expected: String)
  case tooLarge(limit: Int)
  case methodNotAllowed([String])
}
