import CKernels
import Foundation

/// Adam (Kingma & Ba 2015, arXiv:1412.6980) with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101).
///
/// One step is `w ← w·(1 − rate·decay) − rate·m̂/(√v̂ + ε)`, as PyTorch's AdamW has it.
public final class Adam {
  public let beta1: Float
  public let beta2: Float
  public let epsilon: Float
  public let weightDecay: Float
  /// Steps taken.
  public private(set) var steps = 0

  private let parameters: [Parameter]
  private let first: [FloatBuffer]
  private let second: [FloatBuffer]
  private let threads: Int32

  /// - Parameter weightDecay: applied to parameters that decay (``Parameter/decays``).
  public init(
    _ parameters: [Parameter], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0, threads: Int = 1
  ) {
    self.parameters = parameters
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.threads = Int32(threads)
    first = parameters.map { FloatBuffer(count: $0.value.count) }
    second = parameters.map { FloatBuffer(count: $0.value.count) }
  }

  /// Changes every parameter by its gradient.
  ///
  /// - Parameter rate: learning rate, for each parameter by its name.
  public func step(rate: (Parameter) -> Float) {
    steps += 1
    let correction1 = 1 - powf(beta1, Float(steps))
    let correction2 = 1 / (1 - powf(beta2, Float(steps))).squareRoot()
    for (index, parameter) in parameters.enumerated() {
      let rate = rate(parameter)
      mien_adam(
        threads, parameter.value.base, parameter.gradient.base, first[index].base, second[index].base,
        parameter.value.count, beta1, beta2, rate / correction1, correction2, epsilon,
        1 - rate * (parameter.decays ? weightDecay : 0))
    }
  }

  /// The moments by the parameters' names, for a checkpoint.
  public func state() -> [String: WeightTensor] {
    var result: [String: WeightTensor] = [:]
    for (index, parameter) in parameters.enumerated() {
      result[parameter.name + ".first"] = WeightTensor(shape: parameter.shape, values: first[index].values)
      result[parameter.name + ".second"] = WeightTensor(shape: parameter.shape, values: second[index].values)
    }
    return result
  }

  /// Takes up a checkpoint's moments.
  public func restore(_ state: [String: WeightTensor], steps: Int) throws(TensorError) {
    for (index, parameter) in parameters.enumerated() {
      for (suffix, buffer) in [(".first", first[index]), (".second", second[index])] {
        guard let tensor = state[parameter.name + suffix], tensor.shape == parameter.shape else {
          throw .weight(
            name: parameter.name + suffix, reason: "the optimizer's state does not fit this network")
        }
        buffer.copy(from: tensor.values)
      }
    }
    self.steps = steps
  }
}

/// An exponential average of the parameters, which generalises better than the last of them (Polyak & Juditsky 1992).
public final class WeightAverage {
  private let parameters: [Parameter]
  private let averages: [FloatBuffer]
  private let keep: Float
  private let threads: Int32

  /// - Parameter keep: share of the average that a step keeps, 0..<1.
  public init(_ parameters: [Parameter], keep: Float, threads: Int = 1) {
    precondition((0..<1).contains(keep), "an average keeps a share in 0..<1, not \(keep)")
    self.parameters = parameters
    self.keep = keep
    self.threads = Int32(threads)
    averages = parameters.map { FloatBuffer($0.value.values) }
  }

  /// Takes the parameters' values in. Early on the average is shorter, so that it does not cling to the start.
  ///
  /// - Parameter step: number of the step, from 1.
  public func update(step: Int) {
    let keep = min(self.keep, (1 + Float(step)) / (10 + Float(step)))
    for (parameter, average) in zip(parameters, averages) {
      mien_moving_average(threads, average.base, parameter.value.base, average.count, keep)
    }
  }

  /// The averages by the parameters' names.
  public func state() -> [String: WeightTensor] {
    var result: [String: WeightTensor] = [:]
    for (parameter, average) in zip(parameters, averages) {
      result[parameter.name] = WeightTensor(shape: parameter.shape, values: average.values)
    }
    return result
  }

  /// Takes up a checkpoint's averages.
  public func restore(_ state: [String: WeightTensor]) throws(TensorError) {
    for (parameter, average) in zip(parameters, averages) {
      guard let tensor = state[parameter.name], tensor.shape == parameter.shape else {
        throw .weight(name: parameter.name, reason: "the average does not fit this network")
      }
      average.copy(from: tensor.values)
    }
  }
}
