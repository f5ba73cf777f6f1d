import Foundation
import Tensors

/// Small matrices that change what an encoder was trained for (Hu et al. 2021, https://arxiv.org/abs/2106.09685): to the
/// weights of a step its `lora_b` · `lora_a`, times a scale, is added.
///
/// A file of them has, for each step that is adapted, `NAME.lora_a` (rank × inputs) and `NAME.lora_b` (outputs × rank),
/// `NAME` being the step's in the encoder's file ("encoder.layer.0.attention.self.query"), and the scale as text under
/// "scale" in the metadata. Other tensors are somebody else's and passed over.
public struct LowRankAdapters: Sendable {
  private let file: WeightFile
  private let scale: Float
  private let path: String

  /// - Parameter path: what an error names.
  /// - Throws: ``LanguageError/unfit(path:reason:)`` if the scale is missing, or a step has one matrix of the two.
  public init(_ file: WeightFile, path: String) throws(LanguageError) {
    guard let scale = file.metadata["scale"].flatMap(Float.init), scale.isFinite else {
      throw .unfit(path: path, reason: "has no number under 'scale' in its metadata")
    }
    for name in file.tensors.keys {
      let (module, kind) = Self.parts(name)
      guard kind == "lora_a" || kind == "lora_b" else { continue }
      let other = "\(module).\(kind == "lora_a" ? "lora_b" : "lora_a")"
      guard file.tensors[other] != nil else {
        throw .unfit(path: path, reason: "has '\(name)' without '\(other)'")
      }
    }
    (self.file, self.scale, self.path) = (file, scale, path)
  }

  private static func parts(_ name: String) -> (module: Substring, kind: Substring) {
    guard let dot = name.lastIndex(of: ".") else { return (name[...], "") }
    return (name[..<dot], name[name.index(after: dot)...])
  }

  /// A step with what its adapters, if there are any, add to it.
  ///
  /// - Parameter names: of the steps that it is one of, their outputs beside each other.
  func adapted(
    _ linear: EncoderWeights.Linear, _ names: [String]
  ) throws(LanguageError) -> EncoderWeights.Linear {
    let reader = TensorReader(file: file, path: path)
    let outputs = linear.outputs / names.count
    var weights: FloatBuffer?
    for (number, name) in names.enumerated() {
      guard let rank = file.tensors["\(name).lora_a"]?.shape.first else { continue }
      let a = try reader.values("\(name).lora_a", [rank, linear.inputs])
      let b = try reader.values("\(name).lora_b", [outputs, rank])
      let target = weights ?? FloatBuffer(linear.weights.values)
      for input in 0..<linear.inputs {
        for output in 0..<outputs {
          var sum: Float = 0
          for r in 0..<rank { sum += b[output * rank + r] * a[r * linear.inputs + input] }
          target.span[input * linear.outputs + number * outputs + output] += scale * sum
        }
      }
      weights = target
    }
    return EncoderWeights.Linear(
      inputs: linear.inputs, outputs: linear.outputs, weights: weights ?? linear.weights, bias: linear.bias)
  }
}
