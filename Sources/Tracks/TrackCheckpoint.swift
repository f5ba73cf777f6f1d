import Foundation
import Tensors

/// What was learned to place a track: a long short-term memory, the head behind its last state, and the means and deviations
/// that bring the features to one size.
///
/// A safetensors file of some 14 KB: `lstm.input`, `lstm.hidden`, `lstm.bias`, `head.weight` (4 × hidden), `head.bias`
/// (4), `features.mean`, `features.deviation`; the rest is text in the metadata.
public struct TrackCheckpoint: Sendable {
  public static let format = "mien-tracks-1"

  public let tensors: [String: WeightTensor]
  /// What the network's own spread is multiplied by, so that it is as wide as its mistakes on held-out clips.
  public let spread: Double
  /// Recipe, data, command, figures.
  public let notes: [String: String]

  public init(tensors: [String: WeightTensor], spread: Double, notes: [String: String] = [:]) {
    self.tensors = tensors
    self.spread = spread
    self.notes = notes
  }

  /// The checkpoint built in.
  public static var shippedURL: URL { Bundle.module.bundleURL.appending(path: "tracks/tracks.safetensors") }

  /// Values of the state.
  public var hidden: Int { (tensors["lstm.bias"]?.values.count ?? 0) / 4 }

  /// - Throws: ``TrackError`` if the file is not there or not such a checkpoint.
  public static func read(_ url: URL) throws(TrackError) -> TrackCheckpoint {
    let path = url.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: path) else {
      throw .checkpoint(path: path, reason: "is not there")
    }
    do { return try TrackCheckpoint(Safetensors.read(url), path: path) } catch let error as TrackError {
      throw error
    } catch let error as TensorError {
      throw .tensor(error)
    } catch { throw .checkpoint(path: path, reason: "cannot be read") }
  }

  /// - Parameter path: what an error names.
  public init(_ file: WeightFile, path: String) throws(TrackError) {
    var notes = file.metadata
    guard notes.removeValue(forKey: "format") == Self.format else {
      throw .checkpoint(path: path, reason: "is no checkpoint of \(Self.format)")
    }
    guard let spread = notes.removeValue(forKey: "spread").flatMap(Double.init), spread > 0, spread.isFinite
    else { throw .checkpoint(path: path, reason: "has no number above 0 under 'spread' in its metadata") }
    guard let hidden = file.tensors["lstm.hidden"]?.shape.last, hidden > 0 else {
      throw .checkpoint(path: path, reason: "has no 'lstm.hidden' of the right shape")
    }
    let inputs = TrackWindow.names.count
    let shapes = [
      "lstm.input": [4 * hidden, inputs], "lstm.hidden": [4 * hidden, hidden], "lstm.bias": [4 * hidden],
      "head.weight": [4, hidden], "head.bias": [4], "features.mean": [inputs],
      "features.deviation": [inputs],
    ]
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let tensor = file.tensors[name], tensor.shape == shape,
        tensor.values.allSatisfy(\.isFinite)
      else { throw .checkpoint(path: path, reason: "has no '\(name)' of the right shape") }
    }
    guard file.tensors["features.deviation"]?.values.allSatisfy({ $0 > 0 }) ?? false else {
      throw .checkpoint(path: path, reason: "has a feature whose deviation is not above 0")
    }
    self.init(tensors: file.tensors, spread: spread, notes: notes)
  }

  /// As a file holds it.
  public var file: WeightFile {
    var metadata = notes
    metadata["format"] = Self.format
    metadata["spread"] = "\(spread)"
    return WeightFile(tensors: tensors, metadata: metadata)
  }

  /// Writes all or nothing.
  public func write(to url: URL) throws(TensorError) { try Safetensors.write(file, to: url) }
}
