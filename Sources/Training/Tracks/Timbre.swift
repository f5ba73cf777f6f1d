import Foundation

/// How an instrument of the synthesiser sounds: the strengths of its harmonics, and how its notes begin and fade.
public struct Timbre: Hashable, Sendable {
  public let name: String
  /// Of the fundamental, the second harmonic and so on.
  let harmonics: [Float]
  /// Seconds until a note is at its loudest.
  let attack: Float
  /// Seconds in which a note fades to a third; `nil` if it is held.
  let decay: Float?

  static let harmonicCount = 12

  init(_ name: String, attack: Float, decay: Float? = nil, _ strength: (Int) -> Float) {
    self.name = name
    self.attack = attack
    self.decay = decay
    harmonics = (1...Self.harmonicCount).map(strength)
  }

  /// What the network learns from.
  public static let learned = [
    Timbre("flute", attack: 0.06) { $0 == 1 ? 1 : 0.4 / Float($0 * $0) },
    Timbre("organ", attack: 0.02) { [1, 0.6, 0.5, 0.4, 0, 0.3, 0, 0.25, 0, 0, 0, 0.1][$0 - 1] },
    Timbre("strings", attack: 0.09) { 1 / Float($0) },
    Timbre("reed", attack: 0.03) { $0.isMultiple(of: 2) ? 0.05 : 1 / Float($0) },
    Timbre("piano", attack: 0.005, decay: 0.6) { 1 / powf(Float($0), 1.4) },
    Timbre("harp", attack: 0.005, decay: 0.35) { expf(-0.7 * Float($0 - 1)) },
  ]

  /// What it is tested on and never heard before.
  public static let unheard = [
    Timbre("horn", attack: 0.05) { expf(-0.18 * powf(Float($0) - 3, 2)) + 0.3 / Float($0) },
    Timbre("pulse", attack: 0.01) { abs(sinf(.pi * Float($0) / 5)) / Float($0) },
    Timbre("guitar", attack: 0.004, decay: 0.45) { abs(sinf(.pi * Float($0) * 0.23)) / Float($0) + 0.02 },
    Timbre("marimba", attack: 0.003, decay: 0.2) { [1, 0.02, 0.02, 0.5, 0, 0, 0, 0, 0, 0.15, 0, 0][$0 - 1] },
  ]

  /// One period as a table, for each number of harmonics that there is room for: `tables[n - 1]` has n.
  ///
  /// - Parameter brightness: −1…1; turns the higher harmonics down or up.
  func tables(brightness: Double) -> [[Float]] {
    let size = Self.tableSize
    var sum = [Float](repeating: 0, count: size)
    return harmonics.enumerated().map { index, strength in
      let number = index + 1
      let level = strength * powf(Float(number), Float(brightness) * 0.9 - 0.3)
      // A phase for each harmonic keeps their tops apart.
      let phase = Double(number * number) * 0.7
      for place in 0..<size {
        let angle = 2 * .pi * Double(place * number) / Double(size) + phase
        sum[place] += level * Float(sin(angle))
      }
      return sum
    }
  }

  static let tableSize = 1024
}
