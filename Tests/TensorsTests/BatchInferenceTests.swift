import GoldenNumbers
import Tensors
import Testing

/// Several threads and shared memory change no number.
@Suite struct BatchInferenceTests {
  private static let image = Shape(batch: 1, height: 9, width: 8, channels: 8)

  /// Wide and narrow maps, a shortcut, zeros around and behind: what lies where changes often.
  private static func network(
    _ graph: InferenceGraph, _ x: InferenceGraph.Node
  ) throws(TensorError) -> InferenceGraph.Node {
    func unit(
      _ x: InferenceGraph.Node, _ outputs: Int, _ name: String, residual: InferenceGraph.Node? = nil
    ) throws(TensorError) -> InferenceGraph.Node {
      try graph.convolution(
        x, weights: GoldenNumbers.tensor(name, [outputs, x.shape.channels]), outputChannels: outputs,
        kernel: 1, padding: .zero, activation: .relu6, residual: residual)
    }
    let wide = try unit(x, 48, "wide")
    let narrow = try unit(wide, 8, "narrow", residual: x)
    let padded = try graph.pad(narrow, Padding(top: 1, left: 2, bottom: 0, right: 1))
    let deep = try graph.padChannels(padded, to: 16)
    let again = try unit(deep, 48, "again")
    let joined = try unit(again, 16, "joined", residual: deep)
    return try unit(graph.globalAveragePool(joined), 5, "last")
  }

  private static func faces(_ count: Int) -> [Float] {
    GoldenNumbers.tensor("faces", [count, image.count]).map { $0 * 3 }
  }

  private static func batch(_ count: Int, threads: Int) throws -> BatchInference {
    let shape = Shape(batch: count, height: image.height, width: image.width, channels: image.channels)
    return try BatchInference(shape, threads: threads) { (graph, input) throws(TensorError) in
      try network(graph, input)
    }
  }

  private static func values(_ batch: BatchInference, of faces: [Float], images: Int) throws -> [Float] {
    batch.withInput { _ = $0.update(from: faces) }
    try batch.run(images: images)
    return batch.withOutput { Array($0[..<(images * batch.outputCount)]) }
  }

  @Test func `a batch gives each image what it gives alone`() throws {
    let faces = Self.faces(11)
    let graph = try InferenceGraph()
    let input = graph.input(Self.image)
    let output = try Self.network(graph, input)
    var expected: [Float] = []
    for image in 0..<11 {
      let values = faces[image * Self.image.count..<(image + 1) * Self.image.count]
      graph.withInput(input) { _ = $0.update(from: values) }
      try graph.run()
      expected += graph.output(output)
    }
    for threads in 1...3 {
      let batch = try Self.batch(11, threads: threads)
      #expect(batch.outputCount == 5)
      #expect(GoldenNumbers.error(try Self.values(batch, of: faces, images: 11), expected) < 1e-6)
      // Fewer, and again all: nothing of a run is left for the next.
      #expect(
        GoldenNumbers.error(try Self.values(batch, of: faces, images: 3), Array(expected[..<15])) < 1e-6)
      #expect(GoldenNumbers.error(try Self.values(batch, of: faces, images: 11), expected) < 1e-6)
    }
  }

  @Test func `the number of threads changes no bit`() throws {
    let faces = Self.faces(16)
    let one = try Self.values(Self.batch(16, threads: 1), of: faces, images: 16)
    #expect(try Self.values(Self.batch(16, threads: 2), of: faces, images: 16) == one)
    #expect(try Self.values(Self.batch(16, threads: 4), of: faces, images: 16) == one)
  }

  @Test func `shared memory changes no bit`() throws {
    var outputs: [[Float]] = []
    for isShared in [false, true] {
      let graph = try InferenceGraph()
      let input = graph.input(Self.image)
      let output = try Self.network(graph, input)
      if isShared { graph.keep(only: [output]) }
      for round in 0..<3 {
        graph.withInput(input) { values in
          for (place, value) in Self.faces(1).enumerated() { values[place] = value + Float(round) }
        }
        try graph.run()
      }
      outputs.append(graph.output(output))
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0].contains { $0 != 0 })
  }

  @Test func `what is needed at the same time has a place of its own`() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<50 {
      let needs = (0..<20).map { _ in
        let first = Int(generator.next() % 15)
        return MemoryPlan.Need(
          count: 1 + Int(generator.next() % 400), steps: first...(first + Int(generator.next() % 6)))
      }
      let plan = MemoryPlan(needs)
      for a in needs.indices {
        #expect(plan.offsets[a] % 16 == 0 && plan.offsets[a] + needs[a].count <= plan.count)
        for b in needs.indices where a < b && needs[a].steps.overlaps(needs[b].steps) {
          let isApart =
            plan.offsets[a] + needs[a].count <= plan.offsets[b]
            || plan.offsets[b] + needs[b].count <= plan.offsets[a]
          #expect(isApart)
        }
      }
    }
    let chain = (0..<10).map { MemoryPlan.Need(count: 160, steps: $0...($0 + 1)) }
    #expect(MemoryPlan(chain).count == 320)
  }
}
