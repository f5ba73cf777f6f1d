import Faces
import Foundation
import Networks
import Tensors

/// Whether the networks are there, whole, and can be run.
enum NetworkCheck {
  static func run(_ settings: Settings) async -> [Finding] {
    let files = [FaceNetworkKind.shortRange, .fullRange].map { kind in
      file(settings.weights.appending(path: kind.fileName), hash: kind.sha256)
    }
    guard !files.contains(where: { $0.state == .wrong }) else { return files + [emotion(settings)] }
    return files + [await reading(settings)]
  }

  private static func file(_ url: URL, hash expected: String) -> Finding {
    let remedy = "fetch it: python3 tools/fetch_weights.py, or name its folder with --weights"
    do {
      guard SHA256.hexadecimal(of: [UInt8](try Data(contentsOf: url))) == expected else {
        return .wrong("weights", "\(url.path) is not the file Mien was made with", remedy: remedy)
      }
      return .ok("weights", "\(url.lastPathComponent) is whole")
    } catch {
      return .wrong("weights", "\(url.path) cannot be read: \(FileProblem(error))", remedy: remedy)
    }
  }

  /// The emotion network alone, where the detectors cannot be loaded.
  private static func emotion(_ settings: Settings) -> Finding {
    do {
      _ = try EmotionClassifier(settings.checkpoint())
      return .ok("model", "the emotion network is whole")
    } catch { return .wrong("model", "\(error)", remedy: remedy(settings)) }
  }

  private static func remedy(_ settings: Settings) -> String {
    settings.model == nil ? "build again: scripts/run" : "name a whole checkpoint with --model"
  }

  /// Loads every network and reads a grey picture.
  private static func reading(_ settings: Settings) async -> Finding {
    do {
      let engine = try await settings.engine(workers: 1, limits: .default)
      let analysis = try await engine.analyse(LibraryCheck.jpeg())
      return .ok("engine", "reads a picture of \(analysis.width)×\(analysis.height)")
    } catch {
      return .wrong("engine", "\(error)", remedy: remedy(settings))
    }
  }
}
