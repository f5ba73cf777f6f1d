import Foundation
import Tensors

extension Settings {
  /// What training begins from: a file somebody named, or MobileNetV2 as ImageNet left it.
  ///
  /// - Parameter otherwise: what else one can do when it is not there; the end of the sentence that says so.
  func initialWeights(_ path: String?, otherwise: String) throws -> WeightFile {
    let file = path.map { URL(filePath: $0) } ?? weights.appending(path: "mobilenet_v2_1.0_160.safetensors")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Failure(
        "\(file.path) is not there: fetch it with tools/fetch_weights.py --training\(otherwise)")
    }
    return try Safetensors.read(file)
  }
}
