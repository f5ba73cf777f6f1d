import Emotions
import Foundation
import Images
import Networks
import Testing
import Training

@Suite struct ReproductionTests {
  /// Noise, a photograph each; every third is there twice, once lighter.
  static func faces(_ counts: [Int] = [12, 10, 8, 60, 40, 30, 20], split: String = "Training") -> FaceDataSet
  {
    var rows: [FaceRow] = []
    for emotion in Emotion.allCases {
      for photograph in 0..<counts[emotion.index] {
        var generator = SeededGenerator(seed: 1, epoch: emotion.index, index: photograph)
        let pixels = (0..<48 * 48).map { _ in UInt8(generator.below(200)) }
        for lighter: UInt8 in photograph % 3 == 0 ? [0, 20] : [0] {
          rows.append(
            FaceRow(
              image: GrayImage(width: 48, height: 48, pixels: pixels.map { $0 + lighter }), label: emotion,
              target: emotion.oneHot, split: split, number: rows.count, name: "\(rows.count)"))
        }
      }
    }
    return FaceDataSet(source: "noise", rows: rows)
  }

  private static func sample(_ rowsPerClass: Int = 60) throws -> ReproductionSample {
    try ReproductionSample(from: faces(), rowsPerClass: rowsPerClass, seed: 1)
  }

  private static func split(_ order: SplitOrder) throws -> ReproductionSplit {
    ReproductionSplit(try sample(), order, side: 48, seed: 1)
  }

  @Test func `a sample has the proportions of RAF-DB and leaves other photographs over`() throws {
    let sample = try Self.sample()
    // 60 / 4772 of RAF-DB's counts.
    #expect(sample.faces.support == [9, 9, 4, 60, 32, 25, 16])
    #expect(sample.rowsPerClass == 60)
    let shown = Set(sample.faces.rows.map(\.image))
    #expect(sample.unseen.rows.allSatisfy { !shown.contains($0.image) })
    let everything = sample.faces.rows + sample.unseen.rows
    #expect(everything.count > 200 && Set(everything.map(\.number)).count == everything.count)
    let pictures = FaceDataSet(source: "", rows: sample.faces.rows)
    #expect(sample.unseen.excludingPhotographs(of: [pictures]).excluded.isEmpty)
  }

  @Test func `a sample is drawn from the training split, and where there is none from all`() throws {
    let other = Self.faces(split: "PublicTest").rows.enumerated().map { place, row in
      FaceRow(
        image: row.image.resized(width: 30, height: 48), label: row.label, target: row.target,
        split: row.split, number: 1000 + place, name: "")
    }
    let both = FaceDataSet(source: "noise", rows: Self.faces().rows + other)
    let sample = try ReproductionSample(from: both, rowsPerClass: 60, seed: 1)
    #expect(sample.faces.rows.allSatisfy { $0.split == "Training" })
    let only = FaceDataSet(source: "noise", rows: other)
    #expect(try ReproductionSample(from: only, rowsPerClass: 60, seed: 1).faces.rows.count == 155)
  }

  @Test func `an emotion without a face is refused`() {
    #expect(throws: DataSetError.self) {
      try ReproductionSample(from: Self.faces([5, 5, 0, 5, 5, 5, 5]), seed: 1)
    }
  }

  @Test func `balanced and then split, every class has as many rows, and test rows show trained photographs`()
    throws
  {
    let split = try Self.split(.balanceThenSplit)
    let parts = [split.training, split.validation, split.test]
    let support = Emotion.allCases.map { emotion in parts.reduce(0) { $0 + $1.support[emotion.index] } }
    #expect(support == [Int](repeating: 60, count: 7))
    #expect(parts.map(\.rows.count) == [336, 42, 42])
    let shared = split.test.shared(with: split.training)
    for (row, isShared) in zip(split.test.rows, shared) where row.label == .fear || row.label == .disgust {
      #expect(isShared, "of fifteen copies of fear not all can be held back")
    }
    #expect(shared.contains(false), "happy photographs are there once")
  }

  @Test func `split and then balanced, no photograph is on two sides and the test rows are the originals`()
    throws
  {
    let split = try Self.split(.splitThenBalance)
    #expect(!split.test.shared(with: split.training).contains(true))
    #expect(!split.validation.shared(with: split.training).contains(true))
    #expect(!split.test.shared(with: split.validation).contains(true))
    let originals = Set(Self.faces().rows.map(\.image))
    for held in [split.test, split.validation] {
      #expect(held.rows.allSatisfy { originals.contains($0.image) })
      #expect(held.support.allSatisfy { $0 >= 1 })
      // By pixels, not by our numbers.
      let pictures = FaceDataSet(source: "", rows: held.rows)
      let trained = FaceDataSet(source: "", rows: split.training.rows)
      #expect(pictures.excludingPhotographs(of: [trained]).excluded.isEmpty)
    }
    #expect(split.training.support == [Int](repeating: 48, count: 7))
  }

  @Test func `both orders train on as many rows, and a copy is the same in both`() throws {
    let (a, b) = (try Self.split(.balanceThenSplit), try Self.split(.splitThenBalance))
    #expect(a.training.rows.count == b.training.rows.count)
    let all = Set([a.training, a.validation, a.test].flatMap { $0.rows.map(\.image) })
    // What (b) makes beyond (a)'s copies stands for the photographs that it holds back.
    let known = b.training.rows.count { all.contains($0.image) }
    #expect(known > b.training.rows.count * 3 / 4)
    #expect(Set(b.training.rows.map(\.image)).count > b.training.rows.count * 9 / 10, "copies differ")
  }

  @Test func `the same seed splits the same way`() throws {
    let (one, two) = (try Self.split(.balanceThenSplit), try Self.split(.balanceThenSplit))
    #expect(one.test.rows.map(\.image) == two.test.rows.map(\.image))
    let other = ReproductionSplit(try Self.sample(), .balanceThenSplit, side: 48, seed: 2)
    #expect(one.test.rows.map(\.image) != other.test.rows.map(\.image))
  }

  @Test func `a recipe is changed by some keys and an unknown one is refused`() throws {
    let recipe = try Recipe.reproduction(frozen: true).changed(
      by: Data(#"{"side": 32, "augmentation": {"flip": 0}}"#.utf8))
    #expect(recipe.side == 32 && recipe.frozenBase)
    #expect(recipe.augmentation.flip == 0 && recipe.augmentation.rotation == 5)
    for json in [#"{"sides": 32}"#, #"{"augmentation": {"flap": 0}}"#, "[]"] {
      #expect(throws: TrainingError.self) {
        try Recipe.reproduction(frozen: false).changed(by: Data(json.utf8))
      }
    }
  }
}
