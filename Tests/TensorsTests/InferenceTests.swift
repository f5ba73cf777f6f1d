import Foundation
import GoldenNumbers
import Synchronization
import Tensors
import Testing

/// oneDNN chooses another implementation for each processor and number of channels; the numbers stay.
///
/// `scripts/test` runs these a second time as on a processor without AVX2.
@Suite struct InferenceTests {
  private struct Layer: CustomTestStringConvertible, Sendable {
    let input: Int
    let output: Int
    let residual: Bool
    let activation: Activation

    var testDescription: String { "\(input) → \(output), residual: \(residual), \(activation)" }

    /// Multiples of 8, of 4, of 2 and of nothing.
    static let all: [Layer] = [(8, 8), (16, 64), (24, 28), (36, 42), (42, 48), (3, 5), (64, 7)].flatMap {
      sizes in
      [Activation.none, .relu, .relu6].flatMap { activation in
        [false, true].map {
          Layer(input: sizes.0, output: sizes.1, residual: $0, activation: activation)
        }
      }
    }
  }

  @Test(arguments: Layer.all) private func `a 1×1 convolution adds bias and residual at each place`(
    layer: Layer
  ) throws {
    let shape = Shape(batch: 2, height: 5, width: 6, channels: layer.input)
    let (inputs, outputs) = (layer.input, layer.output)
    let x = GoldenNumbers.tensor("x", [shape.count])
    let weights = GoldenNumbers.tensor("weights", [outputs, inputs])
    let bias = GoldenNumbers.tensor("bias", [outputs])
    let other = GoldenNumbers.tensor("residual", [shape.rows, outputs])
    var expected = layer.residual ? other : [Float](repeating: 0, count: shape.rows * outputs)
    for row in 0..<shape.rows {
      for output in 0..<outputs {
        var sum = expected[row * outputs + output] + bias[output]
        for input in 0..<inputs { sum += x[row * inputs + input] * weights[output * inputs + input] }
        expected[row * outputs + output] =
          switch layer.activation {
          case .none: sum
          case .relu: max(0, sum)
          case .relu6: min(6, max(0, sum))
          }
      }
    }
    let graph = try InferenceGraph()
    let source = graph.input(shape)
    let residual = graph.input(
      Shape(batch: shape.batch, height: shape.height, width: shape.width, channels: outputs))
    let result = try graph.convolution(
      source, weights: weights, bias: bias, outputChannels: outputs, kernel: 1, padding: .zero,
      activation: layer.activation, residual: layer.residual ? residual : nil)
    graph.withInput(source) { _ = $0.update(from: x) }
    graph.withInput(residual) { _ = $0.update(from: other) }
    try graph.run()
    #expect(GoldenNumbers.error(graph.output(result), expected) < 1e-5)
  }

  /// Runs on a thread of its own.
  private struct Job: @unchecked Sendable {
    // Unchecked: the test waits for the thread before it touches the graph again.
    let body: () throws -> Void

    func onAnotherThread() throws {
      let result = Mutex<Result<Void, any Error>>(.success(()))
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        let outcome = Result { try body() }
        result.withLock { $0 = outcome }
        done.signal()
      }
      done.wait()
      try result.withLock { try $0.get() }
    }
  }

  /// As the workers of the engine do, whose dispatch queues have no thread of their own.
  @Test(arguments: [(42, 48, 1), (36, 42, 3), (3, 24, 5), (64, 7, 1)])
  func `a graph made on one thread runs on any other`(inputs: Int, outputs: Int, kernel: Int) throws {
    let shape = Shape(batch: 1, height: 32, width: 32, channels: inputs)
    let graph = try InferenceGraph()
    let source = graph.input(shape)
    let first = try graph.convolution(
      source, weights: GoldenNumbers.tensor("weights", [outputs, kernel, kernel, inputs]),
      outputChannels: outputs, kernel: kernel, padding: .same(input: 32, kernel: kernel, stride: 1))
    let result = try graph.convolution(
      first, weights: GoldenNumbers.tensor("others", [outputs, 3, 3, 1]), outputChannels: outputs, kernel: 3,
      padding: .same(input: 32, kernel: 3, stride: 1), groups: outputs)
    graph.withInput(source) { _ = $0.update(from: GoldenNumbers.tensor("x", [shape.count])) }
    try graph.run()
    let expected = graph.output(result)
    for _ in 0..<3 {
      try Job { try graph.run() }.onAnotherThread()
      #expect(graph.output(result) == expected)
    }
  }

  @Test(arguments: [(8, 1), (28, 2), (42, 2), (36, 1), (5, 1)])
  func `a depthwise convolution treats each channel alone`(channels: Int, stride: Int) throws {
    let side = 7
    let shape = Shape(batch: 1, height: side, width: side, channels: channels)
    let x = GoldenNumbers.tensor("x", [shape.count])
    let weights = GoldenNumbers.tensor("weights", [channels, 3, 3])
    let graph = try InferenceGraph()
    let source = graph.input(shape)
    let result = try graph.convolution(
      source, weights: weights, outputChannels: channels, kernel: 3, stride: stride,
      padding: .same(input: side, kernel: 3, stride: stride), groups: channels)
    graph.withInput(source) { _ = $0.update(from: x) }
    try graph.run()
    let padding = Padding.same(input: side, kernel: 3, stride: stride)
    var expected = [Float](repeating: 0, count: result.shape.count)
    for place in expected.indices {
      let channel = place % channels
      let (row, column) = (place / channels / result.shape.width, place / channels % result.shape.width)
      for v in 0..<3 {
        for u in 0..<3 {
          let (y, left) = (row * stride + v - padding.top, column * stride + u - padding.left)
          guard (0..<side).contains(y), (0..<side).contains(left) else { continue }
          expected[place] += x[(y * side + left) * channels + channel] * weights[channel * 9 + v * 3 + u]
        }
      }
    }
    #expect(GoldenNumbers.error(graph.output(result), expected) < 1e-5)
  }
}
