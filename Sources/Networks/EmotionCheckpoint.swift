import Emotions
import Foundation
import Tensors

/// A trained emotion classifier as a file holds it: weights, and how to prepare a face for them.
public struct EmotionCheckpoint: Sendable {
  public let network: MobileNetV2
  public let weights: NetworkWeights
  /// Width and height of the network's input, pixels.
  public let side: Int
  /// Faces are brought to this size first: the size of the pictures trained on, so that a live face is as sharp as
  /// they are and no sharper.
  public let sourceSide: Int
  /// Whether it was trained on faces aligned by eyes, nose and mouth. Live faces always are; faces of a data set have
  /// to be aligned for it first.
  public let aligned: Bool
  /// Divides the logits before softmax (Guo et al. 2017, arXiv:1706.04599); fitted on validation rows.
  public let temperature: Double
  /// Confidence below which a reading is called unsure, 0…1.
  public let unsureBelow: Double
  /// What else the file says: recipe, data, accuracy.
  public let notes: [String: String]

  public init(
    network: MobileNetV2, weights: NetworkWeights, side: Int, sourceSide: Int = 48, aligned: Bool = false,
    temperature: Double = 1, unsureBelow: Double = 0.5, notes: [String: String] = [:]
  ) {
    self.network = network
    self.weights = weights
    self.side = side
    self.sourceSide = sourceSide
    self.aligned = aligned
    self.temperature = temperature
    self.unsureBelow = unsureBelow
    self.notes = notes
  }

  static let format = "mien-emotion-1"
  /// Keys of the metadata that are not notes.
  private static let keys: Set<String> = [
    "format", "labels", "side", "source_side", "aligned", "width_multiplier", "temperature", "unsure_below",
    "sha256",
  ]

  /// Reads a checkpoint.
  ///
  /// - Throws: ``TensorError`` if the file is missing, damaged or not a checkpoint of Mien.
  public static func read(_ url: URL) throws(TensorError) -> EmotionCheckpoint {
    try EmotionCheckpoint(Safetensors.read(url), path: url.path)
  }

  /// The checkpoint that comes with Mien.
  public static func shipped() throws(TensorError) -> EmotionCheckpoint { try read(shippedURL) }

  /// Where the checkpoint that comes with Mien lies.
  public static var shippedURL: URL {
    Bundle.module.bundleURL.appending(path: "emotion/weights.safetensors")
  }

  init(_ file: WeightFile, path: String) throws(TensorError) {
    let metadata = file.metadata
    guard metadata["format"] == EmotionCheckpoint.format else {
      throw .file(
        path: path, reason: "is not a checkpoint of Mien's emotion classifier (made by 'mien train')")
    }
    let labels = Emotion.allCases.map(\.rawValue).joined(separator: ",")
    guard metadata["labels"] == labels else {
      throw .file(path: path, reason: "knows the labels '\(metadata["labels"] ?? "")', not '\(labels)'")
    }
    guard let side = metadata["side"].flatMap({ Int($0) }), (16...512).contains(side),
      let sourceSide = metadata["source_side"].flatMap({ Int($0) }), (8...512).contains(sourceSide),
      let width = metadata["width_multiplier"].flatMap(Double.init), width > 0, width <= 4,
      let temperature = metadata["temperature"].flatMap(Double.init), temperature > 0, temperature.isFinite,
      let unsureBelow = metadata["unsure_below"].flatMap(Double.init), (0...1).contains(unsureBelow)
    else {
      throw .file(path: path, reason: "does not say its sizes and temperature: fetch or train it again")
    }
    if let hash = metadata["sha256"], hash != EmotionCheckpoint.hash(of: file.tensors) {
      throw .file(
        path: path, reason: "is damaged (its weights are not those it was written with): fetch it again")
    }
    self.init(
      network: MobileNetV2(widthMultiplier: width, classes: Emotion.allCases.count),
      weights: NetworkWeights(file.tensors), side: side, sourceSide: sourceSide,
      aligned: metadata["aligned"] == "true", temperature: temperature, unsureBelow: unsureBelow,
      notes: metadata.filter { !EmotionCheckpoint.keys.contains($0.key) })
  }

  /// Writes all or nothing; half precision keeps it under 5 MB.
  public func write(to url: URL, as precision: Safetensors.Precision = .float16) throws(TensorError) {
    var metadata = notes
    metadata["format"] = EmotionCheckpoint.format
    metadata["labels"] = Emotion.allCases.map(\.rawValue).joined(separator: ",")
    metadata["side"] = "\(side)"
    metadata["source_side"] = "\(sourceSide)"
    metadata["aligned"] = "\(aligned)"
    metadata["width_multiplier"] = "\(network.widthMultiplier)"
    metadata["temperature"] = "\(temperature)"
    metadata["unsure_below"] = "\(unsureBelow)"
    let tensors = weights.tensors.mapValues { $0.rounded(to: precision) }
    metadata["sha256"] = EmotionCheckpoint.hash(of: tensors)
    try Safetensors.write(WeightFile(tensors: tensors, metadata: metadata), to: url, as: precision)
  }

  /// SHA-256 of the weights as 32-bit numbers, in the order of their names.
  private static func hash(of tensors: [String: WeightTensor]) -> String {
    var hash = SHA256()
    for (_, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(tensor.values.withUnsafeBytes { [UInt8]($0) })
    }
    return hash.hexadecimal()
  }
}
