import Emotions
import Foundation
import Networks
import Tensors

/// Networks whose opinion a run learns from beside the labels (Hinton et al. 2015, arXiv:1503.02531).
///
/// They see each batch exactly as the student does, augmented and mixed, which Beyer et al. 2022
/// (arXiv:2106.05237) found to be what makes distillation work. It belongs to one thread at a time.
public final class Teacher {
  /// SHA-256 over the weights and temperatures of all checkpoints.
  public let hash: String

  private let members: [EmotionCheckpoint]
  private var networks: [Network] = []

  private struct Network {
    let graph: InferenceGraph
    let input: InferenceGraph.Node
    let logits: InferenceGraph.Node
  }

  /// - Parameter checkpoints: one or more; their mean is what is taught.
  public init(_ checkpoints: [EmotionCheckpoint]) {
    members = checkpoints
    var hash = SHA256()
    for checkpoint in checkpoints {
      hash.update(Array("\(checkpoint.temperature)\n".utf8))
      for (name, tensor) in checkpoint.weights.tensors.sorted(by: { $0.key < $1.key }) {
        hash.update(Array(name.utf8))
        hash.update(tensor.values.withUnsafeBytes { [UInt8]($0) })
      }
    }
    self.hash = hash.hexadecimal()
  }

  /// Makes the networks ready for batches of `batch` pictures of `side` × `side` pixels.
  package func prepare(batch: Int, side: Int, threads: Int) throws(TensorError) {
    networks = try members.map { checkpoint throws(TensorError) in
      let graph = try InferenceGraph(threads: threads)
      let input = graph.input(
        Shape(batch: batch, height: side, width: side, channels: checkpoint.network.inputChannels))
      let logits = try checkpoint.network.build(
        with: InferenceBuilder(graph, weights: checkpoint.weights), input: input)
      return Network(graph: graph, input: input, logits: logits)
    }
  }

  /// The targets moved towards the mean of the teachers' calibrated distributions.
  ///
  /// - Parameters:
  ///   - targets: seven probabilities a picture.
  ///   - pixels: the batch as the network takes it.
  ///   - share: how much of the target the teachers decide, 0…1.
  ///   - mirrored: whether each teacher says the mean of the picture and its mirror image.
  package func blend(_ targets: [Float], pixels: [Float], share: Float, mirrored: Bool) throws(TensorError)
    -> [Float]
  {
    var blended = targets.map { $0 * (1 - share) }
    let views = mirrored ? [pixels, mirror(pixels)] : [pixels]
    let part = share / Float(max(1, networks.count * views.count))
    for (network, checkpoint) in zip(networks, members) {
      for view in views {
        network.graph.withInput(network.input) { _ = $0.update(from: view) }
        try network.graph.run()
        network.graph.withOutput(network.logits) { logits in
          add(logits, of: checkpoint, part: part, to: &blended)
        }
      }
    }
    return blended
  }

  /// Adds `part` of each row's calibrated distribution to the targets.
  private func add(
    _ logits: UnsafeBufferPointer<Float>, of checkpoint: EmotionCheckpoint, part: Float,
    to targets: inout [Float]
  ) {
    let classes = checkpoint.network.classes
    for start in stride(from: 0, to: targets.count, by: classes) {
      let row = logits[start..<start + classes]
      let largest = row.max() ?? 0
      let weights = row.map { exp(($0 - largest) / Float(checkpoint.temperature)) }
      let sum = weights.reduce(0, +)
      for (place, weight) in weights.enumerated() { targets[start + place] += part * weight / sum }
    }
  }

  /// The batch with each of its pictures mirrored left to right.
  private func mirror(_ pixels: [Float]) -> [Float] {
    guard let shape = networks.first?.input.shape else { return pixels }
    var mirrored = pixels
    for row in stride(from: 0, to: pixels.count, by: shape.width * shape.channels) {
      for column in 0..<shape.width {
        let from = row + (shape.width - 1 - column) * shape.channels
        for channel in 0..<shape.channels {
          mirrored[row + column * shape.channels + channel] = pixels[from + channel]
        }
      }
    }
    return mirrored
  }
}
