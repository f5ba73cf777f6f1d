import Tensors

extension NetworkWeights {
  /// Kernel and bias of a convolution that does the work of its batch norm as well.
  func folded(_ unit: ConvolutionUnit, inputChannels: Int) throws(TensorError) -> (
    kernel: [Float], bias: [Float]
  ) {
    var kernel = try convolution(unit, inputChannels: inputChannels)
    let norm = try batchNorm(unit)
    var bias = [Float](repeating: 0, count: unit.outputChannels)
    let size = kernel.count / unit.outputChannels
    for channel in 0..<unit.outputChannels {
      let scale = norm.gamma[channel] / (norm.variance[channel] + ConvolutionUnit.epsilon).squareRoot()
      for i in channel * size..<(channel + 1) * size { kernel[i] *= scale }
      bias[channel] = norm.beta[channel] - norm.mean[channel] * scale
    }
    return (kernel, bias)
  }
}
