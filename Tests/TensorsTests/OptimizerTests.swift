import Foundation
import GoldenNumbers
import Tensors
import Testing

@Suite struct OptimizerTests {
  /// A graph whose one weight of 4×5 stands for any parameter.
  private func graph() throws -> TrainingGraph {
    let graph = try TrainingGraph(threads: 2)
    let x = graph.input(Shape(batch: 1, height: 1, width: 1, channels: 5))
    let logits = try graph.dense(
      x, weights: GoldenNumbers.tensor("adam.weight", [4, 5]), bias: [0, 0, 0, 0], name: "dense")
    try graph.prepare(loss: logits)
    return graph
  }

  @Test func `five steps of Adam end where PyTorch's AdamW does`() throws {
    let golden = try GoldenNumbers.file("layers.safetensors", besideTest: #filePath).tensors
    let weight = try graph().parameters[0]
    let adam = Adam([weight], weightDecay: 0.1)
    for step in 0..<5 {
      weight.gradient.copy(from: GoldenNumbers.tensor("adam.gradient\(step)", [4, 5]))
      adam.step { _ in 0.01 }
    }
    #expect(GoldenNumbers.error(weight.value.values, try #require(golden["adam:weight"]).values) < 1e-5)
  }

  @Test func `a restored optimizer goes on to the same bits`() throws {
    func run(interrupted: Bool) throws -> [Float] {
      let weight = try graph().parameters[0]
      var adam = Adam([weight], weightDecay: 0.1)
      for step in 0..<6 {
        if interrupted, step == 3 {
          let state = adam.state()
          adam = Adam([weight], weightDecay: 0.1)
          try adam.restore(state, steps: 3)
        }
        weight.gradient.copy(from: GoldenNumbers.tensor("adam.gradient\(step)", [4, 5]))
        adam.step { _ in 0.01 }
      }
      return weight.value.values
    }
    #expect(try run(interrupted: true) == run(interrupted: false))
  }

  @Test func `a weight average follows its definition`() throws {
    let weight = try graph().parameters[0]
    let average = WeightAverage([weight], keep: 0.5)
    let start = weight.value.values[0]
    weight.value.copy(from: weight.value.values.map { $0 + 1 })
    average.update(step: 100)
    let result = try #require(average.state()["dense.weight"]).values[0]
    #expect(abs(result - (start + 0.5)) < 1e-6)
  }
}

@Suite struct DropoutTests {
  private func outputs(seed: UInt64, step: Int, rate: Float) throws -> [Float] {
    let graph = try TrainingGraph(threads: 1)
    let x = graph.input(Shape(batch: 10, height: 1, width: 1, channels: 1000))
    graph.withInput(x) { $0.update(repeating: 1) }
    let y = graph.dropout(x, rate: rate, seed: seed)
    try graph.forward(step: step)
    return graph.output(y)
  }

  @Test func `the share dropped is the rate and the mean stays`() throws {
    let values = try outputs(seed: 1, step: 0, rate: 0.2)
    let dropped = Double(values.filter { $0 == 0 }.count) / 10_000
    #expect(abs(dropped - 0.2) < 0.015)
    #expect(values.allSatisfy { $0 == 0 || abs($0 - 1.25) < 1e-6 })
  }

  @Test func `the same seed and step drop the same values and others do not`() throws {
    #expect(try outputs(seed: 1, step: 5, rate: 0.2) == outputs(seed: 1, step: 5, rate: 0.2))
    #expect(try outputs(seed: 1, step: 5, rate: 0.2) != outputs(seed: 1, step: 6, rate: 0.2))
    #expect(try outputs(seed: 1, step: 5, rate: 0.2) != outputs(seed: 2, step: 5, rate: 0.2))
  }
}

@Suite struct DropoutGradientTests {
  @Test func `the gradient passes where the value did, by the same factor`() throws {
    let graph = try TrainingGraph(threads: 1)
    let x = graph.input(Shape(batch: 4, height: 1, width: 1, channels: 16), needsGradient: true)
    let start = GoldenNumbers.tensor("dropout.x", [64])
    graph.withInput(x) { _ = $0.update(from: start) }
    let y = graph.dropout(x, rate: 0.4, seed: 3)
    let logits = try graph.dense(
      y, weights: GoldenNumbers.tensor("dropout.weight", [3, 16]), bias: [0, 0, 0], name: "dense")
    try graph.prepare(loss: logits)
    let targets = GoldenNumbers.targets("dropout.targets", batch: 4, classes: 3)
    try graph.forward(step: 7)
    _ = graph.loss(targets: targets)
    try graph.backward()
    let gradient = try #require(graph.gradient(of: x))
    #expect(zip(graph.output(y), gradient).allSatisfy { ($0 == 0) == ($1 == 0) })
    let length = gradient.map { $0 * $0 }.reduce(0, +).squareRoot()
    func loss(_ sign: Float) throws -> Float {
      graph.withInput(x) { _ = $0.update(from: zip(start, gradient).map { $0 + sign * 1e-2 * $1 / length }) }
      try graph.forward(step: 7)
      return graph.loss(targets: targets)
    }
    let slope = (try loss(1) - (try loss(-1))) / 2e-2
    #expect(abs(slope - length) < 0.01 * length)
  }
}
