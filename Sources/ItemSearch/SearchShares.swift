/// What brings an item up in a search, term by term.
public struct SearchShares: Hashable, Sendable, Encodable {
  /// The cosine of the query's vector and the item's, -1…1.
  public let meaning: Float
  /// For the words of the query that the item has.
  public let words: Float
  /// For being of a kind that the query names or makes one think of.
  public let kind: Float
  /// For feeling as the query says.
  public let mood: Float

  /// By what items are put in order.
  public var score: Float { meaning + words + kind + mood }
}

/// How much each term can bring beside the meaning.
public struct SearchWeights: Hashable, Sendable {
  /// For an item that has all words of the query in its title.
  public var words: Float
  /// For one of the kind that is named.
  public var kind: Float
  /// For one that stands just where the words for a mood stand.
  public var mood: Float

  /// Set with the queries of `Benchmarks/search/queries.json` that are not held out.
  public static let standard = SearchWeights(words: 0.25, kind: 0.2, mood: 0.3)
  /// By meaning alone.
  public static let none = SearchWeights(words: 0, kind: 0, mood: 0)

  public init(words: Float, kind: Float, mood: Float) {
    (self.words, self.kind, self.mood) = (words, kind, mood)
  }
}
