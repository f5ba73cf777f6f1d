import Emotions

/// What tags and genres say of a place on the plane.
///
/// Our judgement, word by word; no published list was taken over (those there are forbid it). A word for a mood
/// counts in full, a genre for half, as its pieces differ.
package enum AffectLexicon {
  /// What a tag says; a tag of several words that is not known says what its words say.
  static func evidence(for tag: String) -> [AffectEvidence] {
    let word = key(tag)
    if let known = entry(word) { return [known] }
    return word.split(separator: "-").map(String.init).compactMap(entry)
  }

  /// Where a word for a mood, in small letters, lies on the plane; `nil` for a genre and for any other word.
  package static func mood(_ word: String) -> Affect? {
    moods[word].map { Affect(valence: $0, arousal: $1) }
  }

  private static func key(_ tag: String) -> String {
    tag.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }

  private static func entry(_ word: String) -> AffectEvidence? {
    if let (valence, arousal) = moods[word] {
      return AffectEvidence(valence: valence, arousal: arousal, weight: 1, from: word)
    }
    if let (valence, arousal) = genres[word] {
      return AffectEvidence(valence: valence, arousal: arousal, weight: 0.5, from: word)
    }
    return nil
  }

  private static let moods: [String: (Double, Double)] = [
    "absurd": (0.2, 0.3), "aggressive": (-0.55, 0.8), "angry": (-0.55, 0.75), "anthem": (0.55, 0.6),
    "anxious": (-0.5, 0.45), "atmospheric": (0.05, -0.3), "bittersweet": (-0.15, -0.15),
    "bleak": (-0.65, -0.2),
    "brooding": (-0.5, 0.0), "calm": (0.45, -0.55), "carefree": (0.7, 0.35), "cathartic": (-0.25, 0.55),
    "cheerful": (0.8, 0.5), "chill": (0.45, -0.4), "chillout": (0.45, -0.45), "consoling": (0.25, -0.35),
    "curious": (0.35, 0.2), "dark": (-0.5, 0.15), "defiant": (-0.1, 0.65), "depressing": (-0.7, -0.35),
    "desperate": (-0.65, 0.35), "dramatic": (-0.2, 0.55), "dreamy": (0.3, -0.4), "driving": (0.3, 0.7),
    "eerie": (-0.45, 0.25), "energetic": (0.5, 0.8), "epic": (0.35, 0.7), "ethereal": (0.2, -0.4),
    "euphoric": (0.8, 0.8), "exciting": (0.6, 0.75), "feel-good": (0.75, 0.4), "funny": (0.7, 0.4),
    "furious": (-0.6, 0.9), "gentle": (0.45, -0.5), "gloomy": (-0.6, -0.25), "groovy": (0.6, 0.5),
    "happy": (0.8, 0.5), "haunting": (-0.35, 0.05), "heartbreak": (-0.65, -0.1), "heavy": (-0.35, 0.65),
    "hopeful": (0.55, 0.15), "hypnotic": (0.1, -0.05), "intense": (-0.1, 0.7), "intimate": (0.25, -0.35),
    "joyful": (0.85, 0.55), "lively": (0.6, 0.6), "lonely": (-0.6, -0.3), "longing": (-0.3, -0.15),
    "love": (0.5, 0.1), "majestic": (0.4, 0.45), "meditation": (0.35, -0.7), "meditative": (0.35, -0.65),
    "melancholic": (-0.5, -0.35), "melancholy": (-0.5, -0.35), "mellow": (0.35, -0.4),
    "mournful": (-0.65, -0.3),
    "mysterious": (-0.15, 0.05), "nature": (0.45, -0.35), "nostalgic": (0.05, -0.2),
    "optimistic": (0.7, 0.35),
    "party": (0.75, 0.75), "passionate": (0.25, 0.6), "peaceful": (0.5, -0.6), "playful": (0.65, 0.4),
    "quiet": (0.2, -0.6), "rage": (-0.6, 0.85), "raw": (-0.25, 0.5), "reflective": (0.05, -0.35),
    "relaxed": (0.5, -0.5), "relaxing": (0.5, -0.55), "restless": (-0.3, 0.5), "romantic": (0.5, -0.05),
    "sad": (-0.65, -0.3), "scary": (-0.6, 0.55), "serene": (0.5, -0.6), "sleep": (0.25, -0.8),
    "sleepy": (0.15, -0.75), "slow": (0.0, -0.5), "smooth": (0.4, -0.25), "soft": (0.3, -0.45),
    "soothing": (0.45, -0.6), "solemn": (-0.15, -0.25), "sombre": (-0.5, -0.25), "spiritual": (0.35, -0.3),
    "stormy": (-0.35, 0.7), "summer": (0.7, 0.4), "sunny": (0.75, 0.35), "suspense": (-0.4, 0.5),
    "sweet": (0.55, 0.0), "tender": (0.35, -0.4), "tense": (-0.45, 0.55), "threatening": (-0.6, 0.6),
    "tragic": (-0.65, 0.1), "triumphant": (0.7, 0.7), "upbeat": (0.7, 0.6), "uplifting": (0.7, 0.45),
    "violent": (-0.65, 0.8), "warm": (0.5, -0.1), "wild": (0.35, 0.8), "wistful": (-0.25, -0.25),
    "workout": (0.5, 0.8),
  ]

  private static let genres: [String: (Double, Double)] = [
    "acoustic": (0.25, -0.3), "afrobeat": (0.6, 0.6), "african": (0.55, 0.45), "alternative": (-0.05, 0.3),
    "ambient": (0.25, -0.65), "baroque": (0.35, 0.1), "bebop": (0.4, 0.55), "black-metal": (-0.6, 0.8),
    "bluegrass": (0.55, 0.5), "blues": (-0.3, 0.0), "bossa-nova": (0.55, -0.2), "celtic": (0.4, 0.2),
    "chanson": (0.1, 0.0), "choral": (0.2, -0.1), "cello": (-0.1, -0.2), "classical": (0.2, -0.1),
    "country": (0.35, 0.2), "cumbia": (0.7, 0.55), "dance": (0.7, 0.7), "death-metal": (-0.6, 0.9),
    "disco": (0.8, 0.7), "doom-metal": (-0.6, 0.2), "downtempo": (0.25, -0.35), "drone": (-0.1, -0.5),
    "drum-and-bass": (0.3, 0.85), "dub": (0.25, -0.1), "edm": (0.6, 0.8), "electronic": (0.3, 0.4),
    "emo": (-0.45, 0.35), "flamenco": (0.15, 0.55), "folk": (0.2, -0.15), "funk": (0.7, 0.6),
    "gospel": (0.7, 0.45), "goth": (-0.5, 0.15), "grunge": (-0.4, 0.6), "guitar": (0.2, 0.0),
    "hard-rock": (0.1, 0.75), "hardcore": (-0.35, 0.9), "heavy-metal": (-0.2, 0.8), "hip-hop": (0.2, 0.45),
    "house": (0.6, 0.65), "indie": (0.15, 0.15), "industrial": (-0.45, 0.7), "jazz": (0.35, 0.0),
    "klezmer": (0.35, 0.5), "latin": (0.65, 0.5), "lofi": (0.35, -0.5), "lo-fi": (0.35, -0.5),
    "lullaby": (0.45, -0.75), "march": (0.35, 0.6), "metal": (-0.35, 0.8), "minimalism": (0.15, -0.25),
    "new-age": (0.4, -0.65), "noise": (-0.5, 0.6), "nocturne": (0.1, -0.55), "opera": (0.05, 0.3),
    "piano": (0.1, -0.35), "polka": (0.7, 0.6), "pop": (0.55, 0.4), "post-rock": (0.0, 0.1),
    "psychedelic": (0.2, 0.25), "punk": (-0.05, 0.85), "rap": (0.05, 0.5), "reggae": (0.6, 0.05),
    "requiem": (-0.5, 0.0), "rnb": (0.4, 0.05), "rock": (0.25, 0.55), "rock-and-roll": (0.7, 0.7),
    "salsa": (0.75, 0.7), "samba": (0.8, 0.7), "shoegaze": (0.0, 0.05), "singer-songwriter": (0.0, -0.25),
    "ska": (0.7, 0.7), "soul": (0.45, 0.2), "swing": (0.7, 0.55), "synthpop": (0.5, 0.5),
    "tango": (-0.05, 0.3),
    "techno": (0.3, 0.75), "thrash-metal": (-0.4, 0.9), "trance": (0.5, 0.7), "trip-hop": (-0.1, -0.2),
    "waltz": (0.5, 0.25),
    // Films, books and talks.
    "action": (0.15, 0.7), "adventure": (0.45, 0.5), "animation": (0.5, 0.3), "biography": (0.05, 0.0),
    "children": (0.6, 0.25), "comedy": (0.65, 0.35), "crime": (-0.4, 0.35), "documentary": (0.1, -0.05),
    "drama": (-0.2, 0.05), "family": (0.6, 0.15), "fantasy": (0.35, 0.3), "film-noir": (-0.4, 0.15),
    "history": (0.0, 0.05), "horror": (-0.6, 0.6), "memoir": (0.05, -0.1), "musical": (0.65, 0.45),
    "mystery": (-0.15, 0.3), "poetry": (0.15, -0.35), "romance": (0.5, 0.05), "satire": (0.25, 0.35),
    "sci-fi": (0.1, 0.45), "science-fiction": (0.1, 0.45), "thriller": (-0.35, 0.6), "war": (-0.5, 0.45),
    "western": (0.05, 0.4),
  ]
}
