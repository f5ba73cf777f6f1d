import Foundation
import Testing
import Video

@Suite(.enabled(if: Clips.isFFmpegHere, "ffmpeg is not installed: scripts/bootstrap --tests installs it"))
struct FFmpegReaderTests {
  private func frames(of reader: FFmpegReader) throws -> [VideoFrame] {
    var frames: [VideoFrame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  @Test(arguments: ["clip.mp4", "clip.mkv", "clip.avi"]) func `every frame comes with its own time`(
    name: String
  ) throws {
    try withClips { clips in
      let frames = try frames(of: FFmpegReader(.file(try clips.clip(name))))
      #expect(frames.map(\.time) == (0..<10).map { .milliseconds(100 * $0) })
      #expect(frames.allSatisfy { $0.image.width == 96 && $0.image.height == 64 })
      #expect(frames[0].image != frames[9].image)
    }
  }

  @Test func `uneven frames keep their uneven times`() throws {
    try withClips { clips in
      let path = try clips.clip("gaps.mkv", "-vf", "select='lt(n,2)+gt(n,6)'", "-fps_mode", "passthrough")
      let frames = try frames(of: FFmpegReader(.file(path)))
      #expect(frames.map { Int(($0.time / .milliseconds(1)).rounded()) } == [0, 100, 700, 800, 900])
    }
  }

  @Test func `a huge frame is made smaller before it comes`() throws {
    try withClips { clips in
      let path = try clips.clip("huge.mkv", "-vf", "scale=4000:1000", "-frames:v", "1", "-c:v", "mjpeg")
      let frame = try #require(try FFmpegReader(.file(path)).next())
      #expect(frame.image.width == 1920 && frame.image.height == 480)
    }
  }

  @Test func `ffprobe tells the length, and a picture's name is no address`() throws {
    try withClips { clips in
      let info = try VideoInfo.of(file: try clips.clip("a:b %d.mp4"))
      #expect(info == VideoInfo(duration: .seconds(1), rate: 10, frames: 10))
    }
  }

  @Test func `sound, text and nonsense are refused in one line`() throws {
    try withClips { clips in
      try clips.clip("sound.wav", "-f", "lavfi", "-i", "sine=duration=1", "-map", "1:a")
      #expect(throws: VideoError.noVideo) { try VideoInfo.of(file: clips.path("sound.wav")) }
      for name in ["words.mp4", "words.txt"] {
        try Data("these are words\n".utf8).write(to: clips.folder.appending(path: name))
        let error = #expect(throws: VideoError.self) { try VideoInfo.of(file: clips.path(name)) }
        #expect(error?.description.contains("\n") == false)
        #expect(error?.description.contains(clips.folder.path) == false)
      }
      #expect(throws: VideoError.unreadable("moov atom not found")) {
        try FFmpegReader(.file(clips.path("words.mp4"))).next()
      }
    }
  }

  @Test func `a file cut off gives its frames, and then says so`() throws {
    try withClips { clips in
      let whole = try Data(contentsOf: URL(filePath: clips.clip("whole.mkv", "-c:v", "mjpeg")))
      try whole.prefix(whole.count * 6 / 10).write(to: clips.folder.appending(path: "cut.mkv"))
      let reader = try FFmpegReader(.file(clips.path("cut.mkv")))
      var count = 0
      let error = #expect(throws: VideoError.self) { while try reader.next() != nil { count += 1 } }
      #expect((1..<10).contains(count))
      guard case .damaged(let words, frames: count)? = error else {
        Issue.record("not \(String(describing: error))")
        return
      }
      #expect(!words.isEmpty)
    }
  }

  @Test func `stopping in the middle is no error`() throws {
    try withClips { clips in
      let reader = try FFmpegReader(.file(try clips.clip("long.mkv", "-vf", "loop=200:10")))
      #expect(try reader.next() != nil)
      reader.stop()
      var left = 0
      while try reader.next() != nil { left += 1 }
      #expect(left < 1000)
    }
  }

  @Test func `what is written is read again, each frame at its time`() throws {
    try withClips { clips in
      let source = try frames(of: FFmpegReader(.file(try clips.clip("in.mkv"))))
      for name in ["out.mp4", "out.mkv", "out.avi"] {
        let writer = try VideoWriter(path: clips.path(name), width: 96, height: 64, framesPerSecond: 10)
        // A gap of three frames, and one of another size behind it.
        for frame in source where !(3...5).contains(Int(frame.time / .milliseconds(100))) {
          try writer.write(
            frame.time > .milliseconds(800) ? frame.image.resized(width: 48, height: 32) : frame.image,
            at: frame.time)
        }
        try writer.finish()
        let result = try frames(of: FFmpegReader(.file(clips.path(name))))
        #expect(result.map(\.time) == source.map(\.time), "\(name)")
        #expect(result.allSatisfy { $0.image.width == 96 && $0.image.height == 64 })
      }
    }
  }

  @Test func `an odd size has its colours`() throws {
    try withClips { clips in
      let writer = try VideoWriter(path: clips.path("odd.mp4"), width: 33, height: 17, framesPerSecond: 5)
      try writer.write(
        .init(width: 33, height: 17, pixels: Array(repeating: [200, 40, 40], count: 33 * 17).flatMap { $0 }),
        at: .zero)
      try writer.finish()
      let frame = try #require(try FFmpegReader(.file(clips.path("odd.mp4"))).next()).image
      #expect(frame.width == 34 && frame.height == 18)
      let middle = 3 * (8 * 34 + 16)
      #expect(abs(Int(frame.pixels[middle]) - 200) < 12 && abs(Int(frame.pixels[middle + 1]) - 40) < 12)
    }
  }

  @Test func `an unknown ending or a missing folder is said in one line`() throws {
    try withClips { clips in
      for name in ["film.xyz", "nowhere/film.mp4"] {
        let writer = try VideoWriter(path: clips.path(name), width: 16, height: 16, framesPerSecond: 5)
        let image = try #require(try frames(of: FFmpegReader(.file(clips.clip("in.mkv")))).first).image
        let error = #expect(throws: VideoError.self) {
          for number in 0..<1000 { try writer.write(image, at: .milliseconds(200 * number)) }
          try writer.finish()
        }
        guard case .unwritable(let words)? = error else {
          Issue.record("not \(String(describing: error))")
          return
        }
        #expect(!words.contains("\n") && !words.isEmpty)
      }
    }
  }
}
