import Foundation

/// Something about who may come in. It names no password, no code and no token.
public struct AuditEvent: Hashable, Sendable, Identifiable {
  /// What happened.
  public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
    case signedIn = "signed_in"
    case signInFailed = "sign_in_failed"
    /// The password was right, and a code was asked for.
    case codeAsked = "code_asked"
    case signedOut = "signed_out"
    case sessionsEnded = "sessions_ended"
    case passwordChanged = "password_changed"
    /// A password asked for again was wrong.
    case passwordRefused = "password_refused"
    case resetMade = "reset_made"
    case passwordReset = "password_reset"
    case secondFactorOn = "second_factor_on"
    case secondFactorOff = "second_factor_off"
    case identityLinked = "identity_linked"
    case identityUnlinked = "identity_unlinked"
    case tokenMade = "token_made"
    case tokenDeleted = "token_deleted"
    case invitationMade = "invitation_made"
    case invitationDeleted = "invitation_deleted"
    case accountMade = "account_made"
    case roleChanged = "role_changed"
    case accountDeleted = "account_deleted"
  }

  /// 32 hexadecimal digits; a later event has a greater one.
  public let id: String
  public let at: Date
  public let kind: Kind
  /// The name of who did it; `nil` for nobody known, and for an account that is gone.
  public let account: String?
  /// The name of whom it was done to, where that is somebody else.
  public let subject: String?
  /// Where it came from, as failures are counted; `nil` for the command line.
  public let address: String?
  /// A word or two more.
  public let detail: String?
}
