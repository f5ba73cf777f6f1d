import Foundation

/// Random numbers that depend on a seed alone (SplitMix64; Steele, Lea & Flood 2014).
///
/// Nothing in this target draws from the system's generator: the same question has the same answer.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A stream of its own for each seed.
  public init(seed: UInt64) { state = seed }

  /// A stream of its own for each seed and text, such as a viewer and a day.
  public init(seed: UInt64, for text: String) { state = seed ^ Self.hash(text.utf8) }

  /// A number of a text, the same on every machine.
  public static func seed(of text: String) -> UInt64 { hash(text.utf8) }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to 1, without 1.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of the standard normal distribution (Box & Muller 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// FNV-1a: the same on every machine and in every run, which Swift's own hashes are not.
  package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
