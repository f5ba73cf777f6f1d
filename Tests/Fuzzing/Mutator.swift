/// Damages bytes in the ways that find faults in parsers: flipped bits, extreme numbers, parts cut out, doubled, moved,
/// or taken from another file.
public struct Mutator {
  private var generator: SplitMix64

  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// - Parameters:
  ///   - seeds: sound files; one is chosen, and parts of the others may come into it.
  ///   - words: what the format is made of.
  public mutating func next(from seeds: [[UInt8]], words: [String] = []) -> [UInt8] {
    var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
    for _ in 0..<Int.random(in: 1...6, using: &generator) { damage(&bytes, seeds, words) }
    return Array(bytes.prefix(1 << 20))
  }

  private mutating func damage(_ bytes: inout [UInt8], _ seeds: [[UInt8]], _ words: [String]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &generator)) }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2: writeExtreme(&bytes, at: place)
    case 3: bytes.removeSubrange(part(of: bytes, from: place))
    case 4: bytes.insert(contentsOf: bytes[part(of: bytes, from: place)], at: place)
    case 5: bytes.removeLast(bytes.count - place)
    case 6:
      let other = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      guard !other.isEmpty else { return }
      let from = Int.random(in: 0..<other.count, using: &generator)
      bytes.insert(contentsOf: other[part(of: other, from: from)], at: place)
    case 7:
      guard let word = words.randomElement(using: &generator) else {
        bytes[place] = 0
        return
      }
      bytes.insert(contentsOf: Array(word.utf8), at: place)
    default:
      let count = Int.random(in: 1...64, using: &generator)
      bytes.insert(contentsOf: [UInt8](repeating: bytes[place], count: count), at: place)
    }
  }

  private mutating func part(of bytes: [UInt8], from place: Int) -> Range<Int> {
    place..<min(bytes.count, place + Int.random(in: 1...64, using: &generator))
  }

  private mutating func writeExtreme(_ bytes: inout [UInt8], at place: Int) {
    let values: [UInt64] = [
      0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, .max, .max >> 1,
    ]
    let value = values[Int.random(in: 0..<values.count, using: &generator)]
    let width = [1, 2, 4, 8][Int.random(in: 0..<4, using: &generator)]
    let isBig = Bool.random(using: &generator)
    for i in 0..<width where place + i < bytes.count {
      let shift = UInt64(8 * (isBig ? width - 1 - i : i))
      bytes[place + i] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }
}

/// Sebastiano Vigna's generator: the same numbers from the same seed on every machine.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
