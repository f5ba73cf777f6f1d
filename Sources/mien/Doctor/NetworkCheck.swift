import Foundation
import Training

/// Whether the networks are there, whole, and can be run.
enum NetworkCheck {
  /// The face detector's files and their SHA-256, as tools/fetch_weights.py fetches them.
  private static let weights = [
    "face_detection_short_range.tflite": "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    "face_detection_full_range_sparse.tflite":
      "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
  ]

  static func run(_ settings: Settings) async -> [Finding] {
    let files = weights.sorted { $0.key > $1.key }.map { name, hash in
      file(settings.weights.appending(path: name), hash: hash)
    }
    guard !files.contains(where: { $0.state == .wrong }) else { return files }
    return files + [await reading(settings)]
  }

  private static func file(_ url: URL, hash expected: String) -> Finding {
    let remedy = "fetch it: python3 tools/fetch_weights.py, or name its folder with --weights"
    do {
      var hash = SHA256()
      hash.update([UInt8](try Data(contentsOf: url)))
      guard hash.hexadecimal() == expected else {
        return .wrong("weights", "\(url.path) is not the file Mien was made with", remedy: remedy)
      }
      return .ok("weights", "\(url.lastPathComponent) is whole")
    } catch {
      return .wrong("weights", "\(url.path) cannot be read: \(FileProblem(error))", remedy: remedy)
    }
  }

  /// Loads every network and reads a grey picture.
  private static func reading(_ settings: Settings) async -> Finding {
    do {
      let engine = try await settings.engine(workers: 1, limits: .default)
      let analysis = try await engine.analyse(LibraryCheck.jpeg())
      return .ok("engine", "reads a picture of \(analysis.width)×\(analysis.height)")
    } catch {
      return .wrong(
        "engine", "\(error)",
        remedy: settings.model == nil ? "build again: scripts/run" : "name a whole checkpoint with --model")
    }
  }
}
