import Foundation
import Language
import Tensors
import Testing

/// What the original tokenizer said; written by tools/golden_tokens.py.
private struct Golden: Decodable {
  struct Text: Decodable {
    let text: String
    let limit: Int
    let tokens: [Int32]
  }
  let block: UInt32
  let texts: [Text]
  /// Of the first character of each block, in hexadecimal digits, the hash of what became of all.
  let characters: [String: String]
}

@Suite struct WordPieceTests {
  private let golden: Golden
  private let tokenizer: WordPiece

  init() throws {
    golden = try JSONDecoder().decode(Golden.self, from: LanguageWeights.golden("tokens.json"))
    tokenizer = try LanguageWeights.tokenizer()
  }

  @Test func `texts of many scripts give the tokens of the original`() {
    #expect(golden.texts.count > 80)
    for text in golden.texts {
      let tokens = tokenizer.encode(text.text, limit: text.limit)
      #expect(tokens == text.tokens, "\(text.text.prefix(60).debugDescription)")
    }
  }

  @Test func `every character between two letters gives the tokens of the original`() {
    #expect(golden.characters.count > 1000)
    var different: [String] = []
    for (name, hash) in golden.characters {
      guard let first = UInt32(name, radix: 16) else { continue }
      let lines = (first..<first + golden.block).compactMap(Unicode.Scalar.init).map { scalar in
        tokenizer.encode("a\(Character(scalar))b").map(String.init).joined(separator: " ")
      }
      var hasher = SHA256()
      hasher.update(Array(lines.joined(separator: "\n").utf8))
      if hasher.hexadecimal() != hash { different.append(name) }
    }
    #expect(different.isEmpty)
  }

  @Test func `a text of any length and kind ends within the limit`() {
    let hostile = [
      String(repeating: "a", count: 100_000), String(repeating: "word ", count: 20_000),
      "e" + String(repeating: "\u{301}", count: 100_000),
      String(repeating: "\u{1D165}\u{1D16D}", count: 50_000),
      String(repeating: "\u{0}", count: 100_000), String(repeating: "👩‍👩‍👧‍👦", count: 20_000),
    ]
    for text in hostile {
      let tokens = tokenizer.encode(text, limit: 256)
      #expect(tokens.first == tokenizer.vocabulary.start)
      #expect(tokens.last == tokenizer.vocabulary.end)
      #expect((2...256).contains(tokens.count))
    }
    #expect(tokenizer.encode(hostile[1], limit: 256).count == 256)
    #expect(tokenizer.encode("", limit: 2).count == 2)
  }

  @Test func `markers in a text are text`() {
    let markers = [tokenizer.vocabulary.start, tokenizer.vocabulary.end]
    let inner = tokenizer.encode("[CLS] hello [SEP]").dropFirst().dropLast()
    #expect(inner.count >= 7)
    #expect(!inner.contains(where: markers.contains))
  }

  @Test func `a vocabulary that is missing or another file is named with what to do`() throws {
    let nowhere = URL(filePath: "/nowhere/vocabulary.txt")
    #expect(throws: LanguageError.missing(path: "/nowhere/vocabulary.txt")) { try Vocabulary(nowhere) }
    let source = URL(filePath: #filePath)
    #expect {
      try Vocabulary(source)
    } throws: { error in
      "\(error)".contains("is no vocabulary") && "\(error)".contains("tools/fetch_weights.py")
    }
  }
}
