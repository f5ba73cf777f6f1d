import Foundation
import Mien
import Testing

/// Imports `Mien` alone, as a package that uses it does.
@Suite struct MoodReaderTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let weights = repository.appending(path: "weights")
  private static let portrait = weights.appending(path: "test/astronaut.png")
  private static let hasPortrait = FileManager.default.fileExists(atPath: portrait.path)

  private func grey() throws -> [UInt8] {
    try JPEGEncoder.encode(RGBImage(width: 64, height: 48, pixels: Array(repeating: 128, count: 64 * 48 * 3)))
  }

  @Test(.enabled(if: hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `from the bytes of a picture to a mood`() throws {
    let reader = try MoodReader(weights: Self.weights)
    let picture = try Data(contentsOf: Self.portrait)
    let mood = try #require(try reader.mood(in: picture))
    #expect(mood.label == .happy)
    #expect(mood.confidence > reader.unsureBelow)
    let faces = try reader.faces(in: picture)
    #expect(faces.count == 1 && faces[0].distribution == mood.distribution)
  }

  @Test(.enabled(if: hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `several threads at once read the same`() async throws {
    let reader = try MoodReader(weights: Self.weights)
    let picture = [UInt8](try Data(contentsOf: Self.portrait))
    let moods = try await withThrowingTaskGroup(of: Mood?.self) { group in
      for _ in 0..<4 { group.addTask { try reader.mood(in: picture) } }
      return try await group.reduce(into: [Mood?]()) { $0.append($1) }
    }
    #expect(Set(moods).count == 1 && moods.count == 4 && moods[0] != nil)
  }

  @Test(.enabled(if: hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `a stream keeps the face's number and the mood`() throws {
    let stream = MoodStream(try MoodReader(weights: Self.weights))
    let picture = try Data(contentsOf: Self.portrait)
    for frame in 0..<4 {
      let reading = try stream.read(picture, at: .milliseconds(200 * frame))
      #expect(reading.faces.map(\.id) == [1])
      if frame == 3 { #expect(reading.mood.state.label == .happy) }
    }
    #expect(throws: MienError.picture(.empty)) { try stream.read([], at: .seconds(1)) }
    #expect(try stream.read(picture, at: .milliseconds(1200)).faces.map(\.id) == [1])
  }

  @Test(.enabled(if: hasPortrait, "scripts/bootstrap fetches the networks"))
  func `a picture without a face has no mood, and bytes that are none are an error of the picture`() throws {
    let reader = try MoodReader(weights: Self.weights)
    #expect(try reader.mood(in: grey()) == nil)
    #expect(try reader.faces(in: grey()).isEmpty)
    #expect(throws: MienError.picture(.unknownFormat)) { try reader.mood(in: Array("words".utf8)) }
    let small = try MoodReader(weights: Self.weights, limits: ImageLimits(bytes: 1_000_000, pixels: 100))
    #expect(throws: MienError.picture(.tooLarge(width: 64, height: 48, limit: 100))) {
      try small.mood(in: grey())
    }
  }

  @Test func `missing networks are named`() {
    let error = #expect(throws: MienError.self) {
      _ = try MoodReader(weights: URL(filePath: "/nowhere"))
    }
    #expect(error?.description.contains("/nowhere/") == true)
  }

  @Test func `a mood has its recommendations, and no mood those of the hour`() throws {
    let recommender = try Recommender()
    let night = Date(timeIntervalSince1970: 1_790_000_000)
    let zone = try #require(TimeZone(identifier: "UTC"))
    let sad = Mood(distribution: EmotionDistribution(.sad, confidence: 0.9), label: .sad)
    let list = recommender.recommend(for: sad, at: night, in: zone, limit: 5, kinds: [.music])
    #expect(list.count == 5)
    #expect(list.allSatisfy { $0.item.kind == .music && !$0.reasons.isEmpty })
    let hour = recommender.recommend(for: nil, at: night, in: zone, limit: 5, kinds: [.music])
    #expect(hour.count == 5 && hour.map(\.item.id) != list.map(\.item.id))
  }

  @Test func `a catalogue of one's own is checked`() throws {
    let item = try #require(try Catalogue.starter().items.first)
    #expect(throws: MienError.self) { try Recommender(items: [item, item]) }
    let own = try Recommender(items: [item])
    #expect(
      own.recommend(for: nil, at: Date(timeIntervalSince1970: 0), in: .gmt).map(\.item.id) == [item.id])
  }
}
