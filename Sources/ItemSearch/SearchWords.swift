import Foundation

/// The words of a text as they are compared: without case and accents, and as stems.
enum SearchWords {
  /// The words in their order, in small letters without accents.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    forEach(in: text) { words.append(String(decoding: $0, as: UTF8.self)) }
    return words
  }

  /// Gives each word's bytes; whatever is no letter and no number parts them, but for an apostrophe, which is nothing.
  static func forEach(in text: String, _ body: (ArraySlice<UInt8>) -> Void) {
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
    let folded = isPlain ? text : text.folding(options: .diacriticInsensitive, locale: nil)
    // Other scripts' capitals are made small letter by letter, which Latin ones need not wait for.
    let bytes = Array(isPlain ? folded.utf8 : folded.replacing("’", with: "'").lowercased().utf8)
    var word: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0x41...0x5A: word.append(byte | 0x20)
      case 0x61...0x7A, 0x30...0x39, 0x80...0xFF: word.append(byte)
      case UInt8(ascii: "'"): break
      default:
        if !word.isEmpty { body(word[...]) }
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { body(word[...]) }
  }

  /// A word's stem as a number: "dances" and "dancing" are one.
  ///
  /// The first step of Porter 1980, *An algorithm for suffix stripping*, shortened: plurals, "-ed", "-ing", "-ly", and a
  /// last "e" or "y". The meaning sees to the rest.
  static func stem(_ word: ArraySlice<UInt8>) -> UInt64 {
    var end = word
    func ends(_ suffix: StaticString, leaving least: Int) -> Bool {
      suffix.withUTF8Buffer { end.count >= $0.count + least && end.suffix($0.count).elementsEqual($0) }
    }
    if ends("ies", leaving: 2) {
      end = end.dropLast(3) + [UInt8(ascii: "i")]
    } else if ends("sses", leaving: 1) {
      end = end.dropLast(2)
    } else if ends("s", leaving: 3) && !ends("ss", leaving: 0) && !ends("us", leaving: 0) {
      end = end.dropLast()
    }
    if ends("ing", leaving: 3) {
      end = undoubled(end.dropLast(3))
    } else if ends("ed", leaving: 3) {
      end = undoubled(end.dropLast(2))
    } else if ends("ly", leaving: 4) {
      end = end.dropLast(2)
    }
    if ends("e", leaving: 3) {
      end = end.dropLast()
    } else if ends("y", leaving: 2) {
      end = end.dropLast() + [UInt8(ascii: "i")]
    }
    // FNV-1a
    return end.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// "runn" is "run", but "fall" stays.
  private static func undoubled(_ stem: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let last = stem.last, stem.dropLast().last == last, !"lsz".utf8.contains(last) else { return stem }
    return stem.dropLast()
  }

  /// Words that say nothing of what is looked for.
  static let empty: Set<String> = [
    "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "for", "from",
    "good", "has", "have", "i", "im", "in", "into", "is", "it", "its", "like", "me", "my", "nice", "of", "on",
    "one", "or", "please", "some", "something", "that", "the", "their", "them", "there", "this", "those",
    "to",
    "want", "was", "what", "when", "where", "which", "while", "who", "with", "you", "your",
  ]
}
