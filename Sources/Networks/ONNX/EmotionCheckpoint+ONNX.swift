import Emotions
import Foundation
import Tensors

extension EmotionCheckpoint {
  /// The network as an ONNX file, for ONNX Runtime and its like.
  ///
  /// The input `face` is float32 `[N, 1, side, side]`, `pixel / 127.5 − 1`: the face at most ``sourceSide`` wide,
  /// enlarged bilinearly to ``side``. The output `probabilities` is float32 `[N, 7]` in the order of ``Emotion``, after
  /// the temperature. Sizes, labels and temperature are in the model's metadata.
  ///
  /// - Throws: ``TensorError/weight(name:reason:)`` if the weights do not fit the network.
  public func onnx() throws(TensorError) -> Data {
    let builder = ONNXBuilder(weights: weights)
    let face = ONNXBuilder.Node(
      name: "face", shape: Shape(batch: 1, height: side, width: side, channels: network.inputChannels))
    let output = builder.probabilities(
      try network.build(with: builder, input: face), temperature: temperature, name: "probabilities")
    let graph = ONNXGraph(
      name: "emotion", nodes: builder.nodes, initializers: builder.initializers,
      input: ONNXValue(name: face.name, shape: [network.inputChannels, side, side]),
      output: ONNXValue(name: output.name, shape: [network.classes]))
    let metadata = [
      "format": EmotionCheckpoint.format,
      "labels": Emotion.allCases.map(\.rawValue).joined(separator: ","),
      "side": "\(side)", "source_side": "\(sourceSide)", "temperature": "\(temperature)",
      "unsure_below": "\(unsureBelow)",
    ]
    return ONNXModel(graph: graph, metadata: metadata).message.bytes
  }

  /// Writes ``onnx()`` all or nothing.
  ///
  /// - Throws: ``TensorError/file(path:reason:)`` if `url` cannot be written.
  public func writeONNX(to url: URL) throws(TensorError) {
    let bytes = try onnx()
    do { try bytes.write(to: url, options: .atomic) } catch {
      throw .file(path: url.path, reason: "cannot be written: is the folder there, and is there space?")
    }
  }
}
