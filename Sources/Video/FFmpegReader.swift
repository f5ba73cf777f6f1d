import Images
import Synchronization

/// The frames of a file or camera, decoded by `ffmpeg` as a child process.
///
/// ```swift
/// let reader = try FFmpegReader(.file("clip.mp4"))
/// while let frame = try reader.next() { print(frame.time) }
/// ```
public final class FFmpegReader: Sendable {
  private let child: ChildProcess
  private let log: FFmpegLog
  private let input: VideoInput
  private let state = Mutex(State())

  private struct State {
    var frames = 0
    var last: Duration = .zero
    var isStopped = false
  }

  /// A frame without a time of its own is shown this long after the one before.
  private static let usual: Duration = .milliseconds(40)

  /// - Parameter program: `ffmpeg`, by name or path.
  /// - Throws: ``VideoError/noProgram(_:)``.
  public init(_ input: VideoInput, program: String = "ffmpeg") throws(VideoError) {
    self.input = input
    child = try ChildProcess(program, input.decoding)
    log = FFmpegLog(child.errors, input: input.name)
  }

  /// The next frame, once it is there; `nil` at the end, or when it was stopped.
  ///
  /// - Throws: ``VideoError`` when `ffmpeg` fails, and in the end if it complained of the file.
  public func next() throws(VideoError) -> VideoFrame? {
    guard let announced = log.next() else { return try end() }
    let pixels = try child.output.read(exactly: announced.byteCount)
    guard pixels.count == announced.byteCount else { return try end() }
    let time = state.withLock { state in
      state.last = announced.time ?? (state.frames == 0 ? .zero : state.last + FFmpegReader.usual)
      state.frames += 1
      return state.last
    }
    return VideoFrame(
      image: RGBImage(width: announced.width, height: announced.height, pixels: pixels), time: time)
  }

  /// Ends `ffmpeg`, from any thread; ``next()`` returns `nil` soon.
  public func stop() {
    state.withLock { $0.isStopped = true }
    child.stop(after: .seconds(1))
  }

  private func end() throws(VideoError) -> VideoFrame? {
    let code = child.wait(atMost: .seconds(10))
    log.waitForEnd()
    let (frames, isStopped) = state.withLock { ($0.frames, $0.isStopped) }
    if isStopped { return nil }
    let complaint = log.complaint
    switch (input, frames) {
    case (_, 0): throw complaint.map { .unreadable($0) } ?? .noVideo
    case (.camera, _): throw .ended(complaint ?? "ffmpeg ended with code \(code)")
    case (.file, _):
      if let complaint { throw .damaged(complaint, frames: frames) }
      if code != 0 { throw .damaged("ffmpeg ended with code \(code)", frames: frames) }
    }
    return nil
  }
}
