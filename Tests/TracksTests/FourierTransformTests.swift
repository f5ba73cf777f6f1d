import Foundation
import Testing
import Tracks

@Suite struct FourierTransformTests {
  /// By the definition, one frequency at a time.
  private func plain(_ frame: [Float]) -> [Float] {
    (0...frame.count / 2).map { k in
      var (x, y) = (0.0, 0.0)
      for (n, value) in frame.enumerated() {
        let angle = 2 * .pi * Double(k * n % frame.count) / Double(frame.count)
        x += Double(value) * cos(angle)
        y -= Double(value) * sin(angle)
      }
      return Float((x * x + y * y).squareRoot())
    }
  }

  @Test(arguments: [4, 8, 64, 1024]) func `magnitudes are those of the definition`(size: Int) {
    var state: UInt64 = 9
    let frame = (0..<size).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / 0x1p23 - 1
    }
    var transform = FourierTransform(size: size)
    var found: [Float] = []
    transform.magnitudes(of: frame, into: &found)
    let expected = plain(frame)
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 2e-3, "\(a), \(b)") }
  }

  @Test func `a sine is one line, a constant is at zero`() {
    var transform = FourierTransform(size: 64)
    var found: [Float] = []
    transform.magnitudes(of: (0..<64).map { Float(cos(2 * .pi * 5 * Double($0) / 64)) }, into: &found)
    #expect(abs(found[5] - 32) < 1e-3)
    #expect(found.enumerated().allSatisfy { $0.offset == 5 || $0.element < 1e-3 })
    transform.magnitudes(of: [Float](repeating: 1, count: 64), into: &found)
    #expect(abs(found[0] - 64) < 1e-3)
    #expect(found.dropFirst().allSatisfy { $0 < 1e-3 })
  }
}
