import Foundation

/// The pieces of words that the encoder knows, each with its number, and the longest of them at the start of a word.
public struct Vocabulary: Sendable {
  /// How many pieces there are.
  public let count: Int
  /// Begins a text, ends it, and stands for what is not known.
  public let start, end, unknown: Int32

  /// The pieces as two trees of characters: of each node and the next character, the node after it.
  private let children: [UInt64: Int32]
  /// Of each node the piece that ends there, or -1.
  private let pieces: [Int32]

  private static let atStart: Int32 = 0
  private static let inside: Int32 = 1

  /// Reads a file with a piece a line, in the order of their numbers; "##" before those that go on with a word.
  ///
  /// - Throws: ``LanguageError/missing(path:)``, ``LanguageError/unfit(path:reason:)``.
  public init(_ file: URL) throws(LanguageError) {
    let path = file.path(percentEncoded: false)
    guard let data = FileManager.default.contents(atPath: path) else { throw .missing(path: path) }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .unfit(path: path, reason: "is no text in UTF-8")
    }
    try self.init(lines: text.unicodeScalars.split(separator: "\n").map(Substring.init), path: path)
  }

  /// - Parameter path: what an error names.
  package init(lines: [Substring], path: String) throws(LanguageError) {
    var children: [UInt64: Int32] = [:]
    var pieces: [Int32] = [-1, -1]
    var markers: [Substring: Int32] = [:]
    for (number, line) in lines.enumerated() {
      let number = Int32(number)
      if ["[CLS]", "[SEP]", "[UNK]"].contains(line) { markers[line] = number }
      // By code points: an accent after "##" makes one character with the second of them.
      let goesOn = line.unicodeScalars.starts(with: "##".unicodeScalars) && line.unicodeScalars.count > 2
      var node = goesOn ? Self.inside : Self.atStart
      for scalar in line.unicodeScalars.dropFirst(goesOn ? 2 : 0) {
        let key = Self.key(node, scalar)
        if let next = children[key] {
          node = next
        } else {
          node = Int32(pieces.count)
          children[key] = node
          pieces.append(-1)
        }
      }
      pieces[Int(node)] = number
    }
    guard let start = markers["[CLS]"], let end = markers["[SEP]"], let unknown = markers["[UNK]"] else {
      throw .unfit(path: path, reason: "is no vocabulary of BERT's kind ([CLS], [SEP] or [UNK] is not in it)")
    }
    (self.start, self.end, self.unknown) = (start, end, unknown)
    (self.children, self.pieces, count) = (children, pieces, lines.count)
  }

  /// Cuts a word into pieces, always the longest that fits; `nil` if that leads nowhere.
  func pieces(of word: [Unicode.Scalar]) -> [Int32]? {
    var found: [Int32] = []
    var position = 0
    while position < word.count {
      var node = position == 0 ? Self.atStart : Self.inside
      var longest: (piece: Int32, end: Int)?
      var next = position
      while next < word.count, let child = children[Self.key(node, word[next])] {
        (node, next) = (child, next + 1)
        if pieces[Int(node)] >= 0 { longest = (pieces[Int(node)], next) }
      }
      guard let longest else { return nil }
      found.append(longest.piece)
      position = longest.end
    }
    return found
  }

  private static func key(_ node: Int32, _ scalar: Unicode.Scalar) -> UInt64 {
    UInt64(UInt32(node)) << 32 | UInt64(scalar.value)
  }
}
