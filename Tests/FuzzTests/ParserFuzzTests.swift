import Faces
import Foundation
import Fuzzing
import Images
import Recommendations
import Tensors
import Testing

/// Damaged files go into every decoder and parser. What they answer does not matter, as long as they answer: a crash, a
/// trap or a wait without end fails the run.
@Suite(.timeLimit(.minutes(10))) struct ParserFuzzTests {
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
