import Recommendations

/// What the words of a query say beside what they mean: which kinds are looked for, how it should feel, and which words
/// an item may have.
public struct SearchWishes: Hashable, Sendable {
  /// Kinds that the query names ("a book about…", "something to read"): 1. Where it names none, those it makes one think
  /// of ("piano"): a half.
  public let kinds: [ItemKind: Float]
  /// How pleasant it should be, -1…1, the mean of what the words say; `nil` if they say nothing.
  public let valence: Float?
  /// How lively it should be, -1…1.
  public let arousal: Float?
  /// The query, and what is left of it without the words that name a kind, whose part ``kinds`` plays: "dying" of "a book
  /// about dying". What both mean, in the mean, is searched.
  public let texts: [String]
  /// What else it says: small letters, no accents.
  let words: [String]

  public init(_ query: String) {
    let all = SearchWords.words(of: query)
    var (named, implied): (Set<ItemKind>, Set<ItemKind>) = ([], [])
    var words: [String] = []
    var subject: [String] = []
    var moods: [SearchLexicon.Mood] = []
    for (place, word) in all.enumerated() {
      let before = place > 0 ? all[place - 1] : ""
      let isTurned = Self.isTurned(all[..<place])
      if !isTurned, let kinds = SearchLexicon.named[word] {
        named.formUnion(kinds)
        continue
      }
      subject.append(word)
      if before == "to", let kinds = SearchLexicon.done[word] {
        named.formUnion(kinds)
      } else if !isTurned, let kinds = SearchLexicon.implied[word] {
        implied.formUnion(kinds)
      }
      if isTurned || SearchWords.empty.contains(word) || SearchLexicon.negations.contains(word) { continue }
      words.append(word)
      if let mood = SearchLexicon.mood(word) { moods.append(mood) }
    }
    let (kinds, share): (Set<ItemKind>, Float) = named.isEmpty ? (implied, 0.5) : (named, 1)
    self.kinds = Dictionary(uniqueKeysWithValues: kinds.map { ($0, share) })
    let ends = subject.drop { Self.joints.contains($0) }.reversed().drop { Self.joints.contains($0) }
    texts = named.isEmpty || ends.isEmpty ? [query] : [query, ends.reversed().joined(separator: " ")]
    // Of nothing but "music" the word itself is looked for.
    self.words = words.isEmpty ? all : words
    valence = Self.mean(moods.compactMap(\.valence))
    arousal = Self.mean(moods.compactMap(\.arousal))
  }

  /// What the query means: the mean of the vectors of its ``texts``, of length 1.
  public static func meaning(of vectors: [[Float]]) -> [Float] {
    guard var sum = vectors.first else { return [] }
    for vector in vectors.dropFirst() { for place in sum.indices { sum[place] += vector[place] } }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sum.map { $0 / length } : sum
  }

  /// How near a place is to what the words say: from 1, just there, down to 0.
  ///
  /// - Parameter liveliness: between how aroused and how energetic it is, -1…1.
  func nearness(valence: Float, liveliness: Float) -> Float {
    guard self.valence != nil || arousal != nil else { return 0 }
    let v = self.valence.map { $0 - valence } ?? 0
    let a = arousal.map { $0 - liveliness } ?? 0
    return max(0, 1 - (v * v + a * a).squareRoot() / Self.reach)
  }

  /// As far from what was said, a place is not near it at all.
  private static let reach: Float = 1.2

  /// Whether a word after these is turned into its absence: "nothing too sad".
  private static func isTurned(_ before: ArraySlice<String>) -> Bool {
    before.last { !SearchLexicon.fillers.contains($0) }.map(SearchLexicon.negations.contains) ?? false
  }

  /// What joins a kind to what it is about.
  private static let joints: Set<String> = [
    "a", "an", "the", "about", "for", "to", "of", "on", "with", "that", "some", "something", "in",
  ]

  private static func mean(_ values: [Float]) -> Float? {
    values.isEmpty ? nil : values.reduce(0, +) / Float(values.count)
  }
}
