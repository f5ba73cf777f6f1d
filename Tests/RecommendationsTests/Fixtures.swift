import Emotions
import Foundation
import Recommendations

/// A generator of the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Items all over the plane, of every kind, with creators and tags that come again.
func randomItems(_ count: Int, seed: UInt64 = 1) -> [Item] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { number in
    let arousal = Double.random(in: -1...1, using: &generator)
    return Item(
      id: "item-\(number)", title: "Title \(number)",
      creator: "Creator \(Int.random(in: 0..<max(1, count / 3), using: &generator))",
      year: 1900 + number % 120,
      kind: ItemKind.allCases[number % ItemKind.allCases.count],
      minutes: Int.random(in: 1...300, using: &generator),
      place: Affect(valence: Double.random(in: -1...1, using: &generator), arousal: arousal),
      energy: 0.5 + 0.4 * arousal + Double.random(in: -0.1...0.1, using: &generator),
      tags: (0..<3).map { _ in "tag \(Int.random(in: 0..<20, using: &generator))" }, why: "It is made up.")
  }
}

/// Interactions of every kind with items of a catalogue, in the hundred days before `date`.
func randomInteractions(_ count: Int, with items: [Item], before date: Date, seed: UInt64) -> [Interaction] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in
    Interaction(
      itemID: items.randomElement(using: &generator)?.id ?? "",
      kind: InteractionKind.allCases.randomElement(using: &generator) ?? .view,
      at: date.addingTimeInterval(-Double.random(in: 0...8_640_000, using: &generator)))
  }
}

let utc = TimeZone(secondsFromGMT: 0) ?? .gmt

func date(_ text: String, in zone: TimeZone = utc) throws -> Date {
  try LocalTime(parsing: text, otherwise: zone).date
}

func moment(
  _ emotion: Emotion, _ confidence: Double = 0.8, at text: String, in zone: TimeZone = utc
) throws -> Moment {
  Moment(
    date: try date(text, in: zone), timeZone: zone,
    distribution: EmotionDistribution(emotion, confidence: confidence))
}

/// One item, of which a test names what it is about.
func item(
  _ id: String, creator: String = "Somebody", kind: ItemKind = .music, minutes: Int = 30,
  valence: Double = 0, arousal: Double = 0, energy: Double = 0.5, tags: [String] = []
) -> Item {
  Item(
    id: id, title: "The \(id)", creator: creator, kind: kind, minutes: minutes,
    place: Affect(valence: valence, arousal: arousal), energy: energy, tags: tags, why: "It is made up.")
}

extension Recommendation {
  /// What a term adds; 0 if it says nothing.
  func contribution(_ term: Term) -> Double {
    reasons.first { $0.term == term.rawValue }?.contribution ?? 0
  }

  func text(_ term: Term) -> String? { reasons.first { $0.term == term.rawValue }?.text }
}
