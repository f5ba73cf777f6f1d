import Images
import Synchronization

/// The frames of an MJPEG stream: standard input, or a named pipe.
///
/// Such a stream tells no times. The frames come evenly if it is said how many there are in a second; otherwise each is
/// shown when it arrives.
public final class MJPEGReader: Sendable {
  private let path: String?
  private let framesPerSecond: Double?
  private let limits: ImageLimits
  private let now: @Sendable () -> Duration
  private let state = Mutex(State())

  private struct State {
    var source: Descriptor?
    var splitter = MJPEGSplitter()
    var pictures = 0
    var frames = 0
    var firstProblem: ImageError?
    var begin: Duration?
  }

  /// - Parameters:
  ///   - path: a pipe; `nil` for standard input.
  ///   - framesPerSecond: that the stream has, if known.
  ///   - limits: of each picture.
  ///   - now: time on a clock that does not jump.
  public init(
    path: String? = nil, framesPerSecond: Double? = nil,
    limits: ImageLimits = ImageLimits(bytes: MJPEGSplitter.limit, pixels: 25_000_000),
    now: @escaping @Sendable () -> Duration
  ) {
    self.path = path
    self.framesPerSecond = framesPerSecond
    self.limits = limits
    self.now = now
  }

  /// The next frame; `nil` at the end. A picture that cannot be read is counted and passed over.
  ///
  /// - Throws: ``VideoError`` when this is not MJPEG, and in the end if something could not be read.
  public func next() throws(VideoError) -> VideoFrame? {
    while let picture = try nextPicture() {
      let place = state.withLock { state in
        state.pictures += 1
        return state.pictures - 1
      }
      let time = time(of: place)
      do throws(ImageError) {
        let image = try ImageDecoder.decode(picture, limits: limits)
        state.withLock { $0.frames += 1 }
        return VideoFrame(image: image, time: time)
      } catch {
        state.withLock { state in state.firstProblem = state.firstProblem ?? error }
      }
    }
    try checkEnd()
    return nil
  }

  private func time(of place: Int) -> Duration {
    if let framesPerSecond { return .seconds(Double(place) / framesPerSecond) }
    let now = now()
    return state.withLock { state in
      let begin = state.begin ?? now
      state.begin = begin
      return now - begin
    }
  }

  private func nextPicture() throws(VideoError) -> [UInt8]? {
    while true {
      if let picture = try state.withLock({ (state) throws(VideoError) in try state.splitter.next() }) {
        return picture
      }
      let bytes = try source().read(atMost: 1 << 16)
      guard !bytes.isEmpty else { return nil }
      state.withLock { $0.splitter.append(bytes) }
    }
  }

  private func source() throws(VideoError) -> Descriptor {
    if let source = state.withLock({ $0.source }) { return source }
    // Whoever opens a pipe waits for somebody who writes into it.
    let source = try path.map { (path) throws(VideoError) in try Descriptor.open(path) } ?? Descriptor(0)
    state.withLock { $0.source = source }
    return source
  }

  private func checkEnd() throws(VideoError) {
    let (pictures, frames, problem, isCutOff) = state.withLock { state in
      (state.pictures, state.frames, state.firstProblem, state.splitter.isWithinPicture)
    }
    if isCutOff { throw .cutOff(frames: frames) }
    if pictures == 0 { throw state.withLock { $0.splitter.hasSeenBytes } ? .notMJPEG : .emptyStream }
    if let problem {
      throw .badPictures(count: pictures - frames, of: pictures, reason: "\(problem)")
    }
  }
}
