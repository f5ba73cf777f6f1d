import Synchronization

/// The sound of a file as samples of one channel, decoded by `ffmpeg` as a child process, piece by piece.
///
/// ```swift
/// let reader = try SoundReader(path: "song.mp3", rate: 11_025)
/// while let samples = try reader.next() { print(samples.count) }
/// ```
public final class SoundReader: Sendable {
  /// Samples a piece, at most.
  public static let piece = 1 << 15

  private let child: ChildProcess
  private let log: FFmpegLog
  private let state = Mutex(State())

  private struct State {
    var samples = 0
    var isOver = false
    var complaint: String?
  }

  /// - Parameters:
  ///   - rate: samples a second that are wanted, whatever the file has.
  ///   - program: `ffmpeg`, by name or path.
  /// - Throws: ``SoundError/noProgram(_:)``.
  public init(path: String, rate: Int, program: String = "ffmpeg") throws(SoundError) {
    let input = VideoInput.file(path)
    let arguments =
      ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "repeat+level+error"] + input.arguments
      + ["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", "\(rate)"]
      + ["-f", "f32le", "-c:a", "pcm_f32le", "pipe:1"]
    do { child = try ChildProcess(program, arguments) } catch { throw SoundError(error) }
    log = FFmpegLog(child.errors, input: input.name)
  }

  /// What was wrong with the file although some of it was read; known at the end.
  public var complaint: String? { state.withLock { $0.complaint } }

  /// The next samples, once they are there; `nil` at the end.
  ///
  /// - Throws: ``SoundError`` when `ffmpeg` cannot read the file, or finds no sound in it.
  public func next() throws(SoundError) -> [Float]? {
    if state.withLock({ $0.isOver }) { return nil }
    let bytes: [UInt8]
    do { bytes = try child.output.read(exactly: 4 * Self.piece) } catch { throw SoundError(error) }
    guard bytes.count >= 4 else { return try end() }
    let samples = bytes.withUnsafeBytes { raw in
      (0..<bytes.count / 4).map { index in
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
    state.withLock { $0.samples += samples.count }
    return samples
  }

  /// Ends `ffmpeg`, from any thread.
  public func stop() {
    state.withLock { $0.isOver = true }
    child.stop(after: .seconds(1))
  }

  private func end() throws(SoundError) -> [Float]? {
    let code = child.wait(atMost: .seconds(10))
    log.waitForEnd()
    let complaint = log.complaint ?? (code == 0 ? nil : "ffmpeg ended with code \(code)")
    let samples = state.withLock { state in
      state.isOver = true
      state.complaint = complaint
      return state.samples
    }
    guard samples == 0 else { return nil }
    guard let complaint else { throw .empty }
    throw complaint.contains("matches no streams") ? .noSound : .unreadable(complaint)
  }
}
