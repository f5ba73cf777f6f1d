import Faces
import Foundation
import Fuzzing
import Images
import Language
import Recommendations
import Storage
import Tensors
import Testing
import Video

/// Damaged files go into every decoder and parser. What they answer does not matter, as long as they answer: a crash, a
/// trap or a wait without end fails the run.
@Suite(.timeLimit(.minutes(Fuzz.minutes))) struct ParserFuzzTests {
  @Test func `pictures`() async throws {
    let limits = ImageLimits(bytes: 1 << 20, pixels: 1_000_000)
    let tried = try await Fuzz("pictures", seeds: try Fuzz.corpus("pictures"), rounds: 4000).run { bytes in
      guard let picture = try? ImageDecoder.decode(bytes, limits: limits) else { return }
      #expect(picture.pixels.count == picture.width * picture.height * 3)
      #expect(picture.width * picture.height <= limits.pixels)
    }
    #expect(tried > 0)
  }

  @Test func `weights as safetensors`() async throws {
    let file = WeightFile(
      tensors: [
        "a.weight": WeightTensor(shape: [2, 3], values: [1, -2, 0.5, 4, 5, 6]),
        "b": WeightTensor(shape: [1], values: [65_504]),
      ], metadata: ["made by": "a test"])
    let seeds = [Safetensors.Precision.float32, .float16].map { [UInt8](Safetensors.serialize(file, as: $0)) }
    let words = [
      #""shape":["#, #""dtype":"F32","#, #""data_offsets":[0,8]"#, "9223372036854775807", "-1", "{",
    ]
    try await Fuzz("safetensors", seeds: seeds, words: words, rounds: 4000).run { bytes in
      guard let read = try? Safetensors.parse(bytes, path: "damaged") else { return }
      for tensor in read.tensors.values {
        #expect(tensor.values.count == tensor.shape.reduce(1, *))
      }
    }
  }

  @Test func `networks as TFLite`() async throws {
    let weights = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "weights")
    let whole = [UInt8](
      try Data(contentsOf: weights.appending(path: "face_detection_short_range.tflite")))
    // The file's ends say how it hangs together, its middle is numbers: damage them, and put them together again.
    let edge = min(16_384, whole.count / 3)
    let seeds = [Array(whole.prefix(edge)), Array(whole.suffix(edge))]
    try await Fuzz("tflite", seeds: seeds, rounds: 150).run { bytes in
      for damaged in [bytes + whole.dropFirst(edge), whole.dropLast(edge) + bytes, bytes] {
        if let model = try? TFLiteModel(damaged) { _ = try? TFLiteNetwork(model) }
      }
    }
  }

  private static let formats = [
    "table.csv", "surf.csv", "lines.jsonl", "list.m3u", "pods.opml", "show.rss", "show.atom", "three.json",
    "StreamingHistory0.json", "plays.listens",
  ]

  @Test(arguments: formats) func `files to import`(name: String) async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fuzzing/Corpus/importing")
    let seed = [UInt8](try Data(contentsOf: folder.appending(path: name)))
    let words = [
      "\"", "\"\"", ",", ";", "\r\n", "\\u0000", "\u{FEFF}", "&#0;", "&#x110000;", "<![CDATA[", "]]>",
      "<!DOCTYPE a [",
      "<!ENTITY a \"b\">", "&a;", "{", "[", "1e999", "-0", "javascript:alert(1)", "#EXTINF:", "null",
      "\u{202E}",
    ]
    let time = Date(timeIntervalSince1970: 1_800_000_000)
    try await Fuzz("import-\(name)", seeds: [seed], words: words, rounds: 1500).run { bytes in
      _ = try? Importer(options: ImportOptions()).run(.bytes(bytes, name: name), at: time) { batch in
        for item in batch.items {
          #expect(!item.title.isEmpty)
          #expect(item.link.map(isWebAddress) ?? true)
        }
      }
    }
  }

  /// The pictures of a stream that comes in pieces, and whether it was refused.
  private func pictures(_ bytes: [UInt8], inSteps step: Int) -> (found: [[UInt8]], isRefused: Bool) {
    var (splitter, found, rest) = (MJPEGSplitter(), [[UInt8]](), bytes[...])
    while !rest.isEmpty {
      splitter.append(Array(rest.prefix(step)))
      rest = rest.dropFirst(step)
      do {
        while let picture = try splitter.next() { found.append(picture) }
      } catch { return (found, true) }
    }
    return (found, false)
  }

  @Test func `streams of pictures`() async throws {
    let jpegs = try Fuzz.corpus("pictures").filter { $0.starts(with: [0xFF, 0xD8, 0xFF]) }
    let header = Array("--frame\r\nContent-Type: image/jpeg\r\n\r\n".utf8)
    let seeds = [jpegs.flatMap { $0 }, jpegs.flatMap { header + $0 + Array("\r\n".utf8) }]
    try await Fuzz("mjpeg", seeds: seeds, words: ["--frame\r\n", "\r\n\r\n"], rounds: 1000).run { bytes in
      let whole = pictures(bytes, inSteps: .max)
      for picture in whole.found {
        #expect(picture.starts(with: [0xFF, 0xD8, 0xFF]))
        #expect(picture.count <= bytes.count)
      }
      let step = 1 + bytes.count % 997
      let cut = pictures(bytes, inSteps: step)
      #expect(cut.found == whole.found, "in steps of \(step)")
      #expect(cut.isRefused == whole.isRefused)
    }
  }

  @Test func `texts as tokens`() async throws {
    let pieces = [
      "[PAD]", "[UNK]", "[CLS]", "[SEP]", "slow", "piano", "##s", "##o", "p", "##i", "!", ",", "é",
      "##\u{301}", "雨",
    ].map { Substring($0) }
    let vocabulary = try Vocabulary(lines: pieces, path: "test")
    let tokenizer = WordPiece(vocabulary: vocabulary)
    let seeds = [
      "Slow piano for rain!", "pianos, pianissimo – slow...",
      "雨の日 é e\u{301} İstanbul \u{1F468}\u{200D}\u{1F469}",
    ].map { Array($0.utf8) }
    let words = [
      "\u{0}", "\u{FFFD}", "\u{202E}", "\u{301}", "\u{FDFA}", "[SEP]", "##", "\u{3000}", "ß", "\u{10FFFF}",
    ]
    try await Fuzz("wordpiece", seeds: seeds, words: words, rounds: 3000).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      for limit in [2, 7, 128] {
        let tokens = tokenizer.encode(text, limit: limit)
        #expect(tokens.first == vocabulary.start)
        #expect(tokens.last == vocabulary.end)
        #expect((2...limit).contains(tokens.count))
        #expect(tokens.allSatisfy { (0..<Int32(pieces.count)).contains($0) })
      }
    }
  }

  @Test func `vocabularies`() async throws {
    let file = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nslow\npiano\n##s\n##\u{301}\n雨\n"
    try await Fuzz(
      "vocabulary", seeds: [Array(file.utf8)], words: ["\n", "##", "[SEP]\n", "\u{301}"], rounds: 2000
    )
    .run { bytes in
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      guard let vocabulary = try? Vocabulary(lines: lines, path: "damaged") else { return }
      let tokens = WordPiece(vocabulary: vocabulary).encode("slow pianos 雨 e\u{301}", limit: 16)
      #expect(tokens.allSatisfy { (0..<Int32(vocabulary.count)).contains($0) })
    }
  }

  @Test func `addresses of a database`() async throws {
    let seeds = [
      "postgres://ada:s3cret@db.example.org:5433/mien?sslmode=verify-full",
      "postgresql://ada:p%40ss@[::1]:5432,other:5433/mien?connect_timeout=5&application_name=x",
      "postgres:///mien?host=/run/postgresql&password=s3cret",
    ].map { Array($0.utf8) }
    let words = [
      "%00", "%FF", "%", "@", ":", "/", "?", "&", "=", "[", "]", ",", "postgres://", "options=-c%20",
    ]
    let folder = URL(filePath: "/var/lib/mien", directoryHint: .isDirectory)
    try await Fuzz("postgres-address", seeds: seeds, words: words, rounds: 3000).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = try? DatabasePlace(text, relativeTo: folder)
      guard let address = try? PostgresAddress(text) else { return }
      #expect(address.description.hasPrefix("postgres://"))
      #expect(address.withoutPassword.hasPrefix(address.description))
      #expect(!address.withoutPassword.contains("password="))
    }
  }

  @Test func `nested without end`() {
    let time = Date(timeIntervalSince1970: 1_800_000_000)
    let deep = 200_000
    for (name, text) in [
      ("a.json", String(repeating: "[", count: deep)), ("a.jsonl", String(repeating: #"{"a":"#, count: deep)),
      ("a.opml", "<opml>" + String(repeating: "<outline>", count: deep)),
      ("a.rss", "<rss>" + String(repeating: "<a>", count: deep)),
    ] {
      _ = try? Importer(options: ImportOptions()).run(.bytes(Array(text.utf8), name: name), at: time) { _ in }
    }
  }
}
