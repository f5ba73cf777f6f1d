import Foundation
import GoldenNumbers
import Tensors
import Testing

/// Recurrent layers over packed sequences and two normal distributions a sequence, as in `tools/golden_recurrent.py`.
private struct Case: CustomTestStringConvertible, Sendable {
  static let lengths = [3, 5, 1, 4]
  static let (channels, hidden) = (6, 5)
  static let all = [
    Case(name: "lstmLast", layers: ["lstm"], takesLast: true),
    Case(name: "lstmMean", layers: ["lstm"], takesLast: false),
    Case(name: "lstmTwice", layers: ["lstm", "second"], takesLast: true),
  ]

  let name: String
  let layers: [String]
  let takesLast: Bool

  var testDescription: String { name }

  struct Network {
    let graph: TrainingGraph
    let input, states: TrainingGraph.Node
    let targets: [Float]

    func loss() throws -> Float {
      try graph.forward()
      return graph.loss(targets: targets)
    }
  }

  /// - Parameters:
  ///   - order: of the sequences.
  ///   - room: sequences there is room for beyond those that are used; of rows seven times as many.
  func network(order: [Int] = [0, 1, 2, 3], room: Int = 0) throws -> Network {
    let rows = Self.lengths.reduce(0, +)
    let graph = try TrainingGraph(threads: 1)
    let sequences = PackedSequences(limit: order.count + room, rowLimit: rows + 7 * room)
    let x = graph.input(sequences, channels: Self.channels, needsGradient: true)
    sequences.set(lengths: order.map { Self.lengths[$0] })
    graph.withInput(x) { values in
      for (index, value) in Self.reordered(inputs, width: Self.channels, order).enumerated() {
        values[index] = value
      }
    }
    var y = x
    for layer in layers {
      let (path, wide) = ("\(name).\(layer)", 4 * Self.hidden)
      y = try graph.lstm(
        y,
        weights: TrainingGraph.LSTMWeights(
          input: GoldenNumbers.tensor(path + ".input", [wide, y.shape.channels]),
          hidden: GoldenNumbers.tensor(path + ".hidden", [wide, Self.hidden]),
          bias: GoldenNumbers.tensor(path + ".bias", [wide])), hidden: Self.hidden, sequences, name: path)
    }
    let outputs = try graph.dense(
      takesLast ? graph.lastRow(y, sequences) : graph.meanPool(y, sequences),
      weights: GoldenNumbers.tensor(name + ".last.weight", [4, Self.hidden]),
      bias: GoldenNumbers.tensor(name + ".last.bias", [4]), name: name + ".last")
    try graph.prepare(gaussian: outputs)
    let targets = GoldenNumbers.tensor(name + ".targets", [Self.lengths.count, 2])
    return Network(
      graph: graph, input: x, states: y, targets: order.flatMap { Array(targets[2 * $0..<2 * $0 + 2]) })
  }

  private var inputs: [Float] {
    GoldenNumbers.tensor(name + ".x", [Self.lengths.reduce(0, +), Self.channels])
  }

  /// The rows of the sequences in another order of these.
  static func reordered(_ rows: [Float], width: Int, _ order: [Int]) -> [Float] {
    order.flatMap { sequence in
      let start = lengths.prefix(sequence).reduce(0, +)
      return Array(rows[start * width..<(start + lengths[sequence]) * width])
    }
  }
}

@Suite struct RecurrentLayerTests {
  @Test(arguments: Case.all) private func `states, loss and gradients are PyTorch's`(layer: Case) throws {
    let golden = try GoldenNumbers.file("recurrent.safetensors", besideTest: #filePath).tensors
    func expected(_ what: String) throws -> [Float] { try #require(golden["\(layer.name):\(what)"]).values }
    let network = try layer.network()
    let loss = try network.loss()
    try network.graph.backward()
    #expect(GoldenNumbers.error(network.graph.output(network.states), try expected("y")) < 1e-5)
    #expect(GoldenNumbers.error([loss], try expected("loss")) < 1e-5)
    let input = try #require(network.graph.gradient(of: network.input))
    #expect(GoldenNumbers.error(input, try expected("x")) < 1e-4)
    for parameter in network.graph.parameters {
      let name = String(parameter.name.dropFirst(layer.name.count + 1))
      let error = GoldenNumbers.error(parameter.gradient.values, try expected(name))
      #expect(error < 1e-4, "\(parameter.name)")
    }
  }

  /// The slope of the loss along each parameter's gradient, by central differences, beside the gradient's length.
  @Test(arguments: Case.all) private func `gradients are the slopes of the loss`(layer: Case) throws {
    let network = try layer.network()
    _ = try network.loss()
    try network.graph.backward()
    let gradients = network.graph.parameters.map(\.gradient.values)
    let step: Float = 2e-3
    for (parameter, gradient) in zip(network.graph.parameters, gradients) {
      let start = parameter.value.values
      let length = gradient.map { $0 * $0 }.reduce(0, +).squareRoot()
      #expect(length > 1e-3, "\(parameter.name) has hardly a gradient")
      func loss(_ sign: Float) throws -> Float {
        parameter.value.copy(from: zip(start, gradient).map { $0 + sign * step * $1 / length })
        return try network.loss()
      }
      let slope = (try loss(1) - (try loss(-1))) / (2 * step)
      parameter.value.copy(from: start)
      #expect(abs(slope - length) < 0.02 * length + 2e-3, "\(parameter.name): \(slope), \(length)")
    }
  }

  @Test(arguments: Case.all) private func `room that is left over changes nothing`(layer: Case) throws {
    let (tight, roomy) = (try layer.network(), try layer.network(room: 3))
    let (a, b) = (try tight.loss(), try roomy.loss())
    #expect(abs(a - b) < 1e-6)
    try tight.graph.backward()
    try roomy.graph.backward()
    for (first, second) in zip(tight.graph.parameters, roomy.graph.parameters) {
      let error = GoldenNumbers.error(second.gradient.values, first.gradient.values)
      #expect(error < 1e-5, "\(first.name)")
    }
  }

  @Test(arguments: Case.all) private func `sequences know nothing of each other`(layer: Case) throws {
    let order = [2, 3, 0, 1]
    let (one, other) = (try layer.network(), try layer.network(order: order))
    let (a, b) = (try one.loss(), try other.loss())
    #expect(abs(a - b) < 1e-6)
    let states = Case.reordered(one.graph.output(one.states), width: Case.hidden, order)
    #expect(GoldenNumbers.error(other.graph.output(other.states), states) < 1e-6)
  }

  @Test func `a batch after another is as if it were the first`() throws {
    let (fresh, used) = (try Case.all[2].network(), try Case.all[2].network())
    _ = try used.loss()
    try used.graph.backward()
    let (a, b) = (try fresh.loss(), try used.loss())
    try fresh.graph.backward()
    try used.graph.backward()
    #expect(a == b)
    for (first, second) in zip(fresh.graph.parameters, used.graph.parameters) {
      #expect(first.gradient.values == second.gradient.values, "\(first.name)")
    }
  }

  @Test func `gradients are shortened together, and short ones left alone`() throws {
    let network = try Case.all[0].network()
    _ = try network.loss()
    try network.graph.backward()
    let before = network.graph.parameters.map(\.gradient.values)
    let norm = GradientClipping.clip(network.graph.parameters, to: 1e6)
    #expect(network.graph.parameters.map(\.gradient.values) == before)
    #expect(GradientClipping.clip(network.graph.parameters, to: norm / 4) == norm)
    for (parameter, old) in zip(network.graph.parameters, before) {
      #expect(GoldenNumbers.error(parameter.gradient.values, old.map { $0 / 4 }) < 1e-5)
    }
    let left = GradientClipping.clip(network.graph.parameters, to: 1e6)
    #expect(abs(left - norm / 4) < 1e-4 * norm)
  }

  @Test func `what does not fit is refused`() throws {
    let graph = try TrainingGraph(threads: 1)
    let sequences = PackedSequences(limit: 2, rowLimit: 4)
    let x = graph.input(sequences, channels: 3)
    let small = TrainingGraph.LSTMWeights(
      input: [Float](repeating: 0, count: 24), hidden: [Float](repeating: 0, count: 16),
      bias: [Float](repeating: 0, count: 7))
    #expect(throws: TensorError.weight(name: "a.bias", reason: "7 values where 8 are needed")) {
      try graph.lstm(x, weights: small, hidden: 2, sequences, name: "a")
    }
    #expect(throws: TensorError.self) { try graph.prepare(gaussian: x) }
  }
}
