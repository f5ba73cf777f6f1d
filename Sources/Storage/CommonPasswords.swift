import Foundation

/// The passwords that guessing begins with. `tools/common_passwords.py` makes the list and says where it comes from.
enum CommonPasswords {
  /// As ``normalised(_:)`` writes them; `nil` if the list did not come with the program.
  private static let all: Set<Substring>? = {
    let url = Bundle.module.bundleURL.appending(path: "common-passwords.txt")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    return Set(text.split(separator: "\n"))
  }()

  /// Whether a password is among them, however its letters are written.
  ///
  /// - Throws: ``StorageError/listMissing`` without the list: no password is taken unchecked.
  static func contains(_ text: String) throws(StorageError) -> Bool {
    guard let all else { throw .listMissing }
    return all.contains(normalised(text)[...])
  }

  /// Compatibility form, small letters, no spaces around it.
  private static func normalised(_ text: String) -> String {
    text.precomposedStringWithCompatibilityMapping.lowercased().trimmingCharacters(in: .whitespaces)
  }
}
