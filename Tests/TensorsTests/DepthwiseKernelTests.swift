import CKernels
import GoldenNumbers
import Tensors
import Testing

/// The depthwise kernels beside plain loops in double precision.
private struct Case: CustomTestStringConvertible, Sendable {
  let height: Int
  let width: Int
  let channels: Int
  let stride: Int
  let threads: Int
  let portable: Bool
  /// Whether batch norms stand before and behind.
  let normalized: Bool

  var testDescription: String {
    "\(height)×\(width), \(channels) channels, stride \(stride), \(threads) threads"
      + (portable ? ", portable" : "") + (normalized ? ", between batch norms" : "")
  }

  static let all: [Case] = small + large

  private static let small = [1, 7, 8, 33].flatMap { channels in
    [(1, 1), (2, 3), (7, 6), (9, 14)].flatMap { height, width in
      [1, 2].flatMap { stride in
        [false, true].flatMap { portable in
          [false, true].map {
            Case(
              height: height, width: width, channels: channels, stride: stride, threads: 1 + channels % 2,
              portable: portable, normalized: $0)
          }
        }
      }
    }
  }

  /// So large that it is written past the cache.
  private static let large = [1, 2].flatMap { stride in
    [false, true].map {
      Case(
        height: 119, width: 250, channels: 16 * stride * stride, stride: stride, threads: 2, portable: $0,
        normalized: true)
    }
  }
}

/// The arrays of a case, and what plain loops make of them.
private struct Example {
  static let batch = 3

  let shape: mien_depthwise
  let before: Coefficients
  let after: Coefficients
  let (x, dy, weights, bias): ([Float], [Float], [Float], [Float])

  /// A batch norm's numbers for each channel.
  struct Coefficients {
    let scale: [Float]
    let shift: [Float]
    let mean: [Float]
    let slope: [Float]
    let offset: [Float]

    init(_ name: String, _ channels: Int) {
      func values(_ what: String) -> [Float] { GoldenNumbers.tensor(name + what, [channels]) }
      (scale, shift, mean) = (values("scale").map { $0 * 4 }, values("shift").map { $0 + 2 }, values("mean"))
      (slope, offset) = (values("slope"), values("offset"))
    }

    func isInside(_ x: Float, _ c: Int) -> Bool { (0.0..<6.0).contains(Double(x * scale[c] + shift[c])) }
  }

  init(_ layer: Case) {
    let padding = Padding.same(height: layer.height, width: layer.width, kernel: 3, stride: layer.stride)
    let (height, width) = (
      (layer.height + layer.stride - 1) / layer.stride, (layer.width + layer.stride - 1) / layer.stride
    )
    shape = mien_depthwise(
      batch: Example.batch, height: layer.height, width: layer.width, channels: layer.channels,
      out_height: height, out_width: width, stride: Int32(layer.stride), top: Int32(padding.top),
      left: Int32(padding.left), threads: Int32(layer.threads), portable: layer.portable ? 1 : 0)
    before = Coefficients("before.", layer.channels)
    after = Coefficients("after.", layer.channels)
    x = GoldenNumbers.tensor("x", [Example.batch * layer.height * layer.width * layer.channels])
    dy = GoldenNumbers.tensor("dy", [Example.batch * height * width * layer.channels])
    weights = GoldenNumbers.tensor("weights", [layer.channels * 9])
    bias = GoldenNumbers.tensor("some.bias", [layer.channels])
  }

  /// Calls `body` with the places of x and y and the weight of every product of the convolution.
  func forEachProduct(_ body: (_ x: Int, _ y: Int, _ weight: Int) -> Void) {
    let (stride, top, left) = (Int(shape.stride), Int(shape.top), Int(shape.left))
    for image in 0..<shape.batch {
      for row in 0..<shape.out_height {
        for column in 0..<shape.out_width {
          for tap in 0..<9 {
            let (r, c) = (row * stride - top + tap / 3, column * stride - left + tap % 3)
            guard (0..<shape.height).contains(r), (0..<shape.width).contains(c) else { continue }
            let from = ((image * shape.height + r) * shape.width + c) * shape.channels
            let to = ((image * shape.out_height + row) * shape.out_width + column) * shape.channels
            for k in 0..<shape.channels { body(from + k, to + k, k * 9 + tap) }
          }
        }
      }
    }
  }

  func normalizedInput() -> [Double] {
    x.enumerated().map { i, v in
      let c = i % shape.channels
      return min(max(Double(v * before.scale[c] + before.shift[c]), 0), 6)
    }
  }

  func gradientBeforeBatchNorm(_ y: [Float]) -> [Double] {
    zip(y, dy).enumerated().map { i, pair in
      let (c, (y, dy)) = (i % shape.channels, pair)
      let g = after.isInside(y, c) ? dy : 0
      return Double(after.scale[c] * g + after.slope[c] * y + after.offset[c])
    }
  }
}

@Suite struct DepthwiseKernelTests {
  /// Calls `body` with the coefficients as the kernels want them; nothing to do if `isUsed` is false.
  private func with<R>(
    _ coefficients: Example.Coefficients, _ isUsed: Bool, _ body: (mien_normalization) -> R
  ) -> R {
    guard isUsed else { return body(mien_normalization()) }
    return coefficients.scale.withUnsafeBufferPointer { scale in
      coefficients.shift.withUnsafeBufferPointer { shift in
        coefficients.mean.withUnsafeBufferPointer { mean in
          coefficients.slope.withUnsafeBufferPointer { slope in
            coefficients.offset.withUnsafeBufferPointer { offset in
              body(
                mien_normalization(
                  scale: scale.baseAddress, shift: shift.baseAddress, mean: mean.baseAddress,
                  slope: slope.baseAddress, offset: offset.baseAddress, relu6: 1))
            }
          }
        }
      }
    }
  }

  @Test(arguments: Case.all) private func `the output is that of a plain loop`(layer: Case) {
    let example = Example(layer)
    var shape = example.shape
    let input = layer.normalized ? example.normalizedInput() : example.x.map(Double.init)
    var expected = example.dy.indices.map { Double(example.bias[$0 % layer.channels]) }
    example.forEachProduct { expected[$1] += input[$0] * Double(example.weights[$2]) }
    expected = expected.map { min(max($0, -0.5), 1) }

    var y = [Float](repeating: .nan, count: example.dy.count)
    let totals = mien_totals_create(shape.threads, layer.channels)
    defer { mien_totals_free(totals) }
    with(example.before, layer.normalized) {
      mien_depthwise_forward(&shape, example.x, $0, example.weights, example.bias, -0.5, 1, &y, totals)
    }
    #expect(GoldenNumbers.error(y, expected.map(Float.init)) < 1e-5)

    var (mean, variance) = (
      [Float](repeating: 0, count: layer.channels), [Float](repeating: 0, count: layer.channels)
    )
    mien_statistics_finish(totals, &mean, &variance)
    for c in 0..<layer.channels {
      let values = stride(from: c, to: expected.count, by: layer.channels).map { expected[$0] }
      let average = values.reduce(0, +) / Double(values.count)
      let spread = values.map { ($0 - average) * ($0 - average) }.reduce(0, +) / Double(values.count)
      #expect(abs(Double(mean[c]) - average) < 1e-5)
      #expect(abs(Double(variance[c]) - spread) < 1e-5)
    }
  }

  @Test(arguments: Case.all) private func `both gradients are those of a plain loop`(layer: Case) {
    let example = Example(layer)
    var shape = example.shape
    let y = GoldenNumbers.tensor("y", [example.dy.count])
    let input = layer.normalized ? example.normalizedInput() : example.x.map(Double.init)
    let gradient = layer.normalized ? example.gradientBeforeBatchNorm(y) : example.dy.map(Double.init)
    var expected = [Double](repeating: 0, count: example.x.count)
    var expectedWeights = [Double](repeating: 0, count: example.weights.count)
    example.forEachProduct { x, y, weight in
      expected[x] += gradient[y] * Double(example.weights[weight])
      expectedWeights[weight] += gradient[y] * input[x]
    }

    var dx = [Float](repeating: .nan, count: example.x.count)
    var dweights = [Float](repeating: .nan, count: example.weights.count)
    let totals = mien_totals_create(shape.threads, layer.channels)
    defer { mien_totals_free(totals) }
    with(example.before, layer.normalized) { before in
      with(example.after, layer.normalized) { after in
        mien_depthwise_backward(
          &shape, example.x, before, y, after, example.dy, example.weights, &dweights, &dx,
          layer.normalized ? totals : nil)
      }
    }
    #expect(GoldenNumbers.error(dx, expected.map(Float.init)) < 1e-5)
    #expect(GoldenNumbers.error(dweights, expectedWeights.map(Float.init)) < 1e-5)
    guard layer.normalized else { return }

    var (sums, products) = (
      [Float](repeating: 0, count: layer.channels), [Float](repeating: 0, count: layer.channels)
    )
    mien_sums_finish(totals, &sums, &products)
    var (expectedSums, expectedProducts) = (sums.map { _ in 0.0 }, sums.map { _ in 0.0 })
    for (i, value) in example.x.enumerated() {
      let c = i % layer.channels
      guard example.before.isInside(value, c) else { continue }
      expectedSums[c] += expected[i]
      expectedProducts[c] += expected[i] * Double(value - example.before.mean[c])
    }
    // Where the terms cancel, the sums are small beside them.
    for (actual, expected) in [(sums, expectedSums), (products, expectedProducts)] {
      let scale = max(10, Float(expected.map(abs).max() ?? 0))
      #expect(GoldenNumbers.error(actual, expected.map(Float.init), scale: scale) < 1e-5)
    }
  }

  @Test func `the same threads give the same bits`() {
    let example = Example(
      Case(height: 9, width: 14, channels: 33, stride: 1, threads: 2, portable: false, normalized: false))
    var shape = example.shape
    func gradients() -> [[Float]] {
      var dx = [Float](repeating: .nan, count: example.x.count)
      var dweights = [Float](repeating: .nan, count: example.weights.count)
      mien_depthwise_backward(
        &shape, example.x, mien_normalization(), nil, mien_normalization(), example.dy, example.weights,
        &dweights, &dx, nil)
      return [dx, dweights]
    }
    let first = gradients()
    for _ in 0..<5 { #expect(gradients() == first) }
  }
}
