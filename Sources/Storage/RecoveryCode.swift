/// A code for signing in, once, without the authenticator app: 80 random bits. The database keeps only its hash.
struct RecoveryCode: Sendable {
  /// `ABCD-EFGH-IJKL-MNOP`
  let text: String

  private static let length = 16
  private static let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  static func random() -> RecoveryCode { RecoveryCode(letters: base32(Sodium.randomBytes(10))) }

  /// A code as somebody typed it, without spaces; `nil` if it cannot be one of ours.
  init?(_ typed: String) {
    let letters = typed.uppercased().filter { $0 != "-" }
    guard letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else { return nil }
    self.init(letters: letters)
  }

  private init(letters: String) {
    let letters = Array(letters)
    text = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
      .joined(separator: "-")
  }

  var hash: String { fingerprint(of: text.utf8) }
}
