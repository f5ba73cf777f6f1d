/// Why a video could not be read or written; each a sentence that says what to change.
public enum VideoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `ffmpeg` or `ffprobe` is not installed.
  case noProgram(String)
  /// The system refused to start a program, or to open or read a file, in its own words.
  case system(String)
  /// `ffmpeg` cannot read the input, in its own words.
  case unreadable(String)
  /// The file holds sound, text or nothing, but no video.
  case noVideo
  /// Some of the input could not be read: what is wrong, in `ffmpeg`'s own words, and how many frames were read.
  case damaged(String, frames: Int)
  /// A stream that should be JPEG pictures, one after the other, has something else.
  case notMJPEG
  /// A stream ended before the first picture began.
  case emptyStream
  /// A stream ended within a picture.
  case cutOff(frames: Int)
  /// Some pictures of a stream are none; the first reason.
  case badPictures(count: Int, of: Int, reason: String)
  /// A picture of a stream is larger than allowed.
  case pictureTooLarge(limit: Int)
  /// A camera stopped, in `ffmpeg`'s words.
  case ended(String)
  /// A camera sends no picture for a long time.
  case silent(seconds: Int)
  /// `ffmpeg` cannot write the video, in its own words.
  case unwritable(String)

  public var description: String {
    switch self {
    case .noProgram(let name):
      "the program \(name), which reads and writes videos, is not installed: on Debian, apt-get install ffmpeg"
    case .system(let reason): reason
    case .unreadable(let reason): "it cannot be read as a video: \(reason)"
    case .noVideo: "there is no video in it"
    case .damaged(let reason, let frames):
      "it is damaged or cut off, and \(frames) frame\(frames == 1 ? " was" : "s were") read: \(reason)"
    case .notMJPEG:
      "this is not MJPEG, which is JPEG pictures one after the other: let ffmpeg make it, "
        + "as in ffmpeg -i film.mp4 -f mjpeg - | mien watch -"
    case .emptyStream: "it is empty: there is not one picture"
    case .cutOff(let frames):
      "it ends within a picture, and \(frames) frame\(frames == 1 ? " was" : "s were") read before"
    case .badPictures(let count, let total, let reason):
      "\(count) of \(total) pictures cannot be read; of the first: \(reason)"
    case .pictureTooLarge(let limit): "a picture in it has more than \(limit >> 20) MiB: make it smaller"
    case .ended(let reason): "it sends no more pictures: \(reason)"
    case .silent(let seconds):
      "no picture came for \(seconds) s: is the camera plugged in, and not used by another program?"
    case .unwritable(let reason): "it cannot be written: \(reason)"
    }
  }
}
