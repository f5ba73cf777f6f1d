import Foundation

/// What `ffprobe` knows of a video file before it is read.
public struct VideoInfo: Hashable, Sendable {
  public let duration: Duration?
  /// Frames a second, in the mean.
  public let rate: Double?
  /// Frames in all, counted or reckoned from the two above.
  public let frames: Int?

  public init(duration: Duration? = nil, rate: Double? = nil, frames: Int? = nil) {
    self.duration = duration
    self.rate = rate
    self.frames =
      frames
      ?? duration.flatMap { time in
        rate.map { Int((time / .seconds(1) * $0).rounded()) }
      }
  }

  /// Asks `ffprobe`.
  ///
  /// - Throws: ``VideoError`` if the file cannot be read, or holds no video.
  public static func of(file path: String, program: String = "ffprobe") throws(VideoError) -> VideoInfo {
    let input = VideoInput.file(path)
    let child = try ChildProcess(
      program,
      [
        "-hide_banner", "-loglevel", "level+error", "-select_streams", "v:0", "-show_streams", "-show_format",
        "-of", "json",
      ] + input.arguments)
    let log = FFmpegLog(child.errors, input: input.name)
    var json: [UInt8] = []
    while case let bytes = try child.output.read(atMost: 1 << 16), !bytes.isEmpty { json += bytes }
    let code = child.wait(atMost: .seconds(10))
    log.waitForEnd()
    guard code == 0 else { throw .unreadable(log.complaint ?? "ffprobe ended with code \(code)") }
    return try VideoInfo(json: json)
  }

  /// From the answer of `ffprobe -show_streams -show_format -of json`.
  init(json: [UInt8]) throws(VideoError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let answer = try? decoder.decode(Answer.self, from: Data(json)),
      let stream = answer.streams?.first, stream.disposition?.attachedPic != 1,
      // What ffmpeg makes of a text is letters on a screen.
      answer.format?.formatName != "tty"
    else { throw .noVideo }
    let seconds = [stream.duration, answer.format?.duration].compactMap { $0.flatMap(Double.init) }.first
    self.init(
      duration: seconds.flatMap { $0 > 0 && $0 < 1e7 ? .seconds($0) : nil },
      rate: stream.avgFrameRate.flatMap(VideoInfo.rate), frames: stream.nbFrames.flatMap { Int($0) })
  }

  /// "30000/1001" as a number.
  private static func rate(_ text: String) -> Double? {
    let parts = text.split(separator: "/").compactMap { Double($0) }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    return min(1000, parts[0] / parts[1])
  }

  private struct Answer: Decodable {
    struct Stream: Decodable {
      let avgFrameRate: String?
      let nbFrames: String?
      let duration: String?
      let disposition: Disposition?
    }
    struct Disposition: Decodable {
      let attachedPic: Int?
    }
    struct Format: Decodable {
      let duration: String?
      let formatName: String?
    }
    let streams: [Stream]?
    let format: Format?
  }
}
