import Fetching

/// Why somebody could not be signed in at the provider. None of them is told to the browser in detail; the server's log
/// has ``word``, which names nobody.
package enum OpenIDError: Error, Equatable {
  /// The provider cannot be reached, or does not answer as it should.
  case unavailable(String)
  /// The provider did not take the code.
  case codeRefused
  /// What is wrong with an ID token.
  case unfitToken(Fault)

  /// A check that an ID token did not pass.
  package enum Fault: String, Sendable {
    case form, algorithm, key, signature, issuer, audience, expired, early, nonce, subject
  }

  /// In a word or two, for the log.
  package var word: String {
    switch self {
    case .unavailable(let reason): "unavailable: \(reason)"
    case .codeRefused: "code refused"
    case .unfitToken(let fault): "token: \(fault.rawValue)"
    }
  }
}
