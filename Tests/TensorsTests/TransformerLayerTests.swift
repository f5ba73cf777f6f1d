import Foundation
import GoldenNumbers
import Tensors
import Testing

/// A layer over packed sequences, the mean of each, and a classifier of three, as in `tools/golden_transformer.py`.
private struct Case: CustomTestStringConvertible, Sendable {
  typealias Node = TrainingGraph.Node

  static let lengths = [3, 5, 1, 4]
  static let channels = 8
  static let rank = 3

  let name: String
  let layer: @Sendable (TrainingGraph, Node, String, PackedSequences) throws -> Node

  var testDescription: String { name }

  struct Network {
    let graph: TrainingGraph
    let input, output: Node
    let targets: [Float]

    func loss() throws -> Float {
      try graph.forward()
      return graph.loss(targets: targets)
    }
  }

  /// - Parameter room: sequences and rows there is room for beyond those that are used.
  func network(room: Int = 0, threads: Int = 1) throws -> Network {
    let count = Self.lengths.count
    let rows = Self.lengths.reduce(0, +)
    let graph = try TrainingGraph(threads: threads)
    let sequences = PackedSequences(limit: count + room, rowLimit: rows + 7 * room)
    let x = graph.input(sequences, channels: Self.channels, needsGradient: true)
    sequences.set(lengths: Self.lengths)
    graph.withInput(x) { values in
      let golden = GoldenNumbers.tensor(name + ".x", [rows, Self.channels])
      for (index, value) in golden.enumerated() { values[index] = value }
    }
    let y = try layer(graph, x, name, sequences)
    let channels = y.shape.channels
    let logits = try graph.dense(
      graph.meanPool(y, sequences), weights: GoldenNumbers.tensor(name + ".last.weight", [3, channels]),
      bias: GoldenNumbers.tensor(name + ".last.bias", [3]), name: name + ".last")
    try graph.prepare(loss: logits, labelSmoothing: 0.1)
    let targets = GoldenNumbers.targets(name + ".targets", batch: count, classes: 3)
    return Network(
      graph: graph, input: x, output: y, targets: targets + [Float](repeating: 0, count: 3 * room))
  }

  static func linear(
    _ graph: TrainingGraph, _ x: Node, _ name: String, _ sequences: PackedSequences, outputs: Int
  ) throws -> Node {
    let inputs = x.shape.channels
    return try graph.adaptedLinear(
      x, weights: TrainingGraph.FrozenWeights(GoldenNumbers.tensor(name + ".weight", [outputs, inputs])),
      bias: TrainingGraph.FrozenWeights(GoldenNumbers.tensor(name + ".bias", [outputs])),
      adapter: TrainingGraph.LowRankAdapter(
        a: GoldenNumbers.tensor(name + ".lora_a", [rank, inputs]),
        b: GoldenNumbers.tensor(name + ".lora_b", [outputs, rank]), rank: rank, scale: 2),
      sequences, name: name)
  }

  static func norm(
    _ graph: TrainingGraph, _ x: Node, residual: Node, _ name: String, _ sequences: PackedSequences
  ) throws -> Node {
    try graph.layerNorm(
      x, residual: residual,
      gamma: TrainingGraph.FrozenWeights(GoldenNumbers.tensor(name + ".gamma", [channels])),
      beta: TrainingGraph.FrozenWeights(GoldenNumbers.tensor(name + ".beta", [channels])), sequences)
  }

  static let all: [Case] = [
    Case(name: "linear") { try linear($0, $1, $2, $3, outputs: 2 * channels) },
    Case(name: "gelu") { graph, x, name, sequences in
      try graph.gelu(linear(graph, x, name, sequences, outputs: 2 * channels), sequences)
    },
    Case(name: "norm") { graph, x, name, sequences in
      let y = try linear(graph, x, name, sequences, outputs: channels)
      return try norm(graph, y, residual: x, name, sequences)
    },
    Case(name: "attention") { graph, x, name, sequences in
      let key = try linear(graph, x, name, sequences, outputs: channels)
      return try graph.attention(query: x, key: key, value: x, heads: 2, sequences)
    },
    Case(name: "block") { graph, x, name, sequences in
      func step(_ x: Node, _ part: String, _ outputs: Int = channels) throws -> Node {
        try linear(graph, x, "\(name).\(part)", sequences, outputs: outputs)
      }
      let mixed = try graph.attention(
        query: step(x, "query"), key: step(x, "key"), value: step(x, "value"), heads: 2, sequences)
      let y = try norm(graph, step(mixed, "mixed"), residual: x, name + ".first", sequences)
      let wide = try graph.gelu(step(y, "wide", 2 * channels), sequences)
      return try norm(graph, step(wide, "narrow"), residual: y, name + ".second", sequences)
    },
  ]
}

@Suite struct TransformerLayerTests {
  @Test(arguments: Case.all) private func `outputs, loss and gradients are PyTorch's`(layer: Case) throws {
    let golden = try GoldenNumbers.file("transformer.safetensors", besideTest: #filePath).tensors
    func expected(_ what: String) throws -> [Float] { try #require(golden["\(layer.name):\(what)"]).values }
    let network = try layer.network()
    let loss = try network.loss()
    try network.graph.backward()
    #expect(GoldenNumbers.error(network.graph.output(network.output), try expected("y")) < 1e-4)
    #expect(GoldenNumbers.error([loss], try expected("loss")) < 1e-4)
    let input = try #require(network.graph.gradient(of: network.input))
    #expect(GoldenNumbers.error(input, try expected("x")) < 1e-3)
    for parameter in network.graph.parameters {
      let name = String(parameter.name.dropFirst(layer.name.count + 1))
      let error = GoldenNumbers.error(parameter.gradient.values, try expected(name))
      #expect(error < 1e-3, "\(parameter.name)")
    }
  }

  /// The slope of the loss along the gradient, by central differences, beside the gradient's length.
  @Test(arguments: Case.all) private func `gradients are the slopes of the loss`(layer: Case) throws {
    let network = try layer.network()
    _ = try network.loss()
    try network.graph.backward()
    let gradients = network.graph.parameters.map(\.gradient.values)
    let step: Float = 5e-3
    for (parameter, gradient) in zip(network.graph.parameters, gradients) {
      let start = parameter.value.values
      let length = gradient.map { $0 * $0 }.reduce(0, +).squareRoot()
      guard length > 1e-4 else { continue }
      func loss(_ sign: Float) throws -> Float {
        parameter.value.copy(from: zip(start, gradient).map { $0 + sign * step * $1 / length })
        return try network.loss()
      }
      let slope = (try loss(1) - (try loss(-1))) / (2 * step)
      parameter.value.copy(from: start)
      #expect(abs(slope - length) < 0.02 * length + 2e-4, "\(parameter.name): \(slope), \(length)")
    }
  }

  @Test(arguments: Case.all) private func `room that is left over changes nothing`(layer: Case) throws {
    let (tight, roomy) = (try layer.network(), try layer.network(room: 4))
    let (a, b) = (try tight.loss(), try roomy.loss())
    // The loss is a mean over the room.
    #expect(abs(a * 4 - b * 8) < 1e-4)
    try tight.graph.backward()
    try roomy.graph.backward()
    for (first, second) in zip(tight.graph.parameters, roomy.graph.parameters) {
      let error = GoldenNumbers.error(second.gradient.values.map { $0 * 2 }, first.gradient.values)
      #expect(error < 1e-4, "\(first.name)")
    }
  }

  @Test(arguments: Case.all) private func `two threads compute what one computes`(layer: Case) throws {
    let (one, two) = (try layer.network(), try layer.network(threads: 2))
    let (a, b) = (try one.loss(), try two.loss())
    #expect(abs(a - b) < 1e-5)
    try one.graph.backward()
    try two.graph.backward()
    for (first, second) in zip(one.graph.parameters, two.graph.parameters) {
      #expect(GoldenNumbers.error(second.gradient.values, first.gradient.values) < 1e-4, "\(first.name)")
    }
  }

  @Test func `what does not fit is refused`() throws {
    let graph = try TrainingGraph(threads: 1)
    let sequences = PackedSequences(limit: 2, rowLimit: 4)
    let x = graph.input(sequences, channels: 6)
    #expect(throws: TensorError.self) {
      try graph.attention(query: x, key: x, value: x, heads: 4, sequences)
    }
    let (six, five) = (
      TrainingGraph.FrozenWeights([Float](repeating: 1, count: 6)),
      TrainingGraph.FrozenWeights([Float](repeating: 1, count: 5))
    )
    #expect(throws: TensorError.self) { try graph.layerNorm(x, gamma: six, beta: five, sequences) }
    #expect(throws: TensorError.self) {
      try graph.adaptedLinear(x, weights: five, bias: six, adapter: nil, sequences, name: "step")
    }
  }
}
