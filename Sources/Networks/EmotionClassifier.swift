import Emotions
import Foundation
import Images
import Tensors

/// Reads the emotion distribution of aligned faces. It belongs to one thread at a time.
public final class EmotionClassifier {
  public let checkpoint: EmotionCheckpoint
  /// Faces that one run of the network takes.
  public let batch: Int

  /// Multiplications with additions that a face takes.
  package var multiplications: Int { network.multiplications }

  private let network: BatchInference
  private var input: FaceInput

  /// - Parameters:
  ///   - batch: faces computed together.
  ///   - threads: native threads a run uses.
  /// - Throws: ``TensorError/weight(name:reason:)`` if the weights do not fit the network.
  public init(_ checkpoint: EmotionCheckpoint, batch: Int = 1, threads: Int = 1) throws(TensorError) {
    self.checkpoint = checkpoint
    self.batch = batch
    input = FaceInput(side: checkpoint.side)
    network = try BatchInference(
      Shape(
        batch: batch, height: checkpoint.side, width: checkpoint.side,
        channels: checkpoint.network.inputChannels), threads: threads
    ) { (graph, input) throws(TensorError) in
      try checkpoint.network.build(
        with: InferenceBuilder(graph, weights: checkpoint.weights), input: input)
    }
  }

  /// Seven logits a face, before the temperature.
  ///
  /// - Parameter faces: framed as ``EmotionCheckpoint`` was trained; any size, brought to its own.
  public func logits(_ faces: [GrayImage]) throws(TensorError) -> [[Float]] {
    let (side, classes) = (checkpoint.side, checkpoint.network.classes)
    var result: [[Float]] = []
    result.reserveCapacity(faces.count)
    for start in stride(from: 0, to: faces.count, by: batch) {
      let part = faces[start..<min(start + batch, faces.count)]
      network.withInput { values in
        for (place, face) in part.enumerated() {
          prepare(
            face,
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

  /// Down to the size trained on, up to the network's side, `pixel / 127.5 − 1`.
  private func prepare(_ face: GrayImage, into values: UnsafeMutableBufferPointer<Float>) {
    let source = checkpoint.sourceSide
    let isLarger = face.width > source || face.height > source
    let reduced = isLarger ? face.resized(width: source, height: source) : face
    input.enlarge(reduced, into: values)
  }
}
