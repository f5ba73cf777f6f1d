import Foundation

/// MD5 (RFC 1321), which Subsonic's interface asks for and nothing else should.
enum MD5 {
  /// 32 hexadecimal digits.
  static func hex(_ text: String) -> String {
    var message = Array(text.utf8)
    let bits = UInt64(message.count) * 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    for shift in stride(from: 0, to: 64, by: 8) {
      message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    for start in stride(from: 0, to: message.count, by: 64) {
      var words = [UInt32](repeating: 0, count: 16)
      for k in 0..<64 { words[k / 4] |= UInt32(message[start + k]) << UInt32(8 * (k % 4)) }
      add(words, to: &state)
    }
    var digits = ""
    for word in state {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        let byte = UInt8(truncatingIfNeeded: word >> shift)
        digits += (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return digits
  }

  private static func add(_ words: [UInt32], to state: inout [UInt32]) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for step in 0..<64 {
      let mixed: (value: UInt32, word: Int) =
        switch step / 16 {
        case 0: ((b & c) | (~b & d), step)
        case 1: ((d & b) | (~d & c), (5 * step + 1) % 16)
        case 2: (b ^ c ^ d, (3 * step + 5) % 16)
        default: (c ^ (b | ~d), 7 * step % 16)
        }
      let sum = a &+ mixed.value &+ sines[step] &+ words[mixed.word]
      let turn = turns[step / 16][step % 4]
      let turned = sum << turn | sum >> (32 - turn)
      (a, d, c, b) = (d, c, b, b &+ turned)
    }
    for (k, word) in [a, b, c, d].enumerated() { state[k] = state[k] &+ word }
  }

  private static let turns: [[UInt32]] = [
    [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
  ]
  /// The digits of |sin(1)|…|sin(64)| behind the point.
  private static let sines: [UInt32] = (1...64).map { step in
    UInt32(0x1p32 * abs(sin(Double(step))))
  }
}
