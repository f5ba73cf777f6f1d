import Foundation

/// What `ffprobe` knows of a file of sound before it is read.
public struct SoundInfo: Hashable, Sendable {
  /// As its own tags have them.
  public let title, artist: String?
  public let duration: Duration?

  /// Asks `ffprobe`. What it does not know stays open; a file that cannot be read has nothing.
  ///
  /// - Throws: ``SoundError/noProgram(_:)``, ``SoundError/system(_:)``.
  public static func of(file path: String, program: String = "ffprobe") throws(SoundError) -> SoundInfo {
    let input = VideoInput.file(path)
    do {
      let child = try ChildProcess(
        program,
        ["-hide_banner", "-loglevel", "level+error", "-show_format", "-of", "json"] + input.arguments)
      let log = FFmpegLog(child.errors, input: input.name)
      var json: [UInt8] = []
      while case let bytes = try child.output.read(atMost: 1 << 16), !bytes.isEmpty {
        // Tags with pictures in them are longer; nobody needs those.
        if json.count < 1 << 20 { json += bytes }
      }
      child.wait(atMost: .seconds(10))
      log.waitForEnd()
      return SoundInfo(json: json)
    } catch { throw SoundError(error) }
  }

  /// From the answer of `ffprobe -show_format -of json`.
  init(json: [UInt8]) {
    let format = (try? JSONDecoder().decode(Answer.self, from: Data(json)))?.format
    // Some formats write the names of tags in capitals.
    var tags: [String: String] = [:]
    for (name, value) in format?.tags ?? [:] where !value.isEmpty { tags[name.lowercased()] = value }
    title = tags["title"]
    artist = tags["artist"] ?? tags["album_artist"]
    duration = format?.duration.flatMap(Double.init).flatMap { $0 > 0 && $0 < 1e7 ? .seconds($0) : nil }
  }

  private struct Answer: Decodable {
    struct Format: Decodable {
      let duration: String?
      let tags: [String: String]?
    }
    let format: Format?
  }
}
