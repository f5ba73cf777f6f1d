import Foundation

/// A video that `ffmpeg` reads.
public enum VideoInput: Hashable, Sendable {
  /// A file, by path; every frame of it is read.
  case file(String)
  /// A V4L2 camera, by path, and the pictures a second that are asked of it.
  case camera(String, framesPerSecond: Double?)

  /// Frames beyond this many pixels a side are made smaller before they come to us.
  public static let longestSide = 1920

  /// What `ffmpeg` calls it. The prefix keeps a file's name from being taken for an address.
  var name: String {
    switch self {
    case .file(let path): "file:" + URL(filePath: path).path
    case .camera(let path, _): path
    }
  }

  /// How `ffmpeg` is told of it. A playlist may name files, and no address: nothing is fetched.
  var arguments: [String] {
    switch self {
    case .file: ["-protocol_whitelist", "file,pipe,crypto,data", "-i", name]
    case .camera(_, let rate):
      ["-f", "v4l2"] + (rate.map { ["-framerate", "\($0)"] } ?? []) + ["-i", name]
    }
  }

  /// All that makes `ffmpeg` write the frames as RGB, one behind the other, each announced by ``FrameAnnouncement``.
  var decoding: [String] {
    let side = VideoInput.longestSide
    let filter =
      "scale=w='min(iw,\(side))':h='min(ih,\(side))':force_original_aspect_ratio=decrease,"
      + "format=rgb24,showinfo=checksum=0"
    return ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "repeat+level+info"] + arguments
      + ["-map", "0:v:0", "-an", "-sn", "-dn", "-vf", filter, "-fps_mode", "passthrough"]
      + ["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
  }
}
