import Images

/// Writes frames into a video file, encoded by `ffmpeg` as a child process. The file's ending says its format.
///
/// ```swift
/// let writer = try VideoWriter(path: "annotated.mp4", width: 640, height: 480, framesPerSecond: 30)
/// try writer.write(frame.image, at: frame.time)
/// try writer.finish()
/// ```
public final class VideoWriter {
  private let child: ChildProcess
  private let log: FFmpegLog
  private let width: Int
  private let height: Int
  private var beat: EvenFrames
  private var last: RGBImage?

  /// - Parameters:
  ///   - path: a file that is there is replaced.
  ///   - framesPerSecond: of the video; frames are repeated or left out to keep to their times.
  ///   - program: `ffmpeg`, by name or path.
  /// - Throws: ``VideoError/noProgram(_:)``.
  public init(
    path: String, width: Int, height: Int, framesPerSecond: Double, program: String = "ffmpeg"
  ) throws(VideoError) {
    let output = VideoInput.file(path).name
    // Most players want colours at half the resolution, and so an even number of pixels.
    child = try ChildProcess(
      program,
      ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "repeat+level+error", "-y"]
        + ["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", "\(width)x\(height)"]
        + ["-framerate", "\(framesPerSecond)", "-i", "pipe:0", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2"]
        + ["-pix_fmt", "yuv420p", output],
      takesInput: true)
    log = FFmpegLog(child.errors, input: output)
    beat = EvenFrames(rate: framesPerSecond)
    self.width = width
    self.height = height
  }

  /// Writes a frame, and as many of the one before as the time between them asks for. A frame of another size is
  /// brought to the size of the first.
  ///
  /// - Throws: ``VideoError/unwritable(_:)`` once `ffmpeg` has given up.
  public func write(_ image: RGBImage, at time: Duration) throws(VideoError) {
    for _ in 0..<beat.copies(before: time) { try send() }
    let fits = image.width == width && image.height == height
    last = fits ? image : image.resized(width: width, height: height)
  }

  /// Writes the last frame, and the end of the file.
  public func finish() throws(VideoError) {
    try send()
    child.input?.close()
    let code = child.wait(atMost: .seconds(60))
    log.waitForEnd()
    guard code == 0 else { throw failure(code) }
  }

  private func send() throws(VideoError) {
    guard let last, let input = child.input else { return }
    guard input.write(last.pixels) else {
      let code = child.wait(atMost: .seconds(5))
      log.waitForEnd()
      throw failure(code)
    }
  }

  private func failure(_ code: Int32) -> VideoError {
    .unwritable(log.complaint ?? "ffmpeg ended with code \(code)")
  }
}
