import Foundation
import Language
import Tensors
import Testing

/// What BertModel of the library transformers gave; written by tools/golden_embeddings.py.
private struct Golden: Decodable {
  struct Adapted: Decodable {
    let modules: [String]
    let rank: Int
    let scale: Float
    let means: Data
  }
  let limit: Int
  let texts: [String]
  let means: Data
  let adapted: Adapted

  static func load() throws -> Golden {
    let decoder = JSONDecoder()
    return try decoder.decode(Golden.self, from: LanguageWeights.golden("embeddings.json"))
  }
}

extension Data {
  /// Rows of as many Float32, little-endian.
  fileprivate func rows(of width: Int) -> [[Float]] {
    withUnsafeBytes { bytes in
      stride(from: 0, to: count, by: 4 * width).map { start in
        (0..<width).map { bytes.loadUnaligned(fromByteOffset: start + 4 * $0, as: Float.self) }
      }
    }
  }
}

/// The largest difference between two sets of vectors.
private func difference(_ first: [[Float]], _ second: [[Float]]) -> Float {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).map { a, b in
    a.count == b.count
      ? zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) } : .infinity
  }.max() ?? 0
}

private func cosine(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// The numbers that tools/golden_embeddings.py makes as well.
private func adapter(_ name: String, _ rows: Int, _ columns: Int) -> WeightTensor {
  let values = (0..<rows * columns).map { Float(cos(Double($0) * 0.37 + Double(name.utf8.count)) * 0.2) }
  return WeightTensor(shape: [rows, columns], values: values)
}

@Suite struct TextEncoderTests {
  /// Loaded once for all tests.
  private static let loaded = Result { () throws -> TextEncoder in
    try TextEncoder(folder: LanguageWeights.folder, limit: 256)
  }
  private let encoder: TextEncoder
  private let golden: Golden

  init() throws {
    encoder = try Self.loaded.get()
    golden = try Golden.load()
  }

  @Test func `vectors are those of the original, before and after their length is taken to one`() throws {
    #expect(golden.limit == encoder.limit)
    let expected = golden.means.rows(of: encoder.shape.width)
    let means = try encoder.pool(golden.texts)
    #expect(difference(means, expected) < 2e-4)
    let units = expected.map { row in row.map { $0 / cosine(row, row).squareRoot() } }
    let vectors = try encoder.embed(golden.texts)
    #expect(difference(vectors, units) < 2e-5)
  }

  @Test func `adapters are merged as the original merges them`() throws {
    let adapted = golden.adapted
    var file = WeightFile(metadata: ["scale": "\(adapted.scale)"])
    for module in adapted.modules {
      let inputs = module.hasSuffix("5.output.dense") ? encoder.shape.inner : encoder.shape.width
      let outputs = module.hasSuffix("intermediate.dense") ? encoder.shape.inner : encoder.shape.width
      file.tensors["\(module).lora_a"] = adapter("\(module).lora_a", adapted.rank, inputs)
      file.tensors["\(module).lora_b"] = adapter("\(module).lora_b", outputs, adapted.rank)
    }
    let changed = try encoder.adapted(by: LowRankAdapters(file, path: "adapters"))
    let means = try changed.pool(golden.texts)
    #expect(difference(means, adapted.means.rows(of: encoder.shape.width)) < 2e-4)
    let plain = try encoder.pool(golden.texts)
    #expect(difference(means, plain) > 0.1)
  }

  @Test func `a text has the same vector alone, among others and on two threads`() throws {
    let texts = golden.texts + golden.texts.reversed() + ["", "slow piano for rain"]
    let together = try encoder.embed(texts)
    let onTwo = try encoder.embed(texts, threads: 2)
    #expect(difference(together, onTwo) < 1e-6)
    let alone = try texts.map { try encoder.embed([$0])[0] }
    #expect(difference(together, alone) < 1e-5)
    let none = try encoder.embed([])
    #expect(none.isEmpty)
  }

  @Test func `what means the like lies nearer than what does not`() throws {
    let vectors = try encoder.embed([
      "slow piano for rain", "calm instrumental music for a wet evening", "a loud car chase with explosions",
    ])
    #expect(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.2)
  }

  @Test func `any text gives a vector of length one`() throws {
    let texts = [
      "", " ", "\u{0}\u{7}", String(repeating: "a", count: 100_000),
      String(repeating: "word ", count: 20_000),
      "[SEP][CLS][PAD]", "👩‍👩‍👧‍👦", "'; DROP TABLE items; --",
    ]
    for vector in try encoder.embed(texts) {
      #expect(vector.allSatisfy { $0.isFinite })
      #expect(abs(cosine(vector, vector) - 1) < 1e-4)
    }
  }

  @Test func `adapters without a scale or half of a pair are refused`() {
    let tensor = adapter("x", 2, 3)
    let module = "encoder.layer.0.output.dense"
    #expect(throws: LanguageError.self) {
      try LowRankAdapters(WeightFile(tensors: ["\(module).lora_a": tensor]), path: "adapters")
    }
    #expect {
      try LowRankAdapters(
        WeightFile(tensors: ["\(module).lora_a": tensor], metadata: ["scale": "1"]), path: "adapters")
    } throws: {
      "\($0)".contains("without '\(module).lora_b'")
    }
  }

  @Test func `adapters of other sizes are refused`() throws {
    let module = "encoder.layer.0.attention.self.query"
    let file = WeightFile(
      tensors: ["\(module).lora_a": adapter("a", 2, 3), "\(module).lora_b": adapter("b", 384, 2)],
      metadata: ["scale": "1"])
    let adapters = try LowRankAdapters(file, path: "adapters")
    #expect {
      try encoder.adapted(by: adapters)
    } throws: {
      "\($0)".contains("'\(module).lora_a' of [2, 3], not [2, 384]")
    }
  }

  @Test func `files that are missing or broken are named with what to do`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-encoder-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = EncoderFiles(folder: folder)
    #expect(!files.areThere)
    #expect(throws: LanguageError.missing(path: files.vocabulary.path)) {
      _ = try TextEncoder(folder: folder)
    }
    try FileManager.default.copyItem(at: LanguageWeights.vocabulary, to: files.vocabulary)
    #expect(throws: LanguageError.missing(path: files.weights.path)) { _ = try TextEncoder(folder: folder) }
    try Data("no weights".utf8).write(to: files.weights)
    #expect(throws: LanguageError.self) { try TextEncoder(folder: folder) }
    #expect {
      try files.check()
    } throws: {
      "\($0)".contains("SHA-256")
    }
    try Safetensors.write(WeightFile(), to: files.weights)
    #expect {
      try TextEncoder(folder: folder)
    } throws: {
      "\($0)".contains("has no 'embeddings.word_embeddings.weight'")
    }
    try EncoderFiles(folder: LanguageWeights.folder).check()
  }
}
