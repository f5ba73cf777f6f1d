import Foundation

/// BERT's tokenizer for lower case (Devlin et al. 2018, https://arxiv.org/abs/1810.04805; WordPiece: Wu et al. 2016):
/// cleans a text, cuts it into words and these into pieces that the encoder knows.
///
/// Gives token for token what the original gives, but for markers in a text: "[SEP]" that somebody writes is a bracket, a
/// word and a bracket. The work is bounded: it ends with the last token that is wanted, and of a word of any length no
/// more than 101 characters are kept.
///
/// ```swift
/// let tokens = tokenizer.encode("Slow piano for rain")  // [101, 4030, 3682, 2005, 4542, 102]
/// ```
public struct WordPiece: Sendable {
  /// Longer words are unknown.
  static let longestWord = 100

  public let vocabulary: Vocabulary

  public init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// Reads the vocabulary's file.
  public init(vocabulary file: URL) throws(LanguageError) { try self.init(vocabulary: Vocabulary(file)) }

  /// The tokens of a text between those for its start and end.
  ///
  /// - Parameter limit: at most so many, with these two; what comes after is cut off.
  public func encode(_ text: String, limit: Int = 128) -> [Int32] {
    precondition(limit >= 2, "a text has a start and an end")
    var cleaning = CharacterCleaning()
    var reader = WordReader(vocabulary: vocabulary, most: limit - 2)
    for scalar in text.unicodeScalars {
      guard !reader.isFull else { break }
      if scalar.isASCII, scalar.value > 0x20, scalar.value < 0x7F {
        reader.add(scalar.properties.isUppercase ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
        continue
      }
      switch cleaning.outcome(scalar) {
      case .nothing: break
      case .space: reader.endWord()
      case .letters(let letters): for letter in letters { reader.add(letter) }
      case .ideograph(let letters):
        reader.endWord()
        for letter in letters { reader.add(letter) }
        reader.endWord()
      }
    }
    reader.endWord()
    return [vocabulary.start] + reader.tokens + [vocabulary.end]
  }
}

/// Takes in cleaned characters one by one and gathers the tokens of their words.
private struct WordReader {
  let vocabulary: Vocabulary
  let most: Int
  private(set) var tokens: [Int32] = []
  private var word: [Unicode.Scalar] = []

  init(vocabulary: Vocabulary, most: Int) {
    self.vocabulary = vocabulary
    self.most = most
  }

  var isFull: Bool { tokens.count >= most }

  mutating func add(_ scalar: Unicode.Scalar) {
    if CharacterCleaning.isSpace(scalar) {
      endWord()
    } else if CharacterCleaning.isPunctuation(scalar) {
      endWord()
      word = [scalar]
      endWord()
    } else if word.count <= WordPiece.longestWord {
      word.append(scalar)
    }
  }

  mutating func endWord() {
    guard !word.isEmpty else { return }
    let pieces = word.count > WordPiece.longestWord ? nil : vocabulary.pieces(of: word)
    tokens += (pieces ?? [vocabulary.unknown]).prefix(most - tokens.count)
    word.removeAll(keepingCapacity: true)
  }
}
