import Emotions
import Foundation
import Testing

@Suite struct MoodReplayTests {
  private struct Golden: Decodable {
    struct Frame: Decodable {
      let time: Double
      let truth: Emotion
      let probabilities: [Double]?
    }
    let seed: UInt64
    let rate: Double
    let seconds: Double
    let changes: [Double]
    let frames: [Frame]

    static func load() throws -> Golden {
      let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      return try JSONDecoder().decode(
        Golden.self, from: Data(contentsOf: folder.appending(path: "Golden/mood-stream.json")))
    }
  }

  @Test func `a stream is the one that the script records`() throws {
    let golden = try Golden.load()
    let stream = MoodStream(seed: golden.seed, rate: golden.rate, seconds: golden.seconds)
    #expect(stream.frames.count == golden.frames.count)
    #expect(stream.changes.count == golden.changes.count)
    for (made, recorded) in zip(stream.frames, golden.frames) {
      #expect(abs(made.time - recorded.time) < 1e-5 && made.truth == recorded.truth)
      #expect((made.probabilities == nil) == (recorded.probabilities == nil))
      let furthest = zip(made.probabilities ?? [], recorded.probabilities ?? []).map { abs($0 - $1) }.max()
      #expect(furthest ?? 0 < 1e-4)
    }
  }

  @Test func `the recorded stream shows each true change once`() throws {
    let golden = try Golden.load()
    let frames = golden.frames.map {
      MoodStream.Frame(time: $0.time, truth: $0.truth, probabilities: $0.probabilities)
    }
    let replay = MoodReplay.tracked([MoodStream(rate: golden.rate, changes: golden.changes, frames: frames)])
    print("recorded: \(replay)")
    #expect(replay.share == 1 && replay.reached == 1)
    #expect(replay.delay(at: 0.5) < 1.2)
  }

  @Test func `a true change is one change of the label, in about a second`() {
    let streams = (1...300).map { MoodStream(seed: $0) }
    let (tracked, naive) = (MoodReplay.tracked(streams), MoodReplay.naive(streams))
    print("mood over time: \(tracked)\ntop of each frame: \(naive)")
    #expect(tracked.share >= 0.95)
    #expect(tracked.delay(at: 0.5) < 1.2)
    #expect(tracked.reached > 0.97)
    #expect(naive.share < 0.5)
  }

  @Test(arguments: [3.0, 5, 8, 15, 30])
  func `it holds at every frame rate`(rate: Double) {
    let replay = MoodReplay.tracked((1...60).map { MoodStream(seed: 1000 + $0, rate: rate) })
    print("\(rate) frames a second: \(replay)")
    #expect(replay.share >= 0.95)
    #expect(replay.delay(at: 0.5) < 1.2)
  }
}
