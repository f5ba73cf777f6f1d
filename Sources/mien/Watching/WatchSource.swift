import Foundation
import Video

/// What `mien watch` watches, once it is open.
final class WatchSource {
  /// As the person named it.
  let name: String
  let kind: Kind
  /// Of a file, as far as known.
  let info: VideoInfo

  private let feed: FrameFeed
  private let stopReading: () -> Void

  enum Kind { case file, camera, stream }

  /// A camera that sends nothing for so long is unplugged or taken.
  private static let patience = 10

  /// - Parameter framesPerSecond: asked of a camera, and said of a stream.
  /// - Throws: ``Failure`` or `VideoError` with what is wrong with it.
  init(_ path: String, framesPerSecond: Double?) throws {
    name = InputFile.name(path)
    kind = try WatchSource.kind(of: path)
    if kind == .stream {
      let began = ContinuousClock.now
      let reader = MJPEGReader(
        path: path == "-" ? nil : path, framesPerSecond: framesPerSecond, now: { ContinuousClock.now - began }
      )
      info = VideoInfo(rate: framesPerSecond)
      feed = FrameFeed(.each) { () throws(VideoError) in try reader.next() }
      stopReading = {}
      return
    }
    let isFile = kind == .file
    info = isFile ? try VideoInfo.of(file: path) : VideoInfo(rate: framesPerSecond)
    let reader = try FFmpegReader(
      isFile ? .file(path) : .camera(path, framesPerSecond: framesPerSecond))
    let began = ContinuousClock.now
    feed = FrameFeed(isFile ? .each : .newest) { () throws(VideoError) in
      guard let frame = try reader.next() else { return nil }
      // A camera's own times may jump.
      return isFile ? frame : VideoFrame(image: frame.image, time: ContinuousClock.now - began)
    }
    stopReading = { reader.stop() }
  }

  /// Frames a second of what is watched, or a usual number.
  var rate: Double { info.rate ?? (kind == .camera ? 30 : 25) }

  /// Frames of a camera that were passed over because newer ones came.
  var dropped: Int { feed.dropped }

  /// The next frame; `nil` at the end, or once `isOver` says so.
  func next(unless isOver: () -> Bool) throws -> VideoFrame? {
    let asked = ContinuousClock.now
    while !isOver() {
      switch try feed.next(within: .milliseconds(100)) {
      case .frame(let frame): return frame
      case .end: return nil
      case .none:
        if kind == .camera, ContinuousClock.now - asked > .seconds(Self.patience) {
          throw VideoError.silent(seconds: Self.patience)
        }
      }
    }
    return nil
  }

  /// Ends the reading, and `ffmpeg` with it.
  func stop() {
    feed.stop()
    stopReading()
  }

  private static func kind(of path: String) throws -> Kind {
    if path == "-" {
      guard isatty(STDIN_FILENO) == 0 else {
        throw Failure("standard input is the terminal: send MJPEG into it, or name a file or camera")
      }
      return .stream
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = errno == ENOENT ? "there is no such file" : String(cString: strerror(errno)).lowercased()
      let hint = path.hasPrefix("/dev/") ? ": is the camera plugged in?" : ""
      throw Failure("\(path): it cannot be read: \(reason)\(hint)")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw Failure("\(path): it is a folder: name a video, or a camera such as /dev/video0")
    case S_IFIFO: return .stream
    case S_IFCHR where major(status.st_rdev) == 81: return .camera
    case S_IFREG: break
    default: throw Failure("\(path): it is neither a video nor a camera such as /dev/video0")
    }
    guard access(path, R_OK) == 0 else { throw Failure("\(path): it cannot be read: you may not read it") }
    guard status.st_size > 0 else { throw Failure("\(path): the file is empty (0 bytes)") }
    return .file
  }

  /// Of the number of a device; 81 are Linux's cameras.
  private static func major(_ device: dev_t) -> UInt64 {
    (UInt64(device) >> 8) & 0xFFF | (UInt64(device) >> 32) & ~0xFFF
  }
}
