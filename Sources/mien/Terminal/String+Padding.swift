extension String {
  /// The text with blanks behind it, at least `width` characters in all.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with blanks before it, at least `width` characters in all.
  func padded(from width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
