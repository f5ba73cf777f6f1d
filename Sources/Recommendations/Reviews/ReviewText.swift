import Foundation

/// What somebody wrote of an item: plain text, whatever is in it.
public struct ReviewText: Hashable, Sendable {
  /// Without control characters other than the ends of lines, and without space around it.
  public let text: String

  /// Characters of a review.
  public static let longest = 5_000

  /// - Returns: `nil` for one without a letter or number and one longer than ``longest``.
  public init?(_ text: String) {
    // What is far too long is not looked through.
    guard text.utf8.count <= 16 * Self.longest else { return nil }
    let plain = String(String.UnicodeScalarView(text.unicodeScalars.filter { !Self.isRefused($0) }))
    self.text = plain.trimmingCharacters(in: .whitespacesAndNewlines)
    guard self.text.count <= Self.longest, self.text.contains(where: { $0.isLetter || $0.isNumber }) else {
      return nil
    }
  }

  /// Controls, what cannot be seen, and marks that turn the direction of what follows.
  private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
    default: [.control, .surrogate, .privateUse].contains(scalar.properties.generalCategory)
    }
  }

  /// The same for texts that differ in case, accents, spaces, signs or repeated letters alone: `GREAT!!` and `grreat`
  /// are one text.
  public var normalized: String {
    let folded = text.folding(
      options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
    )
    .decomposedStringWithCompatibilityMapping
    var letters = String.UnicodeScalarView()
    var isApart = false
    for scalar in folded.unicodeScalars where !scalar.properties.isJoinControl {
      let (isLetter, isNumber) = (scalar.properties.isAlphabetic, scalar.properties.numericType != nil)
      guard isLetter || isNumber else {
        isApart = !letters.isEmpty
        continue
      }
      if isApart { letters.append(" ") }
      isApart = false
      if isNumber || letters.last != scalar { letters.append(scalar) }
    }
    return String(letters)
  }
}
