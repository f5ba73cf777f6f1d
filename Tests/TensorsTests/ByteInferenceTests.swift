import GoldenNumbers
import Tensors
import Testing

/// Convolutions of bytes against whole numbers added up here.
@Suite(.enabled(if: InferenceGraph.multipliesBytes, "this processor has no AVX512-VNNI"))
struct ByteInferenceTests {
  private struct Layer: CustomTestStringConvertible, Sendable {
    let input: Int
    let output: Int
    let kernel: Int
    let stride: Int
    let size: Int
    var isDepthwise = false
    /// The range of what is read.
    var range: ClosedRange<Float> = 0...6
    var residual = false

    var testDescription: String {
      "\(isDepthwise ? "depthwise " : "")\(kernel)×\(kernel) by \(stride), \(input) → \(output), \(size)×\(size), "
        + "\(range)\(residual ? ", residual" : "")"
    }

    var groups: Int { isDepthwise ? input : 1 }
    var padding: Padding { .same(input: size, kernel: kernel, stride: stride) }

    /// Channels as the network has them, and such that are no multiple of anything.
    static let pointwise: [Layer] = [(16, 96), (32, 16), (96, 24), (8, 8), (3, 5), (20, 7), (64, 33)].flatMap
    {
      sizes in
      [0...6, -2.5...4].flatMap { (range: ClosedRange<Float>) in
        [false, true].map {
          Layer(
            input: sizes.0, output: sizes.1, kernel: 1, stride: 1, size: 5, range: range, residual: $0)
        }
      }
    }

    static let spatial: [Layer] =
      [8, 16, 24, 96, 7].flatMap { channels in
        [1, 2].flatMap { stride in
          [7, 4].map {
            Layer(
              input: channels, output: channels, kernel: 3, stride: stride, size: $0, isDepthwise: true)
          }
        }
      } + [
        Layer(input: 3, output: 8, kernel: 3, stride: 2, size: 9),
        Layer(input: 1, output: 32, kernel: 3, stride: 2, size: 8),
        Layer(input: 16, output: 8, kernel: 3, stride: 1, size: 6),
      ]
  }

  /// Whole numbers in −127…127, the largest among them, with a step of its own for each output channel: what the graph
  /// makes of them is known beforehand.
  private func weights(_ layer: Layer) -> (whole: [Int], steps: [Float], values: [Float]) {
    let size = layer.kernel * layer.kernel * layer.input / layer.groups
    let whole = GoldenNumbers.tensor("weights", [layer.output * size]).enumerated().map {
      $0 % size == 0 ? 127 : Int(($1 * 127).rounded())
    }
    let steps = (0..<layer.output).map { 0.001 + 0.0005 * Float($0 % 5) }
    return (whole, steps, whole.enumerated().map { Float($1) * steps[$0 / size] })
  }

  @Test(arguments: Layer.pointwise + Layer.spatial)
  private func `a convolution of bytes is that of the numbers they stand for, rounded`(layer: Layer) throws {
    let shape = Shape(batch: 2, height: layer.size, width: layer.size, channels: layer.input)
    let (input, output) = (ByteScale(covering: layer.range), ByteScale(covering: -3...5))
    let (whole, steps, values) = weights(layer)
    let bias = GoldenNumbers.tensor("layer.bias", [layer.output])
    let graph = try InferenceGraph()
    let given = graph.input(shape)
    let x = try graph.bytes(given, scale: input)
    let side = (layer.size + layer.stride - 1) / layer.stride
    let added = graph.input(Shape(batch: 2, height: side, width: side, channels: layer.output))
    let residual = layer.residual ? try graph.bytes(added, scale: output) : nil
    let result = try graph.convolution(
      x, weights: values, bias: bias, outputChannels: layer.output, kernel: layer.kernel,
      stride: layer.stride, padding: layer.padding, groups: layer.groups, scale: output, residual: residual)
    let picture = GoldenNumbers.tensor("x", [shape.count]).map { $0 * 4 }
    graph.withInput(given) { _ = $0.update(from: picture) }
    graph.withInput(added) { _ = $0.update(from: GoldenNumbers.tensor("added", [added.shape.count])) }
    try graph.run()

    let (bytes, actual) = (graph.output(x), graph.output(result))
    #expect(
      bytes
        == picture.map {
          UInt8(min(max(($0 / input.step).rounded(.toNearestOrEven) + Float(input.zero), 0), 255))
        })
    let others = residual.map { graph.output($0) }
    let (top, left, channels) = (layer.padding.top, layer.padding.left, layer.input / layer.groups)
    var (index, worst) = (0, 0)
    for image in 0..<2 {
      for row in 0..<side {
        for column in 0..<side {
          for channel in 0..<layer.output {
            var sum = 0
            for ky in 0..<layer.kernel {
              for kx in 0..<layer.kernel {
                let (y, x) = (row * layer.stride + ky - top, column * layer.stride + kx - left)
                guard (0..<layer.size).contains(y), (0..<layer.size).contains(x) else { continue }
                for i in 0..<channels {
                  let from = layer.isDepthwise ? channel : i
                  let byte = bytes[((image * layer.size + y) * layer.size + x) * layer.input + from]
                  let weight = whole[((channel * layer.kernel + ky) * layer.kernel + kx) * channels + i]
                  sum += (Int(byte) - Int(input.zero)) * weight
                }
              }
            }
            let exact = Double(sum) * Double(steps[channel]) * Double(input.step) + Double(bias[channel])
            let place = others.map { Double($0[index]) } ?? Double(output.zero)
            let expected = min(max((exact / Double(output.step) + place).rounded(), 0), 255)
            worst = max(worst, abs(Int(actual[index]) - Int(expected)))
            index += 1
          }
        }
      }
    }
    #expect(index == actual.count)
    #expect(worst <= 1)
    // It is no picture of black and white.
    #expect(Set(actual).count > 20)
  }

  @Test func `bytes become the numbers they stand for`() throws {
    let scale = ByteScale(covering: -1...3)
    #expect(scale.zero == 64)
    #expect(scale.step == Float(4) / 255)
    #expect(ByteScale(covering: 0...6) == ByteScale(covering: 2...6))
    #expect(ByteScale(covering: -6 ... -1).zero == 255)
    let graph = try InferenceGraph()
    let x = graph.input(Shape(batch: 1, height: 1, width: 1, channels: 5))
    let result = try graph.floats(graph.bytes(x, scale: scale))
    graph.withInput(x) { _ = $0.update(from: [-7, 0, 1, 2.999, 100]) }
    try graph.run()
    let expected = [-64, 0, 64, 191, 191].map { Float($0) * scale.step }
    #expect(GoldenNumbers.error(graph.output(result), expected) < 1e-6)
  }

  @Test func `memory that is used again holds bytes and floats`() throws {
    let graph = try InferenceGraph()
    let x = graph.input(Shape(batch: 1, height: 6, width: 6, channels: 16))
    let weights = (0..<256).map { $0 % 17 == 0 ? Float(1) : 0 }
    let range = ByteScale(covering: -1...1)
    var bytes = try graph.bytes(x, scale: range)
    for _ in 0..<4 {
      bytes = try graph.convolution(
        bytes, weights: weights, bias: [Float](repeating: 0, count: 16), outputChannels: 16, kernel: 1,
        padding: .zero, scale: range)
    }
    let result = try graph.globalAveragePool(graph.floats(bytes))
    graph.keep(only: [result])
    graph.withInput(x) { values in for i in values.indices { values[i] = Float(i % 16) / 16 } }
    try graph.run()
    let expected = (0..<16).map { Float($0) / 16 }
    #expect(zip(graph.output(result), expected).allSatisfy { abs($0 - $1) <= range.step })
  }

  @Test func `what bytes cannot say is refused`() throws {
    let graph = try InferenceGraph()
    let (signed, positive) = (ByteScale(covering: -1...1), ByteScale(covering: 0...6))
    let x = try graph.bytes(
      graph.input(Shape(batch: 1, height: 4, width: 4, channels: 8)), scale: signed)
    let ones = [Float](repeating: 1, count: 72)
    #expect(throws: TensorError.self) {
      try graph.convolution(
        x, weights: ones, bias: Array(ones[..<8]), outputChannels: 8, kernel: 3,
        padding: .same(input: 4, kernel: 3, stride: 1), groups: 8, scale: positive)
    }
    #expect(throws: TensorError.self) {
      try graph.convolution(
        x, weights: Array(ones[..<64]), bias: Array(ones[..<8]), outputChannels: 8, kernel: 1, padding: .zero,
        scale: positive, residual: x)
    }
    #expect(throws: TensorError.self) {
      try graph.convolution(
        x, weights: ones, bias: Array(ones[..<8]), outputChannels: 8, kernel: 1, padding: .zero,
        scale: signed)
    }
  }
}
