import Emotions
import Foundation
import GoldenNumbers
import Images
import Networks
import Tensors
import Testing

@Suite struct ONNXTests {
  /// A small network whose weights are made from their names.
  private func checkpoint(inputChannels: Int = 1) -> EmotionCheckpoint {
    let network = MobileNetV2(widthMultiplier: 0.35, inputChannels: inputChannels, classes: 7)
    let tensors = network.randomWeights(seed: 0).tensors.map { name, tensor in
      (name, WeightTensor(shape: tensor.shape, values: GoldenNumbers.tensor(name, tensor.shape)))
    }
    return EmotionCheckpoint(
      network: network, weights: NetworkWeights(Dictionary(uniqueKeysWithValues: tensors)), side: 40,
      sourceSide: 40, temperature: 1.5, unsureBelow: 0.4)
  }

  @Test func `a message is written as the guide to Protocol Buffers shows it`() {
    var message = ProtobufMessage()
    message.add(150, field: 1)
    message.add("testing", field: 2)
    #expect(Array(message.bytes) == [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8))
    var outer = ProtobufMessage()
    outer.add(message, field: 20)
    #expect(Array(outer.bytes) == [0xA2, 0x01, 12] + Array(message.bytes))
  }

  @Test func `the model says what it is and what goes in and out`() throws {
    let model = try Fields(checkpoint().onnx())
    #expect(model.numbers(1) == [8])
    #expect(try model.messages(8).map { $0.numbers(2) } == [[13]])
    let metadata = try model.messages(14).map { [$0.text(1), $0.text(2)] }
    #expect(
      metadata == [
        ["format", "mien-emotion-1"], ["labels", "angry,disgust,fear,happy,neutral,sad,surprise"],
        ["side", "40"], ["source_side", "40"], ["temperature", "1.5"], ["unsure_below", "0.4"],
      ])
    let graph = try model.message(7)
    #expect(try Value(graph.message(11)) == Value(name: "face", type: 1, batch: "N", sizes: [1, 40, 40]))
    #expect(try Value(graph.message(12)) == Value(name: "probabilities", type: 1, batch: "N", sizes: [7]))
  }

  @Test func `each operation reads only what is there before it`() throws {
    let graph = try Fields(checkpoint().onnx()).message(7)
    let constants = try graph.messages(5)
    for tensor in constants {
      #expect(tensor.data(9).count == 4 * tensor.numbers(1).reduce(1, *), "\(tensor.text(8))")
    }
    var known = Set(constants.map { $0.text(8) } + ["face"])
    #expect(known.count == constants.count + 1)
    var counts: [String: Int] = [:]
    for node in try graph.messages(1) {
      #expect(known.isSuperset(of: node.texts(1)), "\(node.text(3))")
      #expect(known.insert(node.text(2)).inserted)
      counts[node.text(4), default: 0] += 1
    }
    #expect(known.contains("probabilities"))
    #expect(
      counts == [
        "Conv": 52, "Clip": 35, "Add": 10, "GlobalAveragePool": 1, "Flatten": 1, "Gemm": 1, "Div": 1,
        "Softmax": 1,
      ])
  }

  @Test func `a convolution has the padding of TensorFlow, the groups and the order of its inputs`() throws {
    let nodes = try Fields(checkpoint().onnx()).message(7).messages(1)
    let depthwise = try #require(nodes.first { $0.text(2) == "block.1.depthwise.convolution" })
    #expect(depthwise.texts(1)[1...] == ["block.1.depthwise.weight", "block.1.depthwise.bias"])
    let attributes = try Dictionary(
      uniqueKeysWithValues: depthwise.messages(5).map { ($0.text(1), $0.numbers(3) + $0.numbers(8)) })
    #expect(
      attributes == [
        "kernel_shape": [3, 3], "strides": [2, 2], "pads": [0, 0, 1, 1], "group": [48],
      ])
  }

  @Test func `kernels have batch norm in them and their channels second`() throws {
    let colour = checkpoint(inputChannels: 3)
    let graph = try Fields(colour.onnx()).message(7)
    let stem = try #require(try graph.messages(5).first { $0.text(8) == "stem.weight" })
    #expect(stem.numbers(1) == [16, 3, 3, 3])
    let original = colour.weights.tensors
    let kernel = try #require(original["stem.weight"]).values
    let gamma = try #require(original["stem.gamma"]).values
    let variance = try #require(original["stem.variance"]).values
    let written = stem.floats(9)
    for (output, channel, place) in [(0, 0, 0), (3, 2, 4), (15, 1, 7)] {
      let scale = gamma[output] / (variance[output] + 1e-3).squareRoot()
      let expected = kernel[output * 27 + place * 3 + channel] * scale
      #expect(abs(written[output * 27 + channel * 9 + place] - expected) < 1e-6)
    }
  }

  @Test func `ONNX Runtime and Mien agree on a face`() throws {
    let pixels = (0..<1600).map { (place: Int) -> UInt8 in UInt8((place % 40 * 5 + place / 40 * 3) % 256) }
    let face = GrayImage(width: 40, height: 40, pixels: pixels)
    let classifier = try EmotionClassifier(checkpoint())
    let probabilities = try classifier.classify([face])[0].probabilities
    // What ONNX Runtime 1.32 answers for the exported file and `pixel / 127.5 − 1`.
    let expected: [Double] = [0.003229, 0.324580, 0.041277, 0.598090, 0.004792, 0.026986, 0.001047]
    for (ours, theirs) in zip(probabilities, expected) { #expect(abs(ours - theirs) < 1e-4) }
  }

  @Test func `weights of another network are refused by name, and so is a folder that is not there`() throws {
    let other = EmotionCheckpoint(
      network: MobileNetV2(classes: 7), weights: checkpoint().weights, side: 40)
    #expect(throws: TensorError.self) { try other.onnx() }
    let nowhere = FileManager.default.temporaryDirectory.appending(path: "\(UUID())/emotion.onnx")
    #expect(throws: TensorError.self) { try checkpoint().writeONNX(to: nowhere) }
  }
}

/// A `ValueInfoProto`.
private struct Value: Equatable {
  let name: String
  let type: Int?
  let batch: String
  let sizes: [Int]

  init(name: String, type: Int?, batch: String, sizes: [Int]) {
    (self.name, self.type, self.batch, self.sizes) = (name, type, batch, sizes)
  }

  init(_ fields: Fields) throws {
    let tensor = try fields.message(2).message(1)
    let dimensions = try tensor.message(2).messages(1)
    self.init(
      name: fields.text(1), type: tensor.numbers(1).first, batch: dimensions.first?.text(2) ?? "",
      sizes: dimensions.dropFirst().flatMap { $0.numbers(1) })
  }
}

/// The fields of a Protocol Buffers message, read back.
private struct Fields {
  private var numbers: [Int: [Int]] = [:]
  private var parts: [Int: [Data]] = [:]

  init(_ bytes: Data) throws {
    var rest = bytes[...]
    func varint() throws -> Int {
      var (number, shift) = (0, 0)
      while true {
        let next = rest.popFirst()
        let byte = Int(try #require(next))
        number |= (byte & 0x7F) << shift
        if byte < 0x80 { return number }
        shift += 7
      }
    }
    while !rest.isEmpty {
      let key = try varint()
      if key & 7 == 0 {
        numbers[key >> 3, default: []].append(try varint())
      } else {
        try #require(key & 7 == 2)
        let count = try varint()
        try #require(count <= rest.count)
        parts[key >> 3, default: []].append(Data(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
    }
  }

  func numbers(_ field: Int) -> [Int] { numbers[field] ?? [] }
  func data(_ field: Int) -> Data { parts[field]?.first ?? Data() }
  func texts(_ field: Int) -> [String] { (parts[field] ?? []).map { String(decoding: $0, as: UTF8.self) } }
  func text(_ field: Int) -> String { texts(field).first ?? "" }
  func messages(_ field: Int) throws -> [Fields] { try (parts[field] ?? []).map { try Fields($0) } }
  func message(_ field: Int) throws -> Fields { try #require(try messages(field).first) }

  func floats(_ field: Int) -> [Float] {
    data(field).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
