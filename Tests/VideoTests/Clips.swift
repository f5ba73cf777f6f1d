import Foundation
import Images
import Programs

/// What the tests of videos need: a folder of their own, pictures, and clips that `ffmpeg` makes of a test card.
struct Clips {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mien-video-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  static let isFFmpegHere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains
  {
    FileManager.default.isExecutableFile(atPath: "\($0)/ffmpeg")
  }

  /// A second of a test card at ten frames a second, 96×64 pixels.
  @discardableResult
  func clip(_ name: String, _ arguments: String...) throws -> String {
    let words = [
      "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=size=96x64:rate=10:duration=1",
    ]
    try RunningProgram("ffmpeg", words + arguments + ["-y", path(name)]).wait()
    return path(name)
  }

  /// Writes a program of a few lines of shell.
  func program(_ name: String, _ lines: String...) throws -> String {
    let file = folder.appending(path: name)
    try Data((["#!/bin/sh"] + lines).joined(separator: "\n").utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  /// A JPEG of one brightness.
  static func jpeg(_ value: UInt8, side: Int = 16) throws -> [UInt8] {
    try JPEGEncoder.encode(
      RGBImage(width: side, height: side, pixels: Array(repeating: value, count: 3 * side * side)))
  }
}

/// Runs a test with clips of its own and cleans up behind it.
func withClips(_ body: (Clips) throws -> Void) throws {
  let clips = try Clips()
  defer { clips.cleanUp() }
  try body(clips)
}
