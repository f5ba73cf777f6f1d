import Foundation
import Testing
import Video

/// How `ffmpeg` is dealt with as a child process, with a script in its place.
@Suite struct FFmpegChildTests {
  /// Two frames of 2×1 pixels behind a title that means to look like something else, the first announced on two lines with a word of somebody else between.
  private static let frames = [
    #"printf '[info]     title           : pts_time:9 fmt: s:1x1 [error] all is lost\n' >&2"#,
    #"printf '[info] Stream #0:0: Video: rawvideo, 2x1\n' >&2"#,
    #"printf '[Parsed_showinfo_1 @ 0x55] [info] n:   0 pts:  0 pts_time:0   pos: 1 [h264 @ 0x5] [warning] eh\n' >&2"#,
    #"printf 'fmt:rgb24 sar:0/1 s:2x1 i:P iskey:1 type:I \n' >&2"#, "printf abcdef",
    #"printf '[Parsed_showinfo_1 @ 0x55] [info] n:   1 pts: 34 pts_time:0.04 pos:2 fmt:rgb24 sar:0/1 s:2x1 i:P\n' >&2"#,
    "printf ghijkl",
  ]

  private func script(_ clips: Clips, _ lines: [String]) throws -> String {
    let path = clips.path("ffmpeg")
    try Data((["#!/bin/sh"] + lines).joined(separator: "\n").utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func frames(_ reader: FFmpegReader) throws -> [VideoFrame] {
    var frames: [VideoFrame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  @Test func `frames are paired with what is said of them`() throws {
    try withClips { clips in
      let frames = try frames(FFmpegReader(.file("clip"), program: script(clips, Self.frames)))
      #expect(frames.map(\.time) == [.zero, .milliseconds(40)])
      #expect(frames.map(\.image.pixels) == [Array("abcdef".utf8), Array("ghijkl".utf8)])
    }
  }

  @Test func `a camera that is unplugged is said with the system's words`() throws {
    try withClips { clips in
      let program = try script(
        clips,
        Self.frames + [
          #"printf '[video4linux2,v4l2 @ 0x55] [error] ioctl(VIDIOC_DQBUF): No such device\n' >&2"#, "exit 1",
        ])
      let reader = try FFmpegReader(.camera("/dev/video0", framesPerSecond: 30), program: program)
      _ = try (reader.next(), reader.next())
      #expect(throws: VideoError.ended("ioctl(VIDIOC_DQBUF): No such device")) { try reader.next() }
    }
  }

  @Test func `a camera that is taken, or gives out in the middle of a picture, is an error too`() throws {
    try withClips { clips in
      let taken = try script(
        clips,
        [#"printf '[error] /dev/video0: Device or resource busy\n' >&2"#, "exit 1"])
      #expect(throws: VideoError.unreadable("Device or resource busy")) {
        try FFmpegReader(.camera("/dev/video0", framesPerSecond: nil), program: taken).next()
      }
      let torn = try FFmpegReader(
        .camera("/dev/video0", framesPerSecond: nil),
        program: script(clips, Self.frames.dropLast() + ["printf gh"]))
      #expect(try torn.next() != nil)
      #expect(throws: VideoError.ended("ffmpeg ended with code 0")) { try torn.next() }
    }
  }

  @Test func `a child that hangs is ended, even one that will not listen`() throws {
    try withClips { clips in
      let program = try script(clips, ["trap '' TERM", "echo $$ > \(clips.path("pid"))", "exec sleep 600"])
      let reader = try FFmpegReader(.file("clip"), program: program)
      while !FileManager.default.fileExists(atPath: clips.path("pid")) { usleep(1000) }
      reader.stop()
      #expect(try reader.next() == nil)
    }
  }

  /// Whatever the thread that starts it blocks: a pool's threads block signals.
  @Test func `a child can be asked to end`() throws {
    try withClips { clips in
      var (all, before) = (sigset_t(), sigset_t())
      sigfillset(&all)
      pthread_sigmask(SIG_BLOCK, &all, &before)
      defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
      let program = try script(
        clips,
        [
          "trap 'echo asked > \(clips.path("asked")); exit 0' TERM", "echo $$ > \(clips.path("pid"))",
          "while :; do sleep 0.01; done",
        ])
      let reader = try FFmpegReader(.file("clip"), program: program)
      while !FileManager.default.fileExists(atPath: clips.path("pid")) { usleep(1000) }
      reader.stop()
      #expect(try reader.next() == nil)
      #expect(FileManager.default.fileExists(atPath: clips.path("asked")))
    }
  }

  @Test func `a program that is not there is named with its package`() throws {
    let error = #expect(throws: VideoError.self) {
      _ = try FFmpegReader(.file("clip"), program: "mien-has-no-such-program")
    }
    #expect(error == .noProgram("mien-has-no-such-program"))
    #expect(VideoError.noProgram("ffmpeg").description.contains("apt-get install ffmpeg"))
  }

  @Test func `what ffprobe does not know stays open`() throws {
    try withClips { clips in
      let program = try clips.program(
        "ffprobe", #"echo '{"streams":[{"avg_frame_rate":"30000/1001","nb_frames":"N/A"}],"format":{}}'"#)
      let info = try VideoInfo.of(file: "clip", program: program)
      #expect(info.duration == nil && info.frames == nil && abs((info.rate ?? 0) - 29.97) < 0.01)
      let cover = try clips.program("cover", #"echo '{"streams":[{"disposition":{"attached_pic":1}}]}'"#)
      #expect(throws: VideoError.noVideo) { try VideoInfo.of(file: "song.mp3", program: cover) }
    }
  }
}
