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
  /// The ranges of the feature maps, with which it can be computed in bytes; `nil` if nobody measured them.
  public let ranges: FeatureRanges?
  /// What else the file says: recipe, data, accuracy.
  public let notes: [String: String]
  /// SHA-256 of the weights, where the file they were read from says it.
  public let sha256: String?

  public init(
    network: MobileNetV2, weights: NetworkWeights, side: Int, sourceSide: Int = 48, aligned: Bool = false,
    temperature: Double = 1, unsureBelow: Double = 0.5, ranges: FeatureRanges? = nil,
    notes: [String: String] = [:], sha256: String? = nil
  ) {
    self.network = network
    self.weights = weights
    self.side = side
    self.sourceSide = sourceSide
    self.aligned = aligned
    self.temperature = temperature
    self.unsureBelow = unsureBelow
    self.ranges = ranges
    self.notes = notes
    self.sha256 = sha256
  }

  static let format = "mien-emotion-1"
  /// Keys of the metadata that are not notes.
  private static let keys: Set<String> = [
    "format", "labels", "side", "source_side", "aligned", "width_multiplier", "temperature", "unsure_below",
    "ranges", "sha256",
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

  /// Where the model card of the checkpoint that comes with Mien lies, as text.
  public static var shippedCardURL: URL {
    Bundle.module.bundleURL.appending(path: "emotion/model-card.md")
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
    let ranges = metadata["ranges"].flatMap { FeatureRanges(json: $0) }
    guard ranges != nil || metadata["ranges"] == nil else {
      throw .file(path: path, reason: "has ranges that are none: measure them again with 'mien quantize'")
    }
    if let hash = metadata["sha256"], hash != EmotionCheckpoint.hash(of: file.tensors) {
      throw .file(
        path: path, reason: "is damaged (its weights are not those it was written with): fetch it again")
    }
    self.init(
      network: MobileNetV2(widthMultiplier: width, classes: Emotion.allCases.count),
      weights: NetworkWeights(file.tensors), side: side, sourceSide: sourceSide,
      aligned: metadata["aligned"] == "true", temperature: temperature, unsureBelow: unsureBelow,
      ranges: ranges, notes: metadata.filter { !EmotionCheckpoint.keys.contains($0.key) },
      sha256: metadata["sha256"])
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
    metadata["ranges"] = ranges?.json()
    let tensors = weights.tensors.mapValues { $0.rounded(to: precision) }
    metadata["sha256"] = EmotionCheckpoint.hash(of: tensors)
    try Safetensors.write(WeightFile(tensors: tensors, metadata: metadata), to: url, as: precision)
  }

  /// The same with other ranges.
  func with(_ ranges: FeatureRanges?) -> EmotionCheckpoint {
    EmotionCheckpoint(
      network: network, weights: weights, side: side, sourceSide: sourceSide, aligned: aligned,
      temperature: temperature, unsureBelow: unsureBelow, ranges: ranges, notes: notes, sha256: sha256)
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
