import Emotions
import Foundation
import GoldenNumbers
import Images
import Networks
import Tensors
import Testing

/// The emotion network in bytes beside the same in 32 bits.
@Suite struct PrecisionTests {
  private static let hasInstructions = InferenceGraph.multipliesBytes

  /// Drawn faces: an oval with eyes and a mouth, on backgrounds of all kinds.
  private static let faces: [GrayImage] = (0..<12).map { number in
    let (light, mouth) = (Double(60 + 15 * number), Double(number % 4) - 1.5)
    return GrayImage(
      width: 48, height: 48,
      pixels: (0..<48 * 48).map { index in
        let (x, y) = (Double(index % 48) - 23.5, Double(index / 48) - 23.5)
        var value = 200 - light * 0.6 + x * Double(number % 3)
        if x * x / 300 + y * y / 480 < 1 { value = light + y }
        if abs(abs(x) - 8) < 3, abs(y + 6) < 2 { value = 20 }
        if abs(x) < 9, abs(y - 11 + mouth * x * x / 40) < 1.5 { value = 40 }
        return UInt8(min(max(value, 0), 255))
      })
  }

  private static let small: EmotionCheckpoint = {
    let network = MobileNetV2(widthMultiplier: 0.35, classes: 7)
    return EmotionCheckpoint(network: network, weights: network.randomWeights(seed: 3), side: 40)
  }()

  private func calibrated() throws -> EmotionCheckpoint {
    try Self.small.calibrated(on: Self.faces.map { PlacedFace($0) })
  }

  @Test(.enabled(if: hasInstructions, "this processor has no AVX512-VNNI"))
  func `a network in bytes gives what it gives in 32 bits, within 15 % of its size`() throws {
    let checkpoint = try calibrated()
    let (plain, bytes) = (
      try EmotionClassifier(checkpoint), try EmotionClassifier(checkpoint, precision: .auto, batch: 5)
    )
    #expect(plain.precision == .float32 && bytes.precision == .int8)
    #expect(plain.multiplications == bytes.multiplications)
    let expected = try plain.logits(Self.faces).flatMap { $0 }
    let actual = try bytes.logits(Self.faces).flatMap { $0 }
    // Random weights are the worst case: no training made the maps robust, and fifty layers add up.
    let size = expected.map { $0 * $0 }.reduce(0, +).squareRoot()
    let distance = zip(actual, expected).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    #expect(distance < 0.15 * size)
    #expect(actual != expected)
  }

  @Test(.enabled(if: hasInstructions, "this processor has no AVX512-VNNI"))
  func `the checkpoint that comes with Mien reads the same faces in bytes`() throws {
    let checkpoint = try EmotionCheckpoint.shipped()
    let expected = try EmotionClassifier(checkpoint).classify(Self.faces)
    let actual = try EmotionClassifier(checkpoint, precision: .int8).classify(Self.faces)
    let gaps = zip(actual, expected).flatMap { pair in
      Emotion.allCases.map { abs(pair.0[$0] - pair.1[$0]) }
    }
    #expect(gaps.reduce(0, +) / Double(gaps.count) < 0.01)
    #expect(gaps.allSatisfy { $0 < 0.08 })
    for (read, wanted) in zip(actual, expected) where wanted.confidence > 0.5 {
      #expect(read.top == wanted.top)
    }
  }

  @Test func `one range is measured for each map that no activation bounds, and shared along a shortcut`()
    throws
  {
    let values = try #require(try calibrated().ranges).values
    #expect(
      values.keys.sorted() == [
        "block.0.project", "block.1.project", "block.10.project", "block.13.project", "block.16.project",
        "block.3.project", "block.6.project",
      ])
    #expect(values.values.allSatisfy { $0.lowerBound < 0 && $0.upperBound > 0 })
    #expect(try EmotionCheckpoint.shipped().ranges?.values.keys.sorted() == values.keys.sorted())
  }

  @Test func `ranges are kept by the file, and the weights stay as they are`() throws {
    try withFile { file in
      let checkpoint = try calibrated()
      try Self.small.write(to: file)
      let before = try EmotionCheckpoint.read(file)
      #expect(before.ranges == nil)
      try checkpoint.write(to: file)
      let after = try EmotionCheckpoint.read(file)
      #expect(after.ranges == checkpoint.ranges)
      #expect(after.sha256 == before.sha256 && after.weights.tensors == before.weights.tensors)
      #expect(after.notes.isEmpty)
    }
  }

  @Test(arguments: [
    "", "{", "[]", "{\"block.0.project\": [1]}", "{\"block.0.project\": [1, 1]}",
    "{\"block.0.project\": [2, 1]}",
    "{\"block.0.project\": [0, 1e39]}", "{\"block.0.project\": [-3e38, 3e38]}",
    "{\"block.0.project\": [-1e-44, 1e-44]}",
  ]) func `ranges that are none are an error that says what to do`(text: String) throws {
    try withFile { file in
      try calibrated().write(to: file)
      let written = try Safetensors.read(file)
      var metadata = written.metadata
      metadata["ranges"] = text
      try Safetensors.write(WeightFile(tensors: written.tensors, metadata: metadata), to: file)
      let error = #expect(throws: TensorError.self) { try EmotionCheckpoint.read(file) }
      #expect(error?.description.contains("mien quantize") ?? false)
    }
  }

  @Test(.enabled(if: hasInstructions, "this processor has no AVX512-VNNI"))
  func `a range that is missing is named`() throws {
    try withFile { file in
      try calibrated().write(to: file)
      let written = try Safetensors.read(file)
      var metadata = written.metadata
      metadata["ranges"] = "{\"block.0.project\": [-1, 1]}"
      try Safetensors.write(WeightFile(tensors: written.tensors, metadata: metadata), to: file)
      let checkpoint = try EmotionCheckpoint.read(file)
      let error = #expect(throws: TensorError.self) {
        try EmotionClassifier(checkpoint, precision: .int8)
      }
      #expect(error?.description.hasPrefix("weight 'block.1.project': has no range") ?? false)
    }
  }

  @Test func `bytes are chosen where the processor and the checkpoint allow it`() throws {
    let (with, without) = (try calibrated(), Self.small)
    #expect(try PrecisionChoice.auto.precision(for: with, multipliesBytes: true) == .int8)
    #expect(try PrecisionChoice.auto.precision(for: with, multipliesBytes: false) == .float32)
    #expect(try PrecisionChoice.auto.precision(for: without, multipliesBytes: true) == .float32)
    #expect(try PrecisionChoice.float32.precision(for: with, multipliesBytes: true) == .float32)
    #expect(try PrecisionChoice.int8.precision(for: with, multipliesBytes: true) == .int8)
    #expect(throws: TensorError.processor(lacks: "AVX512-VNNI, which int8 needs: use float32 or auto")) {
      try PrecisionChoice.int8.precision(for: with, multipliesBytes: false)
    }
    let error = #expect(throws: TensorError.self) {
      try PrecisionChoice.int8.precision(for: without, multipliesBytes: true)
    }
    #expect(error?.description.contains("mien quantize") ?? false)
  }

  @Test func `a network that gives no numbers gets no ranges`() throws {
    var tensors = Self.small.weights.tensors
    let stem = try #require(tensors["stem.weight"])
    tensors["stem.weight"] = WeightTensor(
      shape: stem.shape, values: stem.values.map { _ in .nan })
    let broken = EmotionCheckpoint(
      network: Self.small.network, weights: NetworkWeights(tensors), side: 40)
    #expect(try broken.calibrated(on: [PlacedFace(Self.faces[0])]).ranges == nil)
  }

  private func withFile(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-precision-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "weights.safetensors"))
  }
}
