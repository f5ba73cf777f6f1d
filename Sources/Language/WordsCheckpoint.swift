import Emotions
import Foundation
import Tensors

/// What was learned to read an emotion from a text: the encoder's adapters, the head behind it, and what makes its
/// numbers honest. The encoder itself is not in it.
///
/// A safetensors file of under 3 MB: `NAME.lora_a` and `NAME.lora_b` for each adapted step (see ``LowRankAdapters``),
/// `head.weight` (7 × width), `head.bias` (7); the rest is text in the metadata.
public struct WordsCheckpoint: Sendable {
  public static let format = "mien-words-1"

  /// Adapters and head by name.
  public let tensors: [String: WeightTensor]
  /// What a product of two adapter matrices is multiplied by.
  public let scale: Float
  /// The logits are divided by this, so that confidence is the share of readings that are right.
  public let temperature: Double
  /// Calibrated probability above which an emotion counts as named, for each in the order of ``Emotion``.
  public let thresholds: [Double]
  /// Confidence below which a reading is unsure, 0…1.
  public let unsureBelow: Double
  /// Recipe, data, command.
  public let notes: [String: String]

  public init(
    tensors: [String: WeightTensor], scale: Float, temperature: Double, thresholds: [Double],
    unsureBelow: Double, notes: [String: String] = [:]
  ) {
    self.tensors = tensors
    self.scale = scale
    self.temperature = temperature
    self.thresholds = thresholds
    self.unsureBelow = unsureBelow
    self.notes = notes
  }

  /// The checkpoint built in.
  public static var shippedURL: URL {
    Bundle.module.bundleURL.appending(path: "words/words.safetensors")
  }

  /// - Throws: ``LanguageError`` if the file is not there or not such a checkpoint.
  public static func read(_ url: URL) throws(LanguageError) -> WordsCheckpoint {
    let path = url.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: path) else {
      throw .checkpoint(path: path, reason: "is not there")
    }
    do { return try WordsCheckpoint(Safetensors.read(url), path: path) } catch let error as LanguageError {
      throw error
    } catch let error as TensorError {
      throw .tensor(error)
    } catch { throw .checkpoint(path: path, reason: "cannot be read") }
  }

  /// - Parameter path: what an error names.
  public init(_ file: WeightFile, path: String) throws(LanguageError) {
    var notes = file.metadata
    func take(_ name: String) throws(LanguageError) -> Double {
      guard let value = notes.removeValue(forKey: name).flatMap(Double.init), value.isFinite else {
        throw .checkpoint(path: path, reason: "has no number under '\(name)' in its metadata")
      }
      return value
    }
    guard notes.removeValue(forKey: "format") == Self.format else {
      throw .checkpoint(path: path, reason: "is no checkpoint of \(Self.format)")
    }
    let thresholds = (notes.removeValue(forKey: "thresholds") ?? "").split(separator: " ").compactMap {
      Double($0)
    }
    let count = Emotion.allCases.count
    guard thresholds.count == count, thresholds.allSatisfy({ (0...1).contains($0) }) else {
      throw .checkpoint(
        path: path, reason: "has no \(count) probabilities under 'thresholds' in its metadata")
    }
    let temperature = try take("temperature")
    guard temperature > 0 else {
      throw .checkpoint(path: path, reason: "has a temperature that is not above 0")
    }
    guard let width = file.tensors["head.weight"]?.shape.last,
      file.tensors["head.weight"]?.shape == [count, width], file.tensors["head.bias"]?.shape == [count]
    else { throw .checkpoint(path: path, reason: "has no head for \(count) emotions") }
    self.init(
      tensors: file.tensors, scale: Float(try take("scale")), temperature: temperature,
      thresholds: thresholds, unsureBelow: try take("unsure_below"), notes: notes)
  }

  /// As a file holds it.
  public var file: WeightFile {
    var metadata = notes
    metadata["format"] = Self.format
    metadata["scale"] = "\(scale)"
    metadata["temperature"] = "\(temperature)"
    metadata["thresholds"] = thresholds.map { "\($0)" }.joined(separator: " ")
    metadata["unsure_below"] = "\(unsureBelow)"
    return WeightFile(tensors: tensors, metadata: metadata)
  }

  /// Writes all or nothing, numbers as Float16.
  public func write(to url: URL) throws(TensorError) { try Safetensors.write(file, to: url, as: .float16) }

  /// Seven probabilities from seven logits a row, after the temperature.
  public static func probabilities(_ logits: [Float], temperature: Double) -> [[Double]] {
    let count = Emotion.allCases.count
    return stride(from: 0, to: logits.count, by: count).map { start in
      let scores = logits[start..<start + count].map { Double($0) / temperature }
      let largest = scores.max() ?? 0
      let weights = scores.map { exp($0 - largest) }
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
  }
}
