/// What sort of thing an item is.
public enum ItemKind: String, CaseIterable, Codable, Hashable, Sendable {
  case music, film, book, podcast, talk

  /// One of them, in words: "piece of music".
  public var noun: String {
    switch self {
    case .music: "piece of music"
    case .film, .book, .podcast, .talk: rawValue
    }
  }

  /// Several of them, in words: "films".
  public var plural: String {
    switch self {
    case .music: "music"
    case .film, .book, .podcast, .talk: rawValue + "s"
    }
  }

  /// Whether one sits through it in one go; a book is put down at any page.
  var isTakenWhole: Bool { self != .book }

  /// Position in ``allCases``, 0…4.
  var index: Int {
    switch self {
    case .music: 0
    case .film: 1
    case .book: 2
    case .podcast: 3
    case .talk: 4
    }
  }
}
