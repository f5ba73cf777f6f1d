import Tensors

/// A random generator whose sequence depends on its seed alone: ``SplitMix64`` with what a run draws from it.
///
/// A generator made for (seed, epoch, index) gives the same numbers whichever thread asks and in whatever
/// order.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var source: SplitMix64

  public init(seed: UInt64) { source = SplitMix64(seed: seed) }

  /// The generator of one picture in one epoch of one run.
  public init(seed: UInt64, epoch: Int, index: Int) {
    var mixer = SeededGenerator(seed: seed)
    var inner = SeededGenerator(seed: mixer.next() ^ UInt64(truncatingIfNeeded: epoch))
    var last = SeededGenerator(seed: inner.next() ^ UInt64(truncatingIfNeeded: index))
    self.init(seed: last.next())
  }

  public mutating func next() -> UInt64 { source.next() }

  /// A number in 0..<1, in steps of 2⁻²⁴; the same in every version of the standard library.
  public mutating func unit() -> Float { source.uniform() }

  /// A number in `range`, in even steps.
  public mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  /// A whole number in 0..<`bound`; the bias is below `bound` / 2⁶⁴.
  ///
  /// - Precondition: `bound` is above 0.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "there is no whole number below \(bound)")
    return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// 0..<`count` in random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
    return order
  }
}
