import Foundation

/// What BERT's clean-up makes of single characters: control characters go, accents go, capitals become small.
///
/// The tables of the original are those of Unicode 8. A character made since then is a letter to it, whatever it is, so
/// it is to us; and seven have changed their kind since.
struct CharacterCleaning {
  /// What becomes of a character.
  enum Outcome {
    case nothing
    case space
    /// A character of Chinese, a word of its own.
    case ideograph([Unicode.Scalar])
    case letters([Unicode.Scalar])
  }

  /// Decomposing goes through strings, which takes long; a text has few different characters.
  private var known: [Unicode.Scalar: Outcome] = [:]

  mutating func outcome(_ scalar: Unicode.Scalar) -> Outcome {
    if let outcome = known[scalar] { return outcome }
    let outcome = Self.find(scalar)
    known[scalar] = outcome
    return outcome
  }

  private static func find(_ scalar: Unicode.Scalar) -> Outcome {
    if isControl(scalar) { return .nothing }
    if isSpace(scalar) { return .space }
    var letters: [Unicode.Scalar] = []
    for part in String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars where !isAccent(part) {
      letters += part.properties.lowercaseMapping.unicodeScalars
    }
    if isIdeograph(scalar) { return .ideograph(letters) }
    return letters.isEmpty ? .nothing : .letters(letters)
  }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0x166D, 0x111C9: return true
    case ..<0x80: return false
    default: break
    }
    return switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      isOld(scalar)
    default: false
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: return false
    case 0, 0xFFFD: return true
    default: break
    }
    return switch scalar.properties.generalCategory {
    case .control, .privateUse: true
    case .format: isOld(scalar)
    default: false
    }
  }

  private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x300, 0x1885, 0x1886, 0xA9BD, 0x111C9: false
    case 0x1734, 0x1171E: true
    default: scalar.properties.generalCategory == .nonspacingMark && isOld(scalar)
    }
  }

  private static func isOld(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.age.map { $0.major <= 8 } ?? false
  }

  /// The ranges of the original, of which one begins later than Unicode's.
  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
      0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
