import Foundation

/// Rows of values with commas between them (RFC 4180).
enum CSV {
  static func row(_ values: [String]) -> String { values.map(field).joined(separator: ",") }

  /// A number with as many digits as matter.
  static func number(_ value: Double, digits: Int = 4) -> String { String(format: "%.\(digits)f", value) }

  private static func field(_ value: String) -> String {
    guard value.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return value }
    return "\"" + value.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
