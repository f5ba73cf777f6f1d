import Recommendations

/// What words of a query say beside their meaning: which kind is looked for, and how it should feel.
///
/// Our judgement, word by word. Words for moods are those of the recommender's `AffectLexicon`; here are those that
/// people search with and that no tag has.
enum SearchLexicon {
  /// A mood, as far as a word says one: "slow" says nothing of how pleasant something is.
  struct Mood: Hashable, Sendable {
    var valence: Float?
    var arousal: Float?
  }

  static func mood(_ word: String) -> Mood? {
    if let known = moods[word] { return known }
    return AffectLexicon.mood(word).map { Mood(valence: Float($0.valence), arousal: Float($0.arousal)) }
  }

  /// The kinds that a word names.
  static let named: [String: [ItemKind]] = words([
    ([.book], "book books novel novels audiobook audiobooks"),
    ([.film], "film films movie movies cinema"),
    ([.music], "music song songs track tracks tune tunes album albums soundtrack"),
    ([.podcast], "podcast podcasts"), ([.talk], "talk talks lecture lectures speech speeches"),
  ])

  /// What one does with a kind, after "to": "something to read".
  static let done: [String: [ItemKind]] = words([
    ([.book], "read"), ([.film, .talk], "watch see"), ([.music, .podcast], "hear listen"),
    ([.music], "dance"),
  ])

  /// The kinds of which a word makes one think, where none is named.
  static let implied: [String: [ItemKind]] = words([
    (
      [.music],
      """
      piano guitar violin cello flute trumpet saxophone drums orchestra symphony sonata concerto nocturne requiem jazz \
      blues techno metal singer band composer choir
      """
    ),
    ([.book], "author"), ([.film], "actor actress director cartoon"),
  ])

  /// Words that turn what follows into its absence.
  static let negations: Set<String> = ["no", "not", "never", "without", "nothing", "isnt", "dont", "less"]
  /// What may stand between such a word and what it turns.
  static let fillers: Set<String> = ["a", "an", "the", "too", "so", "very", "that", "any"]

  private static let moods: [String: Mood] = {
    let calm = Mood(valence: 0.25, arousal: -0.4)
    let lists: [(Mood, String)] = [
      (Mood(arousal: -0.55), "slow slowly quiet quietly"),
      (Mood(arousal: 0.7), "fast loud quick rousing"),
      (calm, "study studying homework concentrate concentrating concentration focus focused focusing"),
      (Mood(valence: 0.2, arousal: -0.75), "sleeping asleep bedtime insomnia sleepless"),
      (Mood(valence: 0.5, arousal: -0.55), "relax relaxation unwind yoga cosy cozy comforting restful"),
      (Mood(valence: 0.5, arousal: 0.75), "gym jogging running exercise pumped"),
      (Mood(valence: 0.7, arousal: 0.65), "dance dancing danceable"),
      (
        Mood(valence: -0.65, arousal: -0.3),
        "cry crying weep weeping heartbroken heartbreaking sorrowful gloomy"
      ),
      (Mood(valence: 0.7, arousal: 0.4), "laugh laughing hilarious silly cheer"),
      (Mood(valence: -0.6, arousal: 0.5), "creepy spooky frightening terrifying"),
      (Mood(arousal: 0.6), "thrilling gripping"),
      (Mood(valence: 0.6, arousal: 0.5), "inspiring motivating motivation motivational"),
    ]
    return table(lists.map { ($1, $0) })
  }()

  private static func words(_ lists: [([ItemKind], String)]) -> [String: [ItemKind]] {
    table(lists.map { ($1, $0) })
  }

  private static func table<Value>(_ lists: [(String, Value)]) -> [String: Value] {
    var table: [String: Value] = [:]
    for (words, value) in lists { for word in words.split(separator: " ") { table[String(word)] = value } }
    return table
  }
}
