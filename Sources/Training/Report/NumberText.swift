import Foundation

/// Numbers as pages and tables write them.
enum NumberText {
  /// A share, 0…1, as `84.40 %`.
  static func percent(_ share: Double, decimals: Int = 2) -> String {
    String(format: "%.\(decimals)f %%", 100 * share)
  }

  static func decimal(_ value: Double, decimals: Int = 4) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// A strength or a tick, without zeros that say nothing.
  static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%g", value)
  }
}
