import Foundation

/// Why a reading of a text should not be trusted. What was learned from was English, as people write it online.
public enum TextDoubt: String, Codable, Hashable, Sendable, CaseIterable {
  /// Nothing but spaces, signs, digits or pictures.
  case noWords = "no_words"
  /// Most letters are not Latin.
  case otherScript = "other_script"
  /// The small words are those of another language, or hardly a word is known.
  case otherLanguage = "other_language"
  /// The most probable emotion is not probable enough.
  case undecided

  /// The reason in words, to follow "unsure:".
  public var words: String {
    switch self {
    case .noWords: "there is no word to go by"
    case .otherScript: "it is in a script that was not learned; only English was"
    case .otherLanguage: "it does not look like English, which alone was learned"
    case .undecided: "several emotions are possible"
    }
  }
}

/// What a text gives away before it is read: its letters and words.
///
/// Looks at the first 2,000 code points alone.
struct TextLook {
  private let words: [String]
  /// Letters, Latin ones among them, and signs that are neither letters nor spaces.
  private let letters, latin, others: Int
  private let tokenizer: WordPiece

  private static let mostScalars = 2_000
  /// No word that means something is longer.
  private static let longestWord = 40

  init(_ text: String, tokenizer: WordPiece) {
    var (letters, latin, others) = (0, 0, 0)
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func end() {
      if !word.isEmpty { words.append(String(word).lowercased()) }
      word = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars.prefix(Self.mostScalars) {
      if scalar.properties.isAlphabetic {
        letters += 1
        latin += Self.isLatin(scalar) ? 1 : 0
        word.append(scalar)
      } else if scalar == "'" || scalar == "’" || scalar.properties.generalCategory == .nonspacingMark {
        continue
      } else {
        end()
        if !scalar.properties.isWhitespace { others += 1 }
      }
    }
    end()
    (self.letters, self.latin, self.others) = (letters, latin, others)
    self.words = words
    self.tokenizer = tokenizer
  }

  /// Whether a word is so long that the encoder does not look at it.
  var hasEndlessWord: Bool { words.contains { $0.unicodeScalars.count > WordPiece.longestWord } }

  /// Why the text should not be read; `nil` if nothing speaks against it.
  ///
  /// - Parameter pieces: how many tokens it has, without those for its start and end.
  func doubt(pieces: Int) -> TextDoubt? {
    guard letters > 0 else { return .noWords }
    guard 2 * latin >= letters else { return .otherScript }
    let english = words.count { SmallWords.english.contains($0) }
    let foreign = SmallWords.foreign.map { list in words.count { list.contains($0) } }.max() ?? 0
    if foreign > english, foreign >= 2 || words.count <= 3 { return .otherLanguage }
    guard english == 0 else { return nil }
    // English words have one piece and seldom more than two.
    let ofWords = max(0, pieces - others)
    if words.count >= 3, ofWords > 2 * words.count { return .otherLanguage }
    return 2 * words.count { !isKnown($0) } > words.count ? .otherLanguage : nil
  }

  /// Whether a word looks English: it has a piece or two, or an ending, or is one of the feelings the encoder spells out.
  private func isKnown(_ word: String) -> Bool {
    guard word.count <= Self.longestWord else { return false }
    if SmallWords.spelledOut.contains(word) || SmallWords.endings.contains(where: word.hasSuffix) {
      return true
    }
    // "Soooo" and "yesss" are known by "soo" and "yes".
    return [word, Self.shortened(word, to: 2), Self.shortened(word, to: 1)].contains { spelling in
      let tokens = tokenizer.encode(spelling, limit: 5).dropFirst().dropLast()
      return tokens.count <= 2 && !tokens.contains(tokenizer.vocabulary.unknown)
    }
  }

  /// A word in which no letter comes three times in a row: of those that did, `count` are left.
  private static func shortened(_ word: String, to count: Int) -> String {
    var letters: [Character] = []
    var run: [Character] = []
    for letter in word {
      if run.last != letter {
        letters += run.count > 2 ? Array(run.prefix(count)) : run
        run = []
      }
      run.append(letter)
    }
    return String(letters + (run.count > 2 ? Array(run.prefix(count)) : run))
  }

  private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0x24F, 0x1E00...0x1EFF: true
    default: false
    }
  }
}

/// The commonest small words of languages in Latin letters, and their words for moods, without those that are also words of
/// English: two or three in a sentence give its language away, and one where it is nearly alone.
private enum SmallWords {
  static let english = set(
    """
    the a an and or but if of to in on at for with from by is are was were be been am do does did have has had not no i \
    im you he she it we they me him her us them my your his its our their this that these those what who how when where \
    why so very too just all can could will would should dont cant wont isnt didnt its thats ive youre there here up out \
    as about like get got one more really
    """)

  /// English words for how one feels, and sounds of it, which the encoder has in three pieces and more.
  static let spelledOut = set(
    """
    grumpy jittery melancholic melancholy bereft despondent nostalgic ecstatic euphoric apathetic giddy overjoyed teary \
    knackered nauseous mediocre delusional lmao lmfao omfg congrats congratulations haha hahaha hahah hahahaha hooray \
    hallelujah whew huzzah yippee
    """)

  static let endings = ["ing", "ness", "ful", "less", "ous", "ly", "ish", "ed"]

  static let foreign = [
    // German
    """
    ich du er sie es wir ihr und nicht ist bin bist sind das der dem ein eine einen heute sehr mich dich auch aber mit für \
    auf wie habe kein keine oder nur noch mir dir zu im wird weil traurig glücklich müde wütend froh einsam schlecht
    """,
    // French
    """
    je tu il elle nous vous et est suis les une pas très mais pour avec dans que qui ce cette aujourdhui mon mes cest jai \
    ai du au en ne sont être triste heureux heureuse fâché fâchée fatigué fatiguée seul seule peur
    """,
    // Spanish
    """
    yo tú él nosotros es estoy soy muy pero para los las una que por hoy está eres qué mi el la de tengo siento feliz triste cansado cansada enojado enojada contento contenta bien miedo
    """,
    // Italian
    "io sono molto oggi che è gli una della mi ti questo sei il di ho non triste felice anche perché stanco stanca paura",
    // Portuguese
    "eu você não muito estou é hoje com uma que mas meu minha os tão sou de muita triste feliz cansado cansada",
    // Dutch
    "ik jij je het een niet en ben bent zijn maar heel vandaag mijn dat wat voor ook erg verdrietig blij",
    // Swedish, Danish and Norwegian
    """
    jag är och det att inte som på av för med mig hade idag mycket jeg og er ikke hvad deg veldig meget dag ledsen trött \
    trist vred sint træt lycklig lykkelig nej så också også
    """,
    // Polish
    "jestem się nie jest że bardzo dzisiaj dziś mnie mi jak smutny smutna zły zła szczęśliwy zmęczony",
    // Czech and Slovak
    "jsem som se si je že dnes velmi veľmi jak ako smutný smutná šťastný šťastná unavený není",
    // Finnish
    "olen minä sinä ei ja että mutta hyvin tänään niin surullinen iloinen vihainen väsynyt onnellinen",
    // Turkish
    "bir bu çok değil için ama bugün mutlu mutluyum üzgün üzgünüm kızgın yorgun yorgunum",
    // Romanian
    "sunt eu și nu este foarte astăzi azi că dar pentru mă trist tristă fericit obosit",
    // Hungarian
    "vagyok én nem és egy az hogy nagyon szomorú boldog fáradt dühös",
    // Indonesian and Malay
    "saya aku kamu tidak ini itu sangat hari sedih senang marah lelah",
    // Vietnamese
    "tôi rất không là và của buồn vui mệt hôm",
  ].map(set)

  private static func set(_ words: String) -> Set<String> {
    Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
