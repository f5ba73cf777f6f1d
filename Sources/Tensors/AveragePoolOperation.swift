/// The mean over height and width. It runs on feature maps of a few pixels, so plain loops do.
final class AveragePoolOperation: TrainingOperation {
  let inputs: [Int]
  let output: Int
  let hasParameters = false

  private let shape: Shape
  private let source: FloatBuffer
  private let target: FloatBuffer
  private var outputGradient: FloatBuffer?
  private var sourceGradient: GradientTarget?

  init(source: FeatureMap, target: FeatureMap) {
    shape = source.shape
    self.source = source.values
    self.target = target.values
    inputs = [source.index]
    output = target.index
  }

  func bind(outputGradient: OutputGradient, inputGradients: [GradientTarget?]) {
    self.outputGradient = outputGradient.buffer
    sourceGradient = inputGradients[0]
  }

  func forward() {
    let (places, channels) = (shape.height * shape.width, shape.channels)
    let weight = 1 / Float(places)
    for image in 0..<shape.batch {
      let mean = target.base + image * channels
      mean.update(repeating: 0, count: channels)
      for place in 0..<places {
        let values = source.base + (image * places + place) * channels
        for c in 0..<channels { mean[c] += values[c] }
      }
      for c in 0..<channels { mean[c] *= weight }
    }
  }

  func backward() {
    guard let outputGradient, let sourceGradient else { return }
    let (places, channels) = (shape.height * shape.width, shape.channels)
    let weight = 1 / Float(places)
    for image in 0..<shape.batch {
      let gradient = outputGradient.base + image * channels
      for place in 0..<places {
        let values = sourceGradient.buffer.base + (image * places + place) * channels
        for c in 0..<channels {
          values[c] = (sourceGradient.accumulate ? values[c] : 0) + gradient[c] * weight
        }
      }
    }
  }
}
