/// The part of a file that a `Range` header asks for (RFC 9110, 14).
enum ByteRange {
  /// The bytes; `nil` for all of them, as where nothing is asked for, several parts at once, or in another unit.
  ///
  /// - Throws: ``WebError/noSuchRange(size:)`` for bytes that the file does not have.
  static func read(_ header: String?, size: Int) throws(WebError) -> Range<Int>? {
    guard let header, header.lowercased().hasPrefix("bytes=") else { return nil }
    let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map {
      $0.drop { $0 == " " }.prefix { $0 != " " }
    }
    guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
      return nil
    }
    // A number too large for us is larger than any file.
    let numbers = ends.map { $0.isEmpty ? nil : Int($0) ?? .max }
    switch (numbers[0], numbers[1]) {
    case (nil, nil): return nil
    case (nil, let last?):
      guard last > 0, size > 0 else { throw .noSuchRange(size: size) }
      return max(0, size - last)..<size
    case (let first?, let last):
      // What ends before it begins is no range at all, and so nothing is asked for.
      if let last, last < first { return nil }
      guard first < size else { throw .noSuchRange(size: size) }
      return first..<(min(size - 1, last ?? size - 1) + 1)
    }
  }
}
