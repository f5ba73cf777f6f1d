import Logging
import Web

/// How the log is written to the standard error.
enum LogFormat: String, Sendable {
  /// A line for people.
  case text
  /// One JSON object a line, for programs.
  case json

  func handler(label: String) -> any LogHandler {
    switch self {
    case .text: StreamLogHandler.standardError(label: label)
    case .json: JSONLogHandler(label: label)
    }
  }
}
