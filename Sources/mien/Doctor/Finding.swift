/// What a check of `mien doctor` found.
struct Finding: Encodable, Sendable {
  enum State: String, Encodable, Sendable {
    case ok
    /// In order, but worth knowing.
    case note
    case wrong
  }

  let check: String
  let state: State
  let message: String
  /// What to do, where something is wrong.
  let remedy: String?

  static func ok(_ check: String, _ message: String) -> Finding {
    Finding(check: check, state: .ok, message: message, remedy: nil)
  }

  static func note(_ check: String, _ message: String, remedy: String? = nil) -> Finding {
    Finding(check: check, state: .note, message: message, remedy: remedy)
  }

  static func wrong(_ check: String, _ message: String, remedy: String) -> Finding {
    Finding(check: check, state: .wrong, message: message, remedy: remedy)
  }

  /// Two lines at most: what was found, and what to do.
  var text: String {
    "\(state.rawValue.padded(to: 5))  \(check.padded(to: 9))  \(message)"
      + (remedy.map { "\n\("".padded(to: 18))→ \($0)" } ?? "")
  }
}
