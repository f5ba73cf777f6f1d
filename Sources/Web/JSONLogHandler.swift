import Foundation
import Logging

/// Writes each event of the log as one JSON object on a line of its own: `time`, `level`, `message`, and what else is
/// known of it. What is known is said by those who log, and none of them knows anything of a person.
public struct JSONLogHandler: LogHandler {
  public var logLevel = Logger.Level.info
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  /// What Hummingbird calls the id of a request.
  private static let hummingbirdsID = "hb.request.id"
  private let label: String
  private let now: @Sendable () -> Date
  private let write: @Sendable (String) -> Void

  /// Writes to the standard error.
  public init(label: String) {
    // One write a line, so that the lines of several threads do not mix.
    self.init(
      label: label, now: { Date() },
      write: { line in
        _ = Array(line.utf8).withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      })
  }

  package init(
    label: String, now: @escaping @Sendable () -> Date, write: @escaping @Sendable (String) -> Void
  ) {
    self.label = label
    self.now = now
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let all = metadata.merging(metadataProvider?.get() ?? [:]) { _, new in new }
      .merging(event.metadata ?? [:]) { _, new in new }
    var fields = Dictionary(
      all.map { ($0.key == Self.hummingbirdsID ? "request_id" : $0.key, Self.value($0.value)) },
      uniquingKeysWith: { first, _ in first })
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    fields["time"] = now().formatted(style)
    fields["level"] = event.level.rawValue
    fields["message"] = event.message.description
    fields["logger"] = label
    guard
      let data = try? JSONSerialization.data(
        withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return }
    write(String(decoding: data, as: UTF8.self) + "\n")
  }

  /// Numbers stay numbers.
  private static func value(_ value: Logger.Metadata.Value) -> Any {
    switch value {
    case .string(let text): text
    case .stringConvertible(let number as Int): number
    case .stringConvertible(let number as Double) where number.isFinite: number
    case .stringConvertible(let flag as Bool): flag
    case .stringConvertible(let other): other.description
    case .array(let list): list.map(Self.value)
    case .dictionary(let fields): fields.mapValues(Self.value)
    }
  }
}
