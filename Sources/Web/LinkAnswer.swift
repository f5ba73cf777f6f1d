import Storage

/// What asking for a link once came to.
public struct LinkAnswer: Hashable, Sendable {
  public let outcome: LinkCheck.Outcome
  /// The status of the last answer, where there was one.
  public let status: Int?

  public init(_ outcome: LinkCheck.Outcome, status: Int? = nil) {
    self.outcome = outcome
    self.status = status
  }

  /// What a status says. A page that only refuses programs is there.
  public init(status: Int) {
    switch status {
    case 404, 410: self.init(.broken, status: status)
    case 500...: self.init(.unreachable, status: status)
    default: self.init(.fine, status: status)
    }
  }
}
