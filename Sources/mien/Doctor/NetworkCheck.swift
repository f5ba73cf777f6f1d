import Faces
import Foundation
import Language
import Networks
import Tensors

/// Whether the networks are there, whole, and can be run.
enum NetworkCheck {
  static func run(_ settings: Settings) async -> [Finding] {
    let files = [FaceNetworkKind.shortRange, .fullRange].map { kind in
      file(settings.weights.appending(path: kind.fileName), hash: kind.sha256)
    }
    let encoder = encoder(EncoderFiles(folder: settings.weights))
    guard !files.contains(where: { $0.state == .wrong }) else {
      return files + [encoder, emotion(settings)]
    }
    return files + [encoder, await reading(settings)]
  }

  /// The encoder of texts, without which all goes on but what is said in words.
  private static func encoder(_ files: EncoderFiles) -> Finding {
    guard files.areThere else {
      return .note(
        "weights", "\(files.weights.path) is not there: nothing is searched by meaning",
        remedy: "to search by meaning, fetch it: python3 tools/fetch_weights.py")
    }
    do {
      try files.check()
      return .ok("weights", "\(files.weights.lastPathComponent) is whole")
    } catch { return .wrong("weights", "\(error)", remedy: "fetch it: python3 tools/fetch_weights.py") }
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
      _ = try EmotionClassifier(settings.checkpoint(), precision: settings.precision)
      return .ok("model", "the emotion network is whole")
    } catch { return .wrong("model", "\(error)", remedy: remedy(settings)) }
  }

  /// What faces are read in, and what that is owed to.
  private static func words(
    for precision: Precision, of choice: PrecisionChoice, _ checkpoint: EmotionCheckpoint
  ) -> String {
    let reason =
      switch (choice, precision) {
      case (.auto, .int8): "this processor has AVX512-VNNI"
      case (.auto, .float32):
        InferenceGraph.multipliesBytes
          ? "the checkpoint has no ranges: 'mien quantize' measures them"
          : "this processor has no AVX512-VNNI"
      case (.float32, _), (.int8, _): "as --precision says"
      }
    return "\(precision.rawValue) (\(reason))"
  }

  private static func remedy(_ settings: Settings) -> String {
    settings.model == nil ? "build again: scripts/run" : "name a whole checkpoint with --model"
  }

  /// Loads every network and reads a grey picture.
  private static func reading(_ settings: Settings) async -> Finding {
    do {
      let engine = try await settings.engine(workers: 1, limits: .default)
      let analysis = try await engine.analyse(LibraryCheck.jpeg())
      let checkpoint = try settings.checkpoint()
      let precision = try settings.precision.precision(for: checkpoint)
      return .ok(
        "engine",
        "reads a picture of \(analysis.width)×\(analysis.height), faces in "
          + words(for: precision, of: settings.precision, checkpoint))
    } catch {
      return .wrong("engine", "\(error)", remedy: remedy(settings))
    }
  }
}
