import Emotions
import Engine
import Foundation
import Testing
import Web

@Suite struct ViewersTests {
  private let start = Date(timeIntervalSince1970: 1_795_348_800)

  /// The probability of sadness in the mood of a viewer after a frame of one sure emotion.
  private func sad(
    _ viewers: Viewers, _ session: String, sees emotion: Emotion, after seconds: TimeInterval
  ) async throws -> Double? {
    try await viewers.read([], of: session, at: start + seconds) { _ in
      FrameAnalysis(width: 1, height: 1, faces: [reading(emotion, confidence: 1)])
    }.mood?.distribution[.sad]
  }

  @Test func `beyond its room the viewer longest away is forgotten`() async throws {
    let viewers = Viewers(most: 2)
    #expect(try await sad(viewers, "a", sees: .happy, after: 0) == 0)
    #expect(try await sad(viewers, "b", sees: .happy, after: 0.1) == 0)
    #expect(try await sad(viewers, "c", sees: .happy, after: 0.2) == 0)
    #expect(try await sad(viewers, "b", sees: .sad, after: 0.3) ?? 1 < 0.5)
    #expect(try await sad(viewers, "a", sees: .sad, after: 0.4) == 1)
  }

  @Test func `a mood ends when its session does`() async throws {
    let viewers = Viewers()
    #expect(try await sad(viewers, "a", sees: .happy, after: 0) == 0)
    await viewers.forget("a")
    #expect(try await sad(viewers, "a", sees: .sad, after: 0.1) == 1)
  }

  @Test func `a frame that comes after its session ended leaves no mood behind`() async throws {
    let viewers = Viewers()
    await #expect(throws: WebError.notSignedIn) {
      try await viewers.read([], of: "a", at: start) { _ in
        FrameAnalysis(width: 1, height: 1, faces: [reading(.happy, confidence: 1)])
      } while: {
        false
      }
    }
    #expect(try await sad(viewers, "a", sees: .sad, after: 0.1) == 1)
  }

  @Test func `when all its room is taken by frames being read a newcomer is turned away`() async throws {
    let viewers = Viewers(most: 1)
    let (entered, entering) = AsyncStream.makeStream(of: Void.self)
    let (released, releasing) = AsyncStream.makeStream(of: Void.self)
    async let first = viewers.read([], of: "a", at: start) { _ in
      entering.yield()
      for await _ in released { break }
      return FrameAnalysis(width: 1, height: 1, faces: [])
    }
    for await _ in entered { break }
    await #expect(throws: WebError.tooManyViewers) { try await sad(viewers, "b", sees: .sad, after: 0) }
    releasing.yield()
    #expect(try await first.mood == nil)
    #expect(try await sad(viewers, "b", sees: .sad, after: 0) == 1)
  }
}
