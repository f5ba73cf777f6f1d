import Foundation

/// A CSV file as lines of bytes: the header's columns and where every data line begins and ends.
///
/// Blank lines, carriage returns and a byte order mark are passed over. Quoted fields are read as long as
/// they hold no comma, which no face data set needs.
struct CSVLines {
  /// Column names, trimmed, in lower case.
  let columns: [String]
  /// The header as written.
  let header: String
  /// Byte ranges of the data lines, without line ends.
  let lines: [Range<Int>]
  /// The file's line number of each data line, from 1.
  let numbers: [Int]

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var ranges: [Range<Int>] = []
    var numbers: [Int] = []
    var start = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
    var number = 1
    while start < bytes.count, let base = bytes.baseAddress {
      let found = memchr(base + start, 0x0A, bytes.count - start)
      let end = found.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? bytes.count
      var last = end
      while last > start, bytes[last - 1] == 0x0D || bytes[last - 1] == 0x20 { last -= 1 }
      if last > start {
        ranges.append(start..<last)
        numbers.append(number)
      }
      start = end + 1
      number += 1
    }
    let first = ranges.first.map { String(decoding: bytes[$0].prefix(200), as: UTF8.self) } ?? ""
    header = first
    columns = first.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.lowercased().filter { !$0.isWhitespace && $0 != "\"" }
    }
    lines = Array(ranges.dropFirst())
    self.numbers = Array(numbers.dropFirst())
  }

  /// The position of a column, by its name in lower case without blanks.
  func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

  /// The byte ranges of a line's fields, without blanks and quotes around them.
  static func fields(of line: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = line.lowerBound
    for at in line.lowerBound...line.upperBound where at == line.upperBound || bytes[at] == 0x2C {
      var (from, to) = (start, at)
      while from < to, isPadding(bytes[from]) { from += 1 }
      while to > from, isPadding(bytes[to - 1]) { to -= 1 }
      result.append(from..<to)
      start = at + 1
    }
    return result
  }

  /// The whole number a field holds; `nil` if it is empty, not digits alone, or above 999,999.
  static func number(_ field: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard (1...6).contains(field.count) else { return nil }
    var value = 0
    for at in field {
      let digit = Int(bytes[at]) - 0x30
      guard (0...9).contains(digit) else { return nil }
      value = 10 * value + digit
    }
    return value
  }

  static func text(_ field: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes[field].prefix(60), as: UTF8.self)
  }

  private static func isPadding(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x22 || byte == 0x09 }
}
