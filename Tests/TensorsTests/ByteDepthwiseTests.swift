import CKernels
import GoldenNumbers
import Tensors
import Testing

/// The depthwise kernel of bytes beside whole numbers added up here: with the processor's instructions and without.
@Suite struct ByteDepthwiseTests {
  private struct Case: CustomTestStringConvertible, Sendable {
    let height: Int
    let width: Int
    let channels: Int
    let stride: Int
    let before: Int
    let portable: Bool

    var testDescription: String {
      "\(height)×\(width), \(channels) channels, stride \(stride), \(before) before"
        + (portable ? ", portable" : "")
    }

    var outHeight: Int { (height + stride - 1) / stride }
    var outWidth: Int { (width + stride - 1) / stride }

    static let all: [Case] = [1, 7, 16, 32, 33, 144].flatMap { channels in
      [(1, 1), (2, 3), (7, 6), (5, 14)].flatMap { height, width in
        [(1, 1), (2, 0), (2, 1), (1, 2)].flatMap { stride, before in
          [false, true].map {
            Case(
              height: height, width: width, channels: channels, stride: stride, before: before, portable: $0)
          }
        }
      }
    }
  }

  @Test(arguments: Case.all) private func `each byte is the nearest to the sum of its products`(given: Case) {
    let channels = given.channels
    let x = GoldenNumbers.tensor("x", [2 * given.height * given.width * channels]).map {
      UInt8(127.5 + 127.5 * $0)
    }
    let weights = GoldenNumbers.tensor("weights", [channels * 9]).map { Int8($0 * 127) }
    let scale = (0..<channels).map { 0.001 + 0.0007 * Float($0 % 4) }
    let shift = (0..<channels).map { Float($0 * 37 % 200) }
    let layer = ByteDepthwise(
      mien_depthwise(
        batch: 2, height: given.height, width: given.width, channels: channels, out_height: given.outHeight,
        out_width: given.outWidth, stride: Int32(given.stride), top: Int32(given.before),
        left: Int32(given.before), threads: 2, portable: given.portable ? 1 : 0),
      weights: weights, scale: scale, shift: shift)
    var expected: [UInt8] = []
    for place in 0..<2 * given.outHeight * given.outWidth {
      let (image, row) = (
        place / (given.outHeight * given.outWidth), place / given.outWidth % given.outHeight
      )
      let top = row * given.stride - given.before
      let left = place % given.outWidth * given.stride - given.before
      for channel in 0..<channels {
        var sum: Int32 = 0
        for tap in 0..<9 {
          let (y, column) = (top + tap / 3, left + tap % 3)
          guard (0..<given.height).contains(y), (0..<given.width).contains(column) else { continue }
          let at = ((image * given.height + y) * given.width + column) * channels + channel
          sum += Int32(x[at]) * Int32(weights[channel * 9 + tap])
        }
        let value = shift[channel].addingProduct(Float(sum), scale[channel])
        expected.append(UInt8(min(max(value, 0), 255).rounded(.toNearestOrEven)))
      }
    }
    // One byte more, which stays.
    var actual = [UInt8](repeating: 77, count: expected.count + 1)
    layer.run(x, into: &actual)
    #expect(actual == expected + [77])
  }
}
