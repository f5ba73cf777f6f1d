import Foundation
import GoldenNumbers
import Networks
import Tensors
import Testing

@Suite struct MobileNetV2Tests {
  private let network = MobileNetV2(classes: 7, dropout: 0)
  private let shape = Shape(batch: 8, height: 64, width: 64, channels: 1)

  /// The weights of the golden file: made from their names.
  private func weights(_ values: (String, [Int]) -> [Float] = GoldenNumbers.tensor) -> NetworkWeights {
    NetworkWeights(
      network.randomWeights(seed: 0).tensors.reduce(into: [:]) { result, entry in
        result[entry.key] = WeightTensor(
          shape: entry.value.shape, values: values(entry.key, entry.value.shape))
      })
  }

  /// Batch norm that keeps whole channels away from the kinks of ReLU6, as `network_tensor` of the script does.
  private func smooth(_ name: String, _ shape: [Int]) -> [Float] {
    let values = GoldenNumbers.tensor(name, shape)
    if !name.contains("project"), name.hasSuffix(".gamma") { return values.map { ($0 - 0.5) * 0.2 + 0.1 } }
    guard !name.contains("project"), name.hasSuffix(".beta") else { return values }
    return (0..<shape[0]).map { [-4, 10, 3, 3, 3, 3, 3, 3][$0 % 8] }
  }

  @Test func `outputs, loss and gradients of the whole network are PyTorch's`() throws {
    let golden = try GoldenNumbers.file("mobilenet_v2.safetensors", besideTest: #filePath).tensors
    let graph = try TrainingGraph(threads: 2)
    let x = graph.input(shape)
    let logits = try network.build(with: TrainingBuilder(graph, weights: weights(smooth), seed: 0), input: x)
    try graph.prepare(loss: logits, labelSmoothing: 0.1)
    let values = GoldenNumbers.tensor("input", [shape.count])
    graph.withInput(x) { _ = $0.update(from: values) }
    try graph.forward()
    let loss = graph.loss(targets: GoldenNumbers.targets("targets", batch: 8, classes: 7))
    try graph.backward()

    let output = GoldenNumbers.error(graph.output(logits), try #require(golden["train.logits"]).values)
    #expect(output < 1e-4)
    #expect(GoldenNumbers.error([loss], try #require(golden["train.loss"]).values) < 1e-4)
    var worst: (error: Float, name: String) = (0, "")
    for parameter in graph.parameters {
      let expected = try #require(golden["gradient." + parameter.name], "\(parameter.name)").values
      let gradient = parameter.gradient.values
      let step = (gradient.count + 383) / 384
      let sampled = stride(from: 0, to: gradient.count, by: step).map { gradient[$0] }
      // Batch norm takes a constant out again, so the gradient of an offset before it is 0 but for rounding: such a
      // tensor is compared on the scale of a thousandth of the loss.
      let scale = max(1e-3, try #require(golden["largest." + parameter.name]).values[0])
      let error = GoldenNumbers.error(sampled, expected, scale: scale)
      if error > worst.error { worst = (error, parameter.name) }
    }
    #expect(worst.error < 1e-3, "\(worst.name)")
    #expect(graph.parameters.count == golden.keys.filter { $0.hasPrefix("gradient.") }.count)
    print("largest relative error: outputs \(output), gradients \(worst.error) (\(worst.name))")
  }

  @Test func `inference with folded batch norm and fused activations gives PyTorch's outputs`() throws {
    let golden = try GoldenNumbers.file("mobilenet_v2.safetensors", besideTest: #filePath).tensors
    let graph = try InferenceGraph(threads: 1)
    let x = graph.input(shape)
    let logits = try network.build(with: InferenceBuilder(graph, weights: weights()), input: x)
    let values = GoldenNumbers.tensor("input", [shape.count])
    graph.withInput(x) { _ = $0.update(from: values) }
    try graph.run()
    #expect(GoldenNumbers.error(graph.output(logits), try #require(golden["eval.logits"]).values) < 1e-4)
  }

  @Test func `the paper's network has the paper's size`() {
    let rgb = MobileNetV2(inputChannels: 3, classes: 1000)
    let trained = rgb.randomWeights(seed: 0).tensors.filter {
      !$0.key.hasSuffix(".mean") && !$0.key.hasSuffix(".variance")
    }
    // torchvision's mobilenet_v2 has 3,504,872 parameters.
    #expect(trained.values.map(\.values.count).reduce(0, +) == 3_504_872)
    #expect(MobileNetV2(widthMultiplier: 0.75, classes: 2).channels(32) == 24)
    #expect(MobileNetV2(widthMultiplier: 0.35, classes: 2).channels(32) == 16)
  }

  @Test func `weights of another network are refused by name`() throws {
    let other = MobileNetV2(widthMultiplier: 0.5, classes: 7).randomWeights(seed: 0)
    let graph = try InferenceGraph()
    #expect(throws: TensorError.self) {
      try network.build(with: InferenceBuilder(graph, weights: other), input: graph.input(shape))
    }
  }

  @Test func `Keras' kernels are turned and its colours summed`() throws {
    var tensors: [String: WeightTensor] = [:]
    for (name, tensor) in MobileNetV2(inputChannels: 3, classes: 7).randomWeights(seed: 1).tensors
    where !name.hasPrefix("classifier") {
      let (keras, isKernel) = MobileNetV2.kerasName(name)
      guard isKernel else {
        tensors[keras] = tensor
        continue
      }
      let (o, k, i) = (tensor.shape[0], tensor.shape[1], tensor.shape[3])
      let isDepthwise = name.hasSuffix("depthwise.weight")
      var values = [Float](repeating: 0, count: tensor.values.count)
      for output in 0..<o {
        for place in 0..<k * k {
          for input in 0..<i {
            values[isDepthwise ? place * o + output : (place * i + input) * o + output] =
              tensor.values[(output * k * k + place) * i + input]
          }
        }
      }
      tensors[keras] = WeightTensor(shape: isDepthwise ? [k, k, o, 1] : [k, k, i, o], values: values)
    }
    let original = MobileNetV2(inputChannels: 3, classes: 7).randomWeights(seed: 1)
    let grey = try network.weights(from: WeightFile(tensors: tensors), seed: 2)
    #expect(grey.tensors["block.3.depthwise.weight"] == original.tensors["block.3.depthwise.weight"])
    #expect(grey.tensors["block.3.project.weight"] == original.tensors["block.3.project.weight"])
    let stem = try #require(original.tensors["stem.weight"]).values
    let summed = try #require(grey.tensors["stem.weight"]).values
    #expect(
      zip(stride(from: 0, to: stem.count, by: 3), summed).allSatisfy {
        abs(stem[$0] + stem[$0 + 1] + stem[$0 + 2] - $1) < 1e-6
      })
  }
}
