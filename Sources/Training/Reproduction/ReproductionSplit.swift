import Emotions

/// What comes first: copying the rare classes' photographs, or deciding what is held back.
public enum SplitOrder: String, CaseIterable, Codable, Sendable {
  /// The published protocol: copies of one photograph fall on all sides.
  case balanceThenSplit = "a"
  /// The honest one: photographs are held back whole, and only those trained on are copied.
  case splitThenBalance = "b"
}

/// Eight tenths to learn from, one to choose the epoch by, one to test on.
public struct ReproductionSplit: Sendable {
  public let training, validation, test: PhotographedFaces

  /// How copies are made: what image libraries' generators do by default, and no more.
  static let copies: Augmentation = {
    var copies = Augmentation()
    copies.rotation = 15
    copies.shift = 0.08
    copies.scale = 0.1
    copies.brightness = 0.15
    copies.contrast = 0.2
    copies.erasing = 0
    return copies
  }()

  /// Splits a sample; both orders give exactly as many rows to train on.
  ///
  /// - Parameter side: of the stored copies, pixels.
  public init(_ sample: ReproductionSample, _ order: SplitOrder, side: Int, seed: UInt64) {
    let classes = Emotion.allCases.count
    let total = classes * sample.rowsPerClass
    let held = total / 10
    var generator = SeededGenerator(seed: seed, epoch: 0, index: 0)
    switch order {
    case .balanceThenSplit:
      let counts = [Int](repeating: sample.rowsPerClass, count: classes)
      let balanced = sample.faces.multiplied(to: counts, side: side, augmentation: Self.copies, seed: seed)
      let random = generator.permutation(balanced.rows.count)
      test = balanced.at(random[..<held])
      validation = balanced.at(random[held..<2 * held])
      training = balanced.at(random[(2 * held)...])
    case .splitThenBalance:
      let parts = Self.byPhotograph(sample.faces, using: &generator)
      (test, validation) = (sample.faces.at(parts.test), sample.faces.at(parts.validation))
      let rows = total - 2 * held
      let counts = (0..<classes).map { rows / classes + ($0 < rows % classes ? 1 : 0) }
      training = sample.faces.at(parts.training)
        .multiplied(to: counts, side: side, augmentation: Self.copies, seed: seed)
    }
  }

  /// Positions of rows; all faces of a photograph in one part, a tenth of each emotion's photographs held back twice.
  private static func byPhotograph(
    _ faces: PhotographedFaces, using generator: inout SeededGenerator
  ) -> (training: [Int], validation: [Int], test: [Int]) {
    var members: [Int: [Int]] = [:]
    var firsts: [Emotion: [Int]] = [:]
    for (position, photograph) in faces.photographs.enumerated() {
      if members[photograph] == nil, let label = faces.rows[position].label {
        firsts[label, default: []].append(photograph)
      }
      members[photograph, default: []].append(position)
    }
    var (training, validation, test): ([Int], [Int], [Int]) = ([], [], [])
    for emotion in Emotion.allCases {
      let photographs = firsts[emotion] ?? []
      let random = generator.permutation(photographs.count).map { photographs[$0] }
      // Of three photographs one each; of fewer none is held back.
      let held = photographs.count < 3 ? 0 : max(1, photographs.count / 10)
      test += random[..<held].flatMap { members[$0] ?? [] }
      validation += random[held..<2 * held].flatMap { members[$0] ?? [] }
      training += random[(2 * held)...].flatMap { members[$0] ?? [] }
    }
    return (training, validation, test)
  }
}
