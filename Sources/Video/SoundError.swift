/// Why the sound of a file could not be read; each a sentence that says what to change.
public enum SoundError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `ffmpeg` or `ffprobe` is not installed.
  case noProgram(String)
  /// The system refused to start a program or to read, in its own words.
  case system(String)
  /// `ffmpeg` cannot read the file, in its own words.
  case unreadable(String)
  /// The file holds pictures, text or nothing, but no sound.
  case noSound
  /// There is sound, but not one sample of it.
  case empty

  init(_ error: VideoError) {
    switch error {
    case .noProgram(let name): self = .noProgram(name)
    default: self = .system(error.description)
    }
  }

  public var description: String {
    switch self {
    case .noProgram(let name):
      "the program \(name), which reads sound, is not installed: on Debian, apt-get install ffmpeg"
    case .system(let reason): reason
    case .unreadable(let reason): "it cannot be read as sound: \(reason)"
    case .noSound: "there is no sound in it"
    case .empty: "its sound has no length"
    }
  }
}
