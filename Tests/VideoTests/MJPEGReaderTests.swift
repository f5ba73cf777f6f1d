import Foundation
import Images
import Testing
import Video

@Suite struct MJPEGReaderTests {
  private func reader(
    _ clips: Clips, _ bytes: [UInt8], framesPerSecond: Double? = nil, limits: ImageLimits = .default,
    now: @escaping @Sendable () -> Duration = { .zero }
  ) throws -> MJPEGReader {
    try Data(bytes).write(to: clips.folder.appending(path: "stream"))
    return MJPEGReader(
      path: clips.path("stream"), framesPerSecond: framesPerSecond, limits: limits, now: now)
  }

  @Test func `frames come evenly where it is said how many there are in a second`() throws {
    try withClips { clips in
      let reader = try reader(
        clips, try Clips.jpeg(0) + Clips.jpeg(120) + Clips.jpeg(255), framesPerSecond: 4)
      var times: [Duration] = []
      var values: [UInt8] = []
      while let frame = try reader.next() {
        times.append(frame.time)
        values.append(frame.image.pixels[0])
      }
      #expect(times == [.zero, .milliseconds(250), .milliseconds(500)])
      #expect(values == [0, 120, 255])
    }
  }

  @Test func `otherwise each is shown when it arrives, since the first`() throws {
    try withClips { clips in
      let reader = try reader(clips, try Clips.jpeg(0), now: { .seconds(7) })
      #expect(try reader.next()?.time == .zero)
    }
  }

  @Test func `an empty stream, a text and a cut picture each have their sentence`() throws {
    try withClips { clips in
      #expect(throws: VideoError.emptyStream) { try reader(clips, []).next() }
      #expect(throws: VideoError.notMJPEG) { try reader(clips, Array("hello".utf8)).next() }
      let cut = try reader(clips, try Clips.jpeg(3) + Clips.jpeg(4).dropLast(5))
      #expect(try cut.next() != nil)
      #expect(throws: VideoError.cutOff(frames: 1)) { try cut.next() }
      #expect(throws: VideoError.self) {
        try MJPEGReader(path: clips.path("nowhere"), now: { .zero }).next()
      }
    }
  }

  @Test func `a picture that cannot be read is passed over and counted, and keeps its place in time`() throws
  {
    try withClips { clips in
      let tooLarge = try Clips.jpeg(9, side: 100)
      let reader = try reader(
        clips, try Clips.jpeg(3) + tooLarge + Clips.jpeg(4), framesPerSecond: 10,
        limits: ImageLimits(bytes: 100_000, pixels: 1000))
      #expect(try reader.next()?.time == .zero)
      #expect(try reader.next()?.time == .milliseconds(200))
      let error = #expect(throws: VideoError.self) { try reader.next() }
      #expect(error?.description.hasPrefix("1 of 3 pictures cannot be read; of the first: ") == true)
    }
  }
}
