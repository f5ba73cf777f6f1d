import Foundation
import Images
import Testing
import Training

struct DataPhotographTests {
  /// A picture of smooth random waves, different for each seed.
  private func photograph(_ seed: UInt64, side: Int = 48) -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    let waves = (0..<12).map { _ in
      (
        x: Double(generator.uniform(-4...4)), y: Double(generator.uniform(-4...4)),
        phase: Double(generator.uniform(0...6)), height: Double(generator.uniform(4...20))
      )
    }
    return picture(side, side) { x, y in
      let (u, v) = ((Double(x) + 0.5) / Double(side), (Double(y) + 0.5) / Double(side))
      var sum = 128.0
      for wave in waves { sum += wave.height * sin(6.283 * (wave.x * u + wave.y * v) + wave.phase) }
      return sum
    }
  }

  /// The correlation computed plainly from the definition, for sides that are multiples of 24.
  private func correlation(_ a: GrayImage, _ b: GrayImage) -> Double {
    func descriptor(_ image: GrayImage) -> [Double] {
      let block = image.width / 24
      let means = (0..<576).map { at in
        var sum = 0.0
        for y in 0..<block {
          for x in 0..<block { sum += Double(image[at % 24 * block + x, at / 24 * block + y]) }
        }
        return sum / Double(block * block)
      }
      let mean = means.reduce(0, +) / 576
      return means.map { $0 - mean }
    }
    let (x, y) = (descriptor(a), descriptor(b))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
  }

  @Test func `lighter, flatter and larger copies are the same photograph`() {
    let original = photograph(1)
    let pale = picture(48, 48) { x, y in 60 + 0.5 * Double(original[x, y]) }
    let large = photograph(1, side: 96)
    let others = PhotographIndex([photograph(2), pale, original, large, photograph(3)])
    let pairs = PhotographIndex([original]).pairs(with: others)
    #expect(pairs.map(\.second) == [1, 2, 3])
    #expect(pairs.map(\.identical) == [false, true, false])
    #expect(pairs.allSatisfy { $0.correlation > 0.99 && $0.correlation <= 1 })
  }

  @Test(arguments: [0.3, 0.6, 0.92] as [Float])
  func `no pair is missed or made up at any threshold`(threshold: Float) {
    let images = (0..<90).map { seed in
      let (a, b) = (photograph(UInt64(seed / 3)), photograph(UInt64(seed + 500)))
      let share = Double(seed % 3) * 0.25
      return picture(48, 48) { x, y in (1 - share) * Double(a[x, y]) + share * Double(b[x, y]) }
    }
    var expected: [[Int]] = []
    for first in images.indices {
      for second in images.indices where first < second {
        if correlation(images[first], images[second]) >= Double(threshold) {
          expected.append([first, second])
        }
      }
    }
    #expect(!expected.isEmpty)
    let index = PhotographIndex(images)
    #expect(index.pairs(threshold: threshold).map { [$0.first, $0.second] } == expected)
    let across = PhotographIndex(Array(images[..<37])).pairs(
      with: PhotographIndex(Array(images[37...])), threshold: threshold)
    #expect(
      across.map { [$0.first, $0.second + 37] } == expected.filter { $0[0] < 37 && $0[1] >= 37 })
  }

  @Test func `flat pictures are the same as each other and as nothing else`() {
    let flat = { (shade: UInt8) in
      GrayImage(width: 48, height: 48, pixels: Array(repeating: shade, count: 2304))
    }
    let nearlyFlat = picture(48, 48) { x, _ in x == 5 ? 201 : 200 }
    let pairs = PhotographIndex([flat(0), photograph(1), flat(255), flat(0), nearlyFlat]).pairs()
    #expect(pairs.map { [$0.first, $0.second] } == [[0, 2], [0, 3], [0, 4], [2, 3], [2, 4], [3, 4]])
    #expect(pairs.map(\.identical) == [false, true, false, false, false, false])
  }

  @Test func `pictures smaller than the grid and of odd sides are compared too`() {
    let index = PhotographIndex([photograph(4, side: 20), photograph(4, side: 97), photograph(5, side: 31)])
    #expect(index.pairs().map { [$0.first, $0.second] } == [[0, 1]])
    #expect(PhotographIndex([]).pairs().isEmpty)
  }

  @Test func `a chain of pairs is one group`() {
    let (a, b) = (photograph(1), photograph(2))
    let chain = [0.0, 0.25, 0.5].map { share in
      picture(48, 48) { x, y in (1 - share) * Double(a[x, y]) + share * Double(b[x, y]) }
    }
    let index = PhotographIndex([photograph(3), chain[0], chain[1], chain[2], photograph(4)])
    let direct = Float((correlation(chain[0], chain[2]) + correlation(chain[0], chain[1])) / 2)
    #expect(index.groups(threshold: direct) == [0, 1, 1, 1, 4])
  }

  @Test func `rows that show a photograph of the other set are taken out`() {
    func set(_ seeds: [UInt64]) -> FaceDataSet {
      FaceDataSet(
        source: "made",
        rows: seeds.enumerated().map { number, seed in
          FaceRow(
            image: photograph(seed), label: .happy, target: nil, split: "train", number: number,
            name: "\(seed)")
        })
    }
    let (kept, excluded) = set([1, 2, 3, 4]).excludingPhotographs(of: [set([9, 3]), set([1])])
    #expect(kept.rows.map(\.name) == ["2", "4"])
    #expect(excluded == [0, 2])
  }
}
