import Emotions

/// What a list is for; the viewer chooses.
public enum Goal: String, CaseIterable, Codable, Hashable, Sendable {
  /// What fits the mood; a bad one is led one small step.
  case match
  /// From the mood in steps to a lighter one, in the order of the list.
  case lift
  /// To come to rest.
  case calm
  /// To work or learn beside it.
  case focus

  /// Where the goal leads; `nil` stays with the mood.
  ///
  /// Calm is where Russell 1980 (*A circumplex model of affect*, JPSP 39:1161, figure 4) has it. The others are our
  /// judgement: a lighter mood is pleasant and a little lively, a place to work is pleasant and a little calm.
  public var destination: Affect? {
    switch self {
    case .match: nil
    case .lift: Affect(valence: 0.62, arousal: 0.3)
    case .calm: Affect(valence: 0.56, arousal: -0.31)
    case .focus: Affect(valence: 0.25, arousal: -0.12)
    }
  }

  /// What the list does, a sentence for the line above it; empty for ``match``.
  public var words: String {
    switch self {
    case .match: ""
    case .lift: "It begins where you are and gets lighter from item to item."
    case .calm: "It is to calm you down."
    case .focus: "It is to keep your mind on something else."
    }
  }

  /// Whether tags and kinds speak for or against an item.
  var looksAtTags: Bool { self == .calm || self == .focus }

  /// How much a tag speaks for an item, from −1 to 1; 0 for what says nothing.
  func suits(tag: String) -> Double {
    switch self {
    case .match, .lift: 0
    case .calm: Self.calming[tag] ?? 0
    case .focus: Self.focusing[tag] ?? 0
    }
  }

  /// Whether whole kinds suit, from −1 to 1: nobody watches a film or reads a book beside work.
  func suits(kind: ItemKind) -> Double {
    guard self == .focus else { return 0 }
    return switch kind {
    case .music: 0.5
    case .podcast, .talk: -0.5
    case .film, .book: -1
    }
  }

  private static let calming: [String: Double] = [
    "calm": 1, "ambient": 1, "sleep": 1, "nature": 0.8, "tender": 0.8, "dreamy": 0.7, "consoling": 0.7,
    "minimalism": 0.6, "warm": 0.5, "piano": 0.4, "poetry": 0.4, "funny": 0.2, "comedy": 0.1, "playful": 0.1,
    "relaxing": 1, "meditation": 1, "tense": -1, "horror": -1, "thriller": -0.9, "eerie": -0.8, "dark": -0.6,
    "defiant": -0.6, "metal": -0.6, "punk": -0.6, "energetic": -0.5, "politics": -0.4,
  ]
  /// Whole genres count by whether they are sung, for words in the ear disturb words in the head.
  private static let focusing: [String: Double] = [
    "ambient": 1, "minimalism": 1, "instrumental": 1, "piano": 0.7, "classical": 0.5, "electronic": 0.5,
    "strings": 0.4, "guitar": 0.3, "synthesizer": 0.4, "calm": 0.4, "voice": -1, "opera": -1, "choral": -0.5,
    "hip-hop": -1, "pop": -0.6, "musical": -0.8, "soul": -0.6, "energetic": -0.3, "tense": -0.4,
    "reggae": -1, "chanson": -1, "country": -1, "punk": -1, "metal": -1, "folk": -0.8, "rock": -0.6,
    "disco": -0.6, "blues": -0.4, "funk": -0.4, "bossa-nova": -0.4, "latin": -0.4, "african": -0.4,
  ]
}

/// What research says about a goal, for those who want to know.
public struct Evidence: Codable, Hashable, Sendable {
  /// What it is about: music, film or book.
  public let kind: ItemKind
  /// What was found, in a sentence.
  public let finding: String
  /// Where to read it.
  public let source: String
}

extension Goal {
  /// What is known of this goal, for and against.
  public var evidence: [Evidence] {
    switch self {
    case .match, .focus: []
    case .lift:
      [
        Evidence(
          kind: .music,
          finding: "Sad listeners felt better after music that began sad and became happy step by step.",
          source: "Starcke et al. 2021, Int. J. Environ. Res. Public Health 18:12486")
      ]
    case .calm:
      [
        Evidence(
          kind: .music,
          finding:
            "In 104 trials with 9,617 people music lowered stress, by 0.38 standard deviations in the body and 0.55 in what people say.",
          source: "de Witte et al. 2020, Health Psychology Review 14:294, doi 10.1080/17437199.2019.1627897"),
        Evidence(
          kind: .music,
          finding:
            "After a stressful task in the laboratory, 14 studies with 706 people show no certain gain (0.15, from -0.21 to 0.52).",
          source: "Adiasto et al. 2022, PLOS ONE 17(6):e0270031"),
        Evidence(
          kind: .film,
          finding:
            "In 170 people made anxious, heart and circulation came to rest sooner with a film that is peaceful or funny than with a neutral or sad one.",
          source: "Fredrickson et al. 2000, Motivation and Emotion 24:237, doi 10.1023/A:1010796329158"),
        Evidence(
          kind: .book,
          finding:
            "For books little is known: one small study measured 22 students before and after half an hour of reading, with no group that did nothing.",
          source: "Rizzolo et al. 2009, Journal of College Teaching & Learning 6(8):79"),
      ]
    }
  }
}
