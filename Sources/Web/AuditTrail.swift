import Logging
import Storage

/// Writes the audit log. What was done stays done if that fails; the server's log then tells of it.
struct AuditTrail: Sendable {
  let store: AuditStore
  let logger: Logger

  /// Notes what somebody did.
  ///
  /// - Parameter account: who did it; `nil` for whoever is signed in.
  func note(
    _ kind: AuditEvent.Kind, _ call: Call, by account: Account? = nil, to subject: Account? = nil,
    detail: String? = nil
  ) async {
    do {
      try await store.record(
        kind, by: account ?? call.visitor?.account, to: subject, address: call.address, detail: detail,
        at: call.now)
    } catch { report(kind, error) }
  }

  /// Notes that somebody deleted their own account: that it happened, not who it was or from where.
  func noteErased(_ call: Call) async {
    do {
      try await store.record(.accountDeleted, by: nil, address: nil, detail: "by its owner", at: call.now)
    } catch { report(.accountDeleted, error) }
  }

  /// Notes that somebody could not sign in.
  func noteFailure(ofName name: String, _ call: Call, detail: String) async {
    do {
      try await store.recordFailure(ofName: name, address: call.address, detail: detail, at: call.now)
    } catch { report(.signInFailed, error) }
  }

  private func report(_ kind: AuditEvent.Kind, _ error: any Error) {
    logger.error("audit log not written", metadata: ["event": "\(kind.rawValue)", "error": "\(error)"])
  }
}
