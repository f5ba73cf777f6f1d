/// What the bytes of a feature map stand for: `step × (byte − zero)`.
public struct ByteScale: Hashable, Sendable {
  public let step: Float
  /// The byte that stands for 0, exactly.
  public let zero: UInt8

  /// The finest scale that covers a range and 0; what lies outside is cut off.
  ///
  /// - Precondition: the range is finite, and not 0 alone.
  public init(covering range: ClosedRange<Float>) {
    let (low, high) = (min(0, range.lowerBound), max(0, range.upperBound))
    precondition((high - low).isFinite && high > low, "a range of bytes is finite and has a width")
    step = (high - low) / 255
    zero = UInt8(min(255, (-low / step).rounded()))
  }
}

/// The weights of a convolution in whole numbers of −127…127, with a step for each output channel.
struct ByteWeights {
  let values: [Int8]
  /// What 1 stands for in each output channel.
  let steps: [Float]
  /// The sum of each output channel's values.
  let sums: [Int32]

  /// - Parameter weights: those of one output channel after those of another.
  init(_ weights: [Float], outputChannels: Int) {
    let size = weights.count / outputChannels
    var (values, steps, sums): ([Int8], [Float], [Int32]) = ([], [], [])
    values.reserveCapacity(weights.count)
    for channel in 0..<outputChannels {
      let part = weights[channel * size..<(channel + 1) * size]
      let largest = part.reduce(0) { max($0, abs($1)) }
      let step = largest > 0 ? largest / 127 : 1
      var sum: Int32 = 0
      for weight in part {
        let value = Int8(max(-127, min(127, (weight / step).rounded())))
        sum += Int32(value)
        values.append(value)
      }
      steps.append(step)
      sums.append(sum)
    }
    (self.values, self.steps, self.sums) = (values, steps, sums)
  }
}
