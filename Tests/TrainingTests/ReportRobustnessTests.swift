import Emotions
import Images
import Testing
import Training

struct ReportRobustnessTests {
  /// Light faces are happy and dark ones sad; the reader below goes by brightness alone.
  private let rows = (0..<20).map { number in
    FaceRow(
      image: picture(48, 48) { _, _ in number.isMultiple(of: 2) ? 200 : 60 },
      label: number.isMultiple(of: 2) ? .happy : .sad, target: nil, split: "test", number: number,
      name: "row \(number)")
  }

  private func read(_ faces: [PlacedFace]) -> [EmotionDistribution] {
    faces.map { EmotionDistribution($0.picture[24, 12] > 128 ? .happy : .sad, confidence: 0.9) }
  }

  @Test func `each kind and strength is measured on the same faces`() throws {
    var asked: [Corruption.Kind] = []
    var counts: Set<Int> = []
    let robustness = try Robustness(
      of: rows, count: 12, seed: 1, progress: { asked.append($0) },
      read: { faces in
        counts.insert(faces.count)
        return read(faces)
      })
    #expect(robustness.rows == 12 && counts == [12, 4 * 12])
    #expect(robustness.accuracy == 1)
    #expect(robustness.series.map(\.kind) == Corruption.Kind.allCases && asked == Corruption.Kind.allCases)
    #expect(robustness.series.allSatisfy { $0.points.map(\.strength) == $0.kind.strengths })
    let accuracy = Dictionary(
      uniqueKeysWithValues: robustness.series.map { ($0.kind, $0.points.map(\.accuracy)) })
    #expect(accuracy[.blur] == [1, 1, 1, 1])
    // In the dark happy faces are read as sad: 200 × 0.6 is below 128.
    let happy = try #require(accuracy[.darkness]?.first)
    #expect(happy < 0.9 && accuracy[.darkness] == [happy, happy, happy, happy])
    #expect(accuracy[.overexposure]?.last == 1 - happy)
  }

  @Test func `the seed decides the sample, and a small set is taken whole`() throws {
    let once = try Robustness(of: rows, count: 10, seed: 1, read: read)
    #expect(try Robustness(of: rows, count: 10, seed: 1, read: read) == once)
    let others = try (2..<8).map { try Robustness(of: rows, count: 10, seed: $0, read: read) }
    #expect(others.contains { $0.series != once.series })
    #expect(try Robustness(of: rows, count: 500, seed: 1, read: read).rows == 20)
    #expect(try Robustness(of: rows, count: 0, seed: 1, read: read).series.isEmpty)
  }

  @Test func `flips average a face with its mirror image`() throws {
    let halves = picture(48, 48) { x, _ in x < 24 ? 0 : 255 }
    let plain = [EmotionDistribution(.happy, confidence: 0.8)]
    var seen: [PlacedFace] = []
    let averaged = try FlipAveraging.distributions(plain, of: [PlacedFace(halves)]) { faces in
      seen = faces
      return [EmotionDistribution(.sad, confidence: 0.8)]
    }
    #expect(seen.map(\.picture) == [picture(48, 48) { x, _ in x < 24 ? 255 : 0 }])
    #expect(abs(averaged[0][.happy] - (0.8 + 0.2 / 6) / 2) < 1e-12)
    #expect(abs(averaged[0][.sad] - averaged[0][.happy]) < 1e-12)
  }
}
