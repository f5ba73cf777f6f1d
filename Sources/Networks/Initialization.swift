import Tensors

extension MobileNetV2 {
  /// Random weights: convolutions after He et al. 2015 (arXiv:1502.01852), batch norm neutral, the classifier small.
  public func randomWeights(seed: UInt64) -> NetworkWeights {
    var generator = SplitMix64(seed: seed)
    let recorder = ShapeRecorder()
    _ = try? build(with: recorder, input: Shape(batch: 1, height: 32, width: 32, channels: inputChannels))
    var tensors: [String: WeightTensor] = [:]
    for (name, shape) in recorder.shapes {
      let count = shape.reduce(1, *)
      switch name.split(separator: ".").last {
      case "gamma", "variance":
        tensors[name] = WeightTensor(shape: shape, values: [Float](repeating: 1, count: count))
      case "weight":
        let fanIn = shape.dropFirst().reduce(1, *)
        let deviation: Float = shape.count == 2 ? 0.01 : (2 / Float(fanIn)).squareRoot()
        tensors[name] = WeightTensor(
          shape: shape, values: (0..<count).map { _ in generator.normal() * deviation })
      default:
        tensors[name] = WeightTensor(shape: shape, values: [Float](repeating: 0, count: count))
      }
    }
    return NetworkWeights(tensors)
  }

  /// Weights from a file: a checkpoint of Mien's, or MobileNetV2 as Keras publishes it.
  ///
  /// Keras names layers `Conv1`, `block_3_expand`, … and orders kernels height, width, in, out. Its first kernel
  /// reads red, green and blue; for a grey image the three are summed, which gives what three equal channels would.
  /// What the file does not have (the classifier) is random.
  public func weights(from file: WeightFile, seed: UInt64) throws(TensorError) -> NetworkWeights {
    var result = randomWeights(seed: seed).tensors
    guard file.tensors["Conv1/kernel"] != nil else {
      for (name, tensor) in file.tensors { result[name] = tensor }
      return NetworkWeights(result)
    }
    for name in result.keys where !name.hasPrefix("classifier") {
      let (source, isKernel) = MobileNetV2.kerasName(name)
      guard let tensor = file.tensors[source] else {
        throw .weight(name: source, reason: "is missing: is this Keras' MobileNetV2 without its classifier?")
      }
      result[name] = isKernel ? try fromKeras(tensor, to: result[name]?.shape ?? [], name: source) : tensor
    }
    return NetworkWeights(result)
  }

  /// `block.3.expand.gamma` → `block_3_expand_BN/gamma`.
  package static func kerasName(_ name: String) -> (name: String, isKernel: Bool) {
    let parts = name.split(separator: ".").map(String.init)
    let suffixes = [
      "weight": "kernel", "gamma": "gamma", "beta": "beta", "mean": "moving_mean",
      "variance": "moving_variance",
    ]
    let suffix = suffixes[parts[parts.count - 1]] ?? ""
    let isKernel = suffix == "kernel"
    switch parts[0] {
    case "stem": return ((isKernel ? "Conv1/" : "bn_Conv1/") + suffix, isKernel)
    case "head": return ((isKernel ? "Conv_1/" : "Conv_1_bn/") + suffix, isKernel)
    default:
      let block = parts[1] == "0" ? "expanded_conv_" : "block_\(parts[1])_"
      return (block + parts[2] + (isKernel ? "/" : "_BN/") + suffix, isKernel)
    }
  }

  /// HWIO (depthwise: HWC1) to OHWI (depthwise: CHW1).
  private func fromKeras(_ tensor: WeightTensor, to shape: [Int], name: String) throws(TensorError)
    -> WeightTensor
  {
    guard tensor.shape.count == 4, tensor.shape[0] == shape[1], tensor.shape[1] == shape[2] else {
      throw .weight(name: name, reason: "has the shape \(tensor.shape)")
    }
    let (h, w, i, o) = (tensor.shape[0], tensor.shape[1], tensor.shape[2], tensor.shape[3])
    let isDepthwise = o == 1 && shape[3] == 1 && shape[0] == i && i > 1
    let isSummed = !isDepthwise && i == 3 && shape[3] == 1
    guard isDepthwise || (o == shape[0] && (i == shape[3] || isSummed)) else {
      throw .weight(name: name, reason: "has the shape \(tensor.shape), which does not fit \(shape)")
    }
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    for place in 0..<h * w {
      for input in 0..<i {
        for output in 0..<o {
          let value = tensor.values[(place * i + input) * o + output]
          if isDepthwise {
            values[input * h * w + place] = value
          } else {
            values[(output * h * w + place) * shape[3] + (isSummed ? 0 : input)] += value
          }
        }
      }
    }
    return WeightTensor(shape: shape, values: values)
  }
}

/// Walks through a network and notes the shapes of its weights.
private final class ShapeRecorder: NetworkBuilder {
  private(set) var shapes: [(name: String, shape: [Int])] = []

  func shape(of node: Shape) -> Shape { node }

  func unit(_ x: Shape, _ unit: ConvolutionUnit, residual: Shape?) throws(TensorError) -> Shape {
    shapes.append(
      (unit.name + ".weight", [unit.outputChannels, unit.kernel, unit.kernel, x.channels / unit.groups]))
    for suffix in [".gamma", ".beta", ".mean", ".variance"] {
      shapes.append((unit.name + suffix, [unit.outputChannels]))
    }
    return Shape(
      batch: x.batch, height: (x.height + unit.stride - 1) / unit.stride,
      width: (x.width + unit.stride - 1) / unit.stride, channels: unit.outputChannels)
  }

  func globalAveragePool(_ x: Shape) -> Shape {
    Shape(batch: x.batch, height: 1, width: 1, channels: x.channels)
  }

  func dropout(_ x: Shape, rate: Float) -> Shape { x }

  func dense(_ x: Shape, outputs: Int, name: String) -> Shape {
    shapes.append((name + ".weight", [outputs, x.channels]))
    shapes.append((name + ".bias", [outputs]))
    return Shape(batch: x.batch, height: 1, width: 1, channels: outputs)
  }
}
