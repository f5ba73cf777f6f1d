import Foundation
import Web

/// What the machine has beside the libraries: room on the disk, and ffmpeg.
enum MachineCheck {
  /// Enough for a catalogue of a million items and the log of writing it.
  private static let room = 1 << 30

  static func run(_ settings: Settings, environment: [String: String]) -> [Finding] {
    [disk(of: settings.dataDirectory), ffmpeg(environment["PATH"] ?? "")]
  }

  private static func disk(of folder: URL) -> Finding {
    var nearest = folder
    while !FileManager.default.fileExists(atPath: nearest.path), nearest.path != "/" {
      nearest.deleteLastPathComponent()
    }
    var found = statvfs()
    guard statvfs(nearest.path, &found) == 0 else {
      return .note("disk", "the system does not say how much room there is in \(nearest.path)")
    }
    let free = Int(found.f_bavail) * Int(found.f_frsize)
    let text = "\(free.formatted(.byteCount(style: .file))) free in \(nearest.path)"
    if free < room / 16 {
      return .wrong("disk", "only \(text)", remedy: "make room, or choose another folder: --data-dir")
    }
    return free < room
      ? .note("disk", "only \(text)", remedy: "make room before it is full") : .ok("disk", text)
  }

  private static func ffmpeg(_ path: String) -> Finding {
    let isThere = path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/ffmpeg")
    }
    return isThere
      ? .ok("ffmpeg", "is there for mien watch")
      : .note(
        "ffmpeg", "is not there; only mien watch needs it",
        remedy: "install it, as root: apt-get install ffmpeg")
  }
}
