import Emotions
import Foundation
import Tensors
import Tracks

/// The network of ``TrackNetwork`` as a graph for training.
final class TrackTrainingNetwork {
  let graph: TrainingGraph
  private let sequences: PackedSequences
  private let input, outputs: TrainingGraph.Node

  init(_ weights: [String: WeightTensor], recipe: TrackRecipe) throws(TensorError) {
    func values(_ name: String) -> [Float] { weights[name]?.values ?? [] }
    // More threads would not help so small a network, and one always gives the same bits.
    graph = try TrainingGraph(threads: 1)
    sequences = PackedSequences(
      limit: recipe.batchSize, rowLimit: recipe.batchSize * TrackAnalyser.mostWindows)
    input = graph.input(sequences, channels: TrackWindow.names.count)
    let states = try graph.lstm(
      input,
      weights: TrainingGraph.LSTMWeights(
        input: values("lstm.input"), hidden: values("lstm.hidden"), bias: values("lstm.bias")),
      hidden: recipe.hidden, sequences, name: "lstm")
    var last = graph.lastRow(states, sequences)
    if recipe.dropout > 0 { last = graph.dropout(last, rate: recipe.dropout, seed: recipe.seed) }
    outputs = try graph.dense(last, weights: values("head.weight"), bias: values("head.bias"), name: "head")
    try graph.prepare(gaussian: outputs)
  }

  /// One step on normalised sequences; the gradients are there after it.
  ///
  /// - Returns: the loss in nats.
  func step(_ batch: [[Float]], labels: [Affect], number: Int) throws(TensorError) -> Float {
    sequences.set(lengths: batch.map { $0.count / TrackWindow.names.count })
    graph.withInput(input) { buffer in
      for (index, value) in batch.joined().enumerated() { buffer[index] = value }
    }
    try graph.forward(step: number)
    let loss = graph.loss(targets: labels.flatMap { [Float($0.valence), Float($0.arousal)] })
    try graph.backward()
    return loss
  }

  /// The weights as they are now.
  func weights() -> [String: WeightTensor] {
    graph.parameters.reduce(into: [:]) { result, parameter in
      let shape =
        parameter.name == "head.weight" ? [parameter.shape[0], parameter.shape[3]] : parameter.shape
      result[parameter.name] = WeightTensor(shape: shape, values: parameter.value.values)
    }
  }

  /// What a run begins with: small numbers, and forget gates that are open (Jozefowicz, Zaremba & Sutskever 2015).
  static func initialWeights(hidden: Int, seed: UInt64) -> [String: WeightTensor] {
    var generator = SplitMix64(seed: seed)
    let inputs = TrackWindow.names.count
    func uniform(_ shape: [Int]) -> WeightTensor {
      let bound = 1 / Float(hidden).squareRoot()
      let values = (0..<shape.reduce(1, *)).map { _ in (2 * generator.uniform() - 1) * bound }
      return WeightTensor(shape: shape, values: values)
    }
    let bias = (0..<4 * hidden).map { Float($0 / hidden == 1 ? 1 : 0) }
    return [
      "lstm.input": uniform([4 * hidden, inputs]), "lstm.hidden": uniform([4 * hidden, hidden]),
      "lstm.bias": WeightTensor(shape: [4 * hidden], values: bias), "head.weight": uniform([4, hidden]),
      // A spread of 0.4 to begin with.
      "head.bias": WeightTensor(shape: [4], values: [0, 0, -1.8, -1.8]),
    ]
  }
}
