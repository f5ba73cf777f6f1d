import Emotions
import Foundation
import Images
import Tensors

/// Reads the emotion distribution of aligned faces. It belongs to one thread at a time.
public final class EmotionClassifier {
  public let checkpoint: EmotionCheckpoint
  /// Faces that one run of the network takes.
  public let batch: Int
  /// What the network is computed in.
  public let precision: Precision

  /// Multiplications with additions that a face takes.
  package var multiplications: Int { network.multiplications }

  private let network: BatchInference
  private var input: FaceInput

  /// - Parameters:
  ///   - precision: what the network is computed in.
  ///   - batch: faces computed together.
  ///   - threads: native threads a run uses.
  /// - Throws: ``TensorError/weight(name:reason:)`` if the weights do not fit the network, or bytes are wanted that
  ///   cannot be had.
  public init(
    _ checkpoint: EmotionCheckpoint, precision: PrecisionChoice = .float32, batch: Int = 1, threads: Int = 1
  ) throws(TensorError) {
    let used = try precision.precision(for: checkpoint)
    self.checkpoint = checkpoint
    self.precision = used
    self.batch = batch
    input = FaceInput(side: checkpoint.side)
    network = try BatchInference(
      Shape(
        batch: batch, height: checkpoint.side, width: checkpoint.side,
        channels: checkpoint.network.inputChannels), threads: threads
    ) { (graph, input) throws(TensorError) in
      guard used == .int8, let ranges = checkpoint.ranges else {
        return try checkpoint.network.build(
          with: InferenceBuilder(graph, weights: checkpoint.weights), input: input)
      }
      let builder = ByteBuilder(graph, weights: checkpoint.weights, ranges: ranges)
      return try builder.inFloats(checkpoint.network.build(with: builder, input: .floats(input)))
    }
  }

  /// Seven logits a face, before the temperature.
  ///
  /// - Parameter faces: framed as ``EmotionCheckpoint`` was trained; any size, brought to its own.
  public func logits(_ faces: [GrayImage]) throws(TensorError) -> [[Float]] {
    try logits(faces.map { PlacedFace($0) })
  }

  /// Seven logits a face, before the temperature.
  ///
  /// - Parameter faces: in pictures of any size, brought to that trained on.
  public func logits(_ faces: [PlacedFace]) throws(TensorError) -> [[Float]] {
    let (side, classes) = (checkpoint.side, checkpoint.network.classes)
    var result: [[Float]] = []
    result.reserveCapacity(faces.count)
    for start in stride(from: 0, to: faces.count, by: batch) {
      let part = faces[start..<min(start + batch, faces.count)]
      network.withInput { values in
        for (place, face) in part.enumerated() {
          input.prepare(
            face, sourceSide: checkpoint.sourceSide,
            into: UnsafeMutableBufferPointer(
              rebasing: values[place * side * side..<(place + 1) * side * side]))
        }
      }
      try network.run(images: part.count)
      network.withOutput { values in
        for place in 0..<part.count {
          result.append(Array(values[place * classes..<(place + 1) * classes]))
        }
      }
    }
    return result
  }

  /// Calibrated distributions, one a face.
  public func classify(_ faces: [GrayImage]) throws(TensorError) -> [EmotionDistribution] {
    try classify(faces.map { PlacedFace($0) })
  }

  /// Calibrated distributions, one a face.
  public func classify(_ faces: [PlacedFace]) throws(TensorError) -> [EmotionDistribution] {
    try logits(faces).map { logits throws(TensorError) in
      let largest = logits.max() ?? 0
      let weights = logits.map { exp(Double($0 - largest) / checkpoint.temperature) }
      guard let distribution = try? EmotionDistribution(weights) else {
        throw .weight(
          name: "classifier", reason: "the network's output is not a number: is the checkpoint damaged?")
      }
      return distribution
    }
  }
}
