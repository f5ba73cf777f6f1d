import Foundation

/// The name of an account: 1 to 64 characters, no two names alike but for case.
public struct AccountName: Hashable, Sendable {
  /// As it was written, without spaces around it.
  public let text: String
  /// The same for all ways to write the name: compatibility form, small letters.
  public let key: String

  /// - Throws: ``StorageError/unfitName(_:)`` with what to change.
  public init(_ text: String) throws(StorageError) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !trimmed.isEmpty else { throw .unfitName("give it a character at least") }
    guard trimmed.unicodeScalars.count <= 64 else { throw .unfitName("take 64 characters at most") }
    guard trimmed.unicodeScalars.allSatisfy({ !Self.unseen.contains($0.properties.generalCategory) }) else {
      throw .unfitName("leave out control characters, line breaks and invisible marks")
    }
    self.text = trimmed
    key = trimmed.precomposedStringWithCompatibilityMapping.lowercased()
  }

  private static let unseen: Set<Unicode.GeneralCategory> = [
    .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
  ]
}

/// A password as it is hashed: the same bytes however a keyboard composes its letters.
struct Password: Sendable {
  /// UTF-8, as C's characters.
  let bytes: [CChar]

  init(_ text: String) {
    bytes = text.precomposedStringWithCompatibilityMapping.utf8.map(CChar.init(bitPattern:))
  }

  /// A password somebody chooses now: 8 to 128 characters, not the name and not a common one. What characters it has
  /// is free (NIST SP 800-63B, section 3.1.1).
  ///
  /// - Throws: ``StorageError/unfitPassword(_:)`` with what to change; ``StorageError/listMissing``.
  init(chosen text: String, for name: AccountName) throws(StorageError) {
    let count = text.unicodeScalars.count
    guard count >= 8 else { throw .unfitPassword("take 8 characters at least, not \(count)") }
    guard count <= 128 else { throw .unfitPassword("take 128 characters at most, not \(count)") }
    guard text.precomposedStringWithCompatibilityMapping.lowercased() != name.key else {
      throw .unfitPassword("take another one than the name")
    }
    guard Set(text).count > 1 else { throw .unfitPassword("take more than one character repeated") }
    guard try !CommonPasswords.contains(text) else {
      throw .unfitPassword("take another one: this is among the first that are guessed")
    }
    self.init(text)
  }
}
