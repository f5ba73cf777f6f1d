import Foundation
import Testing
import Video

@Suite struct SoundReaderTests {
  private func all(_ reader: SoundReader) throws -> [Float] {
    var samples: [Float] = []
    while let piece = try reader.next() { samples += piece }
    return samples
  }

  /// A WAV file of 32-bit floats, one channel.
  static func wave(_ samples: [Float], rate: UInt32) -> Data {
    func bytes(_ value: UInt32, _ count: Int = 4) -> Data {
      withUnsafeBytes(of: value.littleEndian) { Data($0.prefix(count)) }
    }
    let body = samples.reduce(into: Data()) { $0 += bytes($1.bitPattern) }
    return Data("RIFF".utf8) + bytes(UInt32(36 + body.count)) + Data("WAVEfmt ".utf8) + bytes(16)
      + bytes(3, 2)
      + bytes(1, 2) + bytes(rate) + bytes(4 * rate) + bytes(4, 2) + bytes(32, 2) + Data("data".utf8)
      + bytes(UInt32(body.count)) + body
  }

  @Test(.enabled(if: Clips.isFFmpegHere)) func `samples are those of the file`() throws {
    try withClips { clips in
      let samples = (0..<40_000).map { Float(sin(Double($0) / 20)) * 0.5 }
      let path = clips.path("tone.wav")
      try Self.wave(samples, rate: 11_025).write(to: URL(filePath: path))
      let reader = try SoundReader(path: path, rate: 11_025)
      #expect(try all(reader) == samples)
      #expect(reader.complaint == nil)
      #expect(try reader.next() == nil)
      let half = try all(SoundReader(path: path, rate: 5512))
      #expect(abs(half.count - 20_000) < 100)
    }
  }

  @Test(.enabled(if: Clips.isFFmpegHere)) func `what is no sound is said to be none`() throws {
    try withClips { clips in
      try Data("no sound at all".utf8).write(to: URL(filePath: clips.path("letter.mp3")))
      #expect(throws: SoundError.self) {
        try SoundReader(path: clips.path("letter.mp3"), rate: 11_025).next()
      }
      try clips.clip("silent.mp4")
      #expect(throws: SoundError.noSound) {
        try SoundReader(path: clips.path("silent.mp4"), rate: 11_025).next()
      }
      try Self.wave([], rate: 11_025).write(to: URL(filePath: clips.path("empty.wav")))
      #expect(throws: SoundError.self) { try SoundReader(path: clips.path("empty.wav"), rate: 11_025).next() }
      #expect(throws: SoundError.self) { try SoundReader(path: clips.path("none.wav"), rate: 11_025).next() }
    }
  }

  @Test func `a program that is not there is named with its package`() {
    #expect(throws: SoundError.noProgram("mien-has-no-such-program")) {
      try SoundReader(path: "song", rate: 11_025, program: "mien-has-no-such-program")
    }
    #expect(SoundError.noProgram("ffmpeg").description.contains("apt-get install ffmpeg"))
  }

  @Test func `a decoder that gives up on the way leaves what it read, and its complaint`() throws {
    try withClips { clips in
      let program = try clips.program(
        "ffmpeg", #"printf '\000\000\200\077\000\000\000\077'"#,
        #"printf '[mp3 @ 0x5] [error] Header missing\n' >&2"#, "exit 1")
      let reader = try SoundReader(path: "song", rate: 11_025, program: program)
      #expect(try all(reader) == [1, 0.5])
      #expect(reader.complaint == "Header missing")
    }
  }

  @Test func `title, artist and length are what the file says of itself`() throws {
    try withClips { clips in
      let answer =
        #"{"format":{"duration":"187.5","tags":{"TITLE":"Song of the Sink","artist":"The Kitchen"}}}"#
      let info = try SoundInfo.of(file: "song", program: clips.program("ffprobe", "echo '\(answer)'"))
      #expect(info.title == "Song of the Sink")
      #expect(info.artist == "The Kitchen")
      #expect(info.duration == .seconds(187.5))
      let nothing = try SoundInfo.of(file: "song", program: clips.program("nothing", "exit 1"))
      #expect(nothing.title == nil && nothing.artist == nil && nothing.duration == nil)
    }
  }
}
