import Foundation
import GoldenNumbers
import Tensors
import Testing

/// A small network: one layer, the mean over its places, and a classifier of three, as in `tools/golden_network.py`.
private struct Case: CustomTestStringConvertible, Sendable {
  let name: String
  let input: Shape
  let layer: @Sendable (TrainingGraph, TrainingGraph.Node, String) throws -> TrainingGraph.Node

  var testDescription: String { name }

  struct Network {
    let graph: TrainingGraph
    let input: TrainingGraph.Node
    let output: TrainingGraph.Node
    let targets: [Float]

    func loss() throws -> Float {
      try graph.forward()
      return graph.loss(targets: targets)
    }
  }

  func network() throws -> Network {
    let graph = try TrainingGraph(threads: 2)
    let x = graph.input(input, needsGradient: true)
    let values = GoldenNumbers.tensor(name + ".x", [input.count])
    graph.withInput(x) { _ = $0.update(from: values) }
    let y = try layer(graph, x, name)
    let features = graph.globalAveragePool(y)
    let channels = y.shape.channels
    let logits = try graph.dense(
      features, weights: GoldenNumbers.tensor(name + ".last.weight", [3, channels]),
      bias: GoldenNumbers.tensor(name + ".last.bias", [3]), name: name + ".last")
    try graph.prepare(loss: logits, labelSmoothing: 0.1)
    return Network(
      graph: graph, input: x, output: y,
      targets: GoldenNumbers.targets(name + ".targets", batch: input.batch, classes: 3))
  }

  static func convolution(
    _ name: String, _ input: Shape, _ channels: Int, _ kernel: Int, stride: Int = 1, groups: Int = 1
  ) -> Case {
    Case(name: name, input: input) { graph, x, name in
      try graph.convolution(
        x,
        weights: GoldenNumbers.tensor(
          name + ".weight", [channels, kernel, kernel, x.shape.channels / groups]),
        outputChannels: channels, kernel: kernel, stride: stride,
        padding: .same(height: x.shape.height, width: x.shape.width, kernel: kernel, stride: stride),
        groups: groups, name: name)
    }
  }

  static func unit(
    _ name: String, _ channels: Int, _ kernel: Int, stride: Int = 1, activation: Activation,
    residual: Bool = false
  ) -> Case {
    let input = Shape(batch: 3, height: 6, width: 6, channels: 8)
    return Case(name: name, input: input) { graph, x, name in
      let y = try convolution(name, input, channels, kernel, stride: stride).layer(graph, x, name)
      let initial = BatchNormWeights(
        gamma: GoldenNumbers.tensor(name + ".gamma", [channels]),
        beta: GoldenNumbers.tensor(name + ".beta", [channels]),
        mean: [Float](repeating: 0, count: channels), variance: [Float](repeating: 1, count: channels))
      return try graph.batchNorm(
        y, initial: initial, activation: activation, residual: residual ? x : nil, name: name)
    }
  }

  static let all: [Case] = [
    convolution("convolution3x3stride2", Shape(batch: 2, height: 9, width: 8, channels: 3), 8, 3, stride: 2),
    convolution("convolution1x1", Shape(batch: 2, height: 5, width: 5, channels: 16), 24, 1),
    convolution("depthwise3x3", Shape(batch: 2, height: 7, width: 6, channels: 16), 16, 3, groups: 16),
    convolution(
      "depthwise3x3stride2", Shape(batch: 2, height: 8, width: 8, channels: 24), 24, 3, stride: 2, groups: 24),
    unit("unitRelu6", 16, 3, stride: 2, activation: .relu6),
    unit("unitLinear", 16, 1, activation: .none),
    unit("unitResidual", 8, 1, activation: .none, residual: true),
    Case(name: "averagePool", input: Shape(batch: 2, height: 4, width: 3, channels: 8)) { graph, x, _ in
      graph.globalAveragePool(x)
    },
  ]
}

@Suite struct LayerTests {
  @Test(arguments: Case.all) private func `outputs, loss and gradients are PyTorch's`(layer: Case) throws {
    let golden = try GoldenNumbers.file("layers.safetensors", besideTest: #filePath).tensors
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

  /// The slope of the loss along a random direction, by central differences, beside the gradient's.
  @Test(arguments: Case.all) private func `gradients are the slopes of the loss`(layer: Case) throws {
    let network = try layer.network()
    _ = try network.loss()
    try network.graph.backward()
    let gradients = network.graph.parameters.map(\.gradient.values)
    let step: Float = 2e-3
    for (parameter, gradient) in zip(network.graph.parameters, gradients) {
      let start = parameter.value.values
      let length = gradient.map { $0 * $0 }.reduce(0, +).squareRoot()
      guard length > 1e-4 else { continue }
      // Along the gradient itself, so that the slope is as steep as it can be beside rounding.
      func loss(_ sign: Float) throws -> Float {
        parameter.value.copy(from: zip(start, gradient).map { $0 + sign * step * $1 / length })
        return try network.loss()
      }
      let slope = (try loss(1) - (try loss(-1))) / (2 * step)
      parameter.value.copy(from: start)
      #expect(abs(slope - length) < 0.02 * length + 2e-4, "\(parameter.name): \(slope), \(length)")
    }
  }

  @Test func `a feature map read twice gets both gradients`() throws {
    // y = x + x through a residual: d/dx is twice what each reader sends back.
    let layer = try #require(Case.all.first { $0.name == "unitResidual" })
    let network = try layer.network()
    _ = try network.loss()
    try network.graph.backward()
    let gradient = try #require(network.graph.gradient(of: network.input))
    let start = GoldenNumbers.tensor("unitResidual.x", [layer.input.count])
    let length = gradient.map { $0 * $0 }.reduce(0, +).squareRoot()
    func loss(_ sign: Float) throws -> Float {
      network.graph.withInput(network.input) {
        _ = $0.update(from: zip(start, gradient).map { $0 + sign * 5e-3 * $1 / length })
      }
      return try network.loss()
    }
    let slope = (try loss(1) - (try loss(-1))) / 1e-2
    #expect(abs(slope - length) < 0.03 * length)
  }
}
