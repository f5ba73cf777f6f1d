import COneDNN

/// A network of fixed shapes for training: forward, loss, backward.
///
/// Feature maps are Float32, NHWC. All memory is allocated once: feature maps when a layer is added, gradients (which
/// share buffers wherever their lives do not overlap) by ``prepare(loss:)``. A graph belongs to one thread at a time.
///
/// ```swift
/// let graph = try TrainingGraph(threads: 2)
/// let x = graph.input(Shape(batch: 64, height: 96, width: 96, channels: 1))
/// let y = try graph.convolution(x, weights: w, outputChannels: 32, kernel: 3, stride: 2, padding: p, name: "stem")
/// …
/// try graph.prepare(loss: logits)
/// graph.withInput(x) { … }
/// try graph.forward()
/// let loss = try graph.loss(targets: targets)
/// try graph.backward()  // gradients are in graph.parameters
/// ```
public final class TrainingGraph {
  /// The place of a feature map in the graph.
  public struct Node: Hashable, Sendable {
    public let shape: Shape
    let index: Int
  }

  /// In the order in which their layers were added.
  public internal(set) var parameters: [Parameter] = []
  public internal(set) var statistics: [RunningStatistics] = []

  let context: NativeContext
  private var maps: [FeatureMap] = []
  private var gradients: [Int: FloatBuffer] = [:]
  private var wanted: Set<Int> = []
  private var operations: [any TrainingOperation] = []
  private var trainingLoss: (any TrainingLoss)?
  private var dropouts: [DropoutOperation] = []

  /// - Parameter threads: native threads a step uses.
  public init(threads: Int) throws(TensorError) {
    context = try NativeContext(threads: threads)
  }

  /// A feature map that the caller fills before each step.
  ///
  /// - Parameter needsGradient: whether ``gradient(of:)`` is wanted for it.
  public func input(_ shape: Shape, needsGradient: Bool = false) -> Node {
    let result = node(shape)
    if needsGradient { wanted.insert(result.index) }
    return result
  }

  /// Convolution without activation.
  ///
  /// - Parameters:
  ///   - weights: output channel, kernel row, kernel column, input channel of the group; depthwise where `groups`
  ///     equals the channels.
  ///   - name: parameters are called `name.weight` and `name.bias`.
  public func convolution(
    _ x: Node, weights: [Float], bias: [Float]? = nil, outputChannels: Int, kernel: Int, stride: Int = 1,
    padding: Padding, groups: Int = 1, name: String
  ) throws(TensorError) -> Node {
    let geometry = try ConvolutionGeometry(
      input: x.shape, outputChannels: outputChannels, kernel: kernel, stride: stride, padding: padding,
      groups: groups)
    guard weights.count == geometry.weightCount else {
      throw .weight(name: name, reason: "\(weights.count) values where \(geometry.weightCount) are needed")
    }
    let result = node(geometry.output)
    let weight = parameter(
      name + ".weight", [outputChannels, kernel, kernel, x.shape.channels / groups], weights, decays: true)
    let offset = bias.map { parameter(name + ".bias", [outputChannels], $0, decays: false) }
    let (source, target) = (maps[x.index], maps[result.index])
    if geometry.isDepthwise3x3, offset == nil {
      append(
        DepthwiseOperation(geometry, source: source, target: target, weight: weight, threads: context.threads)
      )
    } else {
      append(
        try ConvolutionOperation(
          geometry, source: source, target: target, weight: weight, bias: offset, context))
    }
    return result
  }

  /// A fully connected layer on feature maps of 1×1. Weights: output, input.
  public func dense(_ x: Node, weights: [Float], bias: [Float], name: String) throws(TensorError) -> Node {
    try convolution(
      x, weights: weights, bias: bias, outputChannels: bias.count, kernel: 1, padding: .zero, name: name)
  }

  /// Batch norm over batch, height and width, then `+ residual`, then the activation, in one layer: what follows
  /// every convolution of MobileNetV2. Ioffe & Szegedy 2015, arXiv:1502.03167.
  ///
  /// - Parameters:
  ///   - momentum: how much of the running statistics a step keeps, 0..<1.
  ///   - name: parameters are `name.gamma`, `name.beta`; statistics `name.mean`, `name.variance`.
  public func batchNorm(
    _ x: Node, initial: BatchNormWeights, activation: Activation = .none, residual: Node? = nil,
    epsilon: Float = 1e-3, momentum: Float = 0.99, name: String
  ) throws(TensorError) -> Node {
    guard initial.channels == x.shape.channels else {
      throw .weight(name: name, reason: "\(initial.channels) channels where \(x.shape.channels) are needed")
    }
    guard residual == nil || residual?.shape == x.shape else {
      throw .shape(
        operation: "batch norm '\(name)'", reason: "the residual has another shape than the output")
    }
    guard activation != .relu else {
      throw .shape(
        operation: "batch norm '\(name)'", reason: "training knows ReLU6 and no activation, not ReLU")
    }
    let (channels, source) = (x.shape.channels, maps[x.index])
    let running = RunningStatistics(name: name, mean: initial.mean, variance: initial.variance)
    statistics.append(running)
    let normalization = ChannelNormalization(
      channels: channels, relu6: activation == .relu6, threads: context.threads)
    let result = node(x.shape, origin: (source.values, normalization))
    let target = maps[result.index]
    if residual != nil { _ = target.values }
    let operation = NormalizationOperation(
      source: source, target: target, residual: residual.map { maps[$0.index] }, normalization: normalization,
      gamma: parameter(name + ".gamma", [channels], initial.gamma, decays: false),
      beta: parameter(name + ".beta", [channels], initial.beta, decays: false), running: running,
      epsilon: epsilon, momentum: momentum, threads: context.threads)
    if let before = writer(of: x.index), before.follower == nil {
      before.follower = normalization
      operation.hasStatistics = true
    }
    append(operation)
    return result
  }

  /// The layer that writes a feature map, if it takes over work of batch norms.
  private func writer(of index: Int) -> (any FusingOperation)? {
    operations.first { $0.output == index } as? any FusingOperation
  }

  /// The mean over height and width; the result is 1×1.
  public func globalAveragePool(_ x: Node) -> Node {
    let result = node(Shape(batch: x.shape.batch, height: 1, width: 1, channels: x.shape.channels))
    append(AveragePoolOperation(source: maps[x.index], target: maps[result.index]))
    return result
  }

  /// Sets each value to 0 with probability `rate` and divides the others by `1 - rate`. Srivastava et al. 2014.
  ///
  /// What is dropped depends on `seed`, the step given to ``forward(step:)`` and the place alone.
  public func dropout(_ x: Node, rate: Float, seed: UInt64) -> Node {
    precondition((0..<1).contains(rate), "a dropout rate is in 0..<1, not \(rate)")
    let result = node(x.shape)
    let operation = DropoutOperation(
      rate: rate, seed: seed, source: maps[x.index], target: maps[result.index])
    dropouts.append(operation)
    append(operation)
    return result
  }

  /// Ends the graph: the loss is the cross-entropy of these logits (feature maps of 1×1), and every gradient gets
  /// its place.
  ///
  /// - Parameter labelSmoothing: share of each target spread evenly over the classes, 0..<1. Szegedy et al. 2016.
  public func prepare(loss logits: Node, labelSmoothing: Float = 0) throws(TensorError) {
    let loss = CrossEntropy(
      logits: maps[logits.index].values, batch: logits.shape.batch, classes: logits.shape.channels,
      labelSmoothing: labelSmoothing)
    try bindGradients(of: loss, behind: logits)
  }

  /// Ends the graph: the loss is that of normal distributions whose means and log variances are these outputs (feature
  /// maps of 1×1; see ``GaussianOutputs``), and every gradient gets its place.
  ///
  /// ``loss(targets:)`` then takes a target for each mean, of the first rows of the batch or of all.
  public func prepare(gaussian outputs: Node) throws(TensorError) {
    guard outputs.shape.channels.isMultiple(of: 2) else {
      throw .shape(operation: "Gaussian loss", reason: "there is not a variance for each mean")
    }
    let loss = GaussianLoss(
      outputs: maps[outputs.index].values, batch: outputs.shape.batch, channels: outputs.shape.channels)
    try bindGradients(of: loss, behind: outputs)
  }

  /// Gives every gradient its place, from the loss back.
  private func bindGradients(of loss: any TrainingLoss, behind outputs: Node) throws(TensorError) {
    trainingLoss = loss
    var free: [Int: [FloatBuffer]] = [:]
    func place(_ index: Int) -> FloatBuffer {
      let count = maps[index].shape.count
      let buffer = free[count]?.popLast() ?? FloatBuffer(count: count)
      gradients[index] = buffer
      return buffer
    }
    loss.gradient = place(outputs.index)
    let needed = reachable()
    let readers = operations.flatMap(\.inputs).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    var behind: [Int: ChannelNormalization] = [:]
    for operation in operations.reversed() {
      guard let outputGradient = gradients[operation.output] else { continue }
      var inputs = operation.inputs
      let batchNorm = operation as? NormalizationOperation
      let isApplied = batchNorm != nil && readers[inputs[0]] == 1 && writer(of: inputs[0]) != nil
      if isApplied {
        // The layer before reads the gradient behind the batch norm, from the same place.
        gradients[inputs[0]] = outputGradient
        behind[inputs[0]] = batchNorm?.normalization
        inputs.removeFirst()
      }
      var targets: [GradientTarget?] = isApplied ? [nil] : []
      for input in inputs {
        guard needed.contains(input) else {
          targets.append(nil)
          continue
        }
        let known = gradients[input]
        var origin = maps[input].origin
        if readers[input] != 1 || !(operation is any FusingOperation) { origin = nil }
        if origin != nil {
          (operations.first { $0.output == input } as? NormalizationOperation)?.hasSums = true
        }
        targets.append(
          GradientTarget(buffer: known ?? place(input), accumulate: known != nil, origin: origin))
      }
      try operation.bind(
        outputGradient: OutputGradient(buffer: outputGradient, behind: behind[operation.output]),
        inputGradients: targets)
      if !isApplied, !wanted.contains(operation.output) {
        free[outputGradient.count, default: []].append(outputGradient)
      }
    }
  }

  /// Feature maps with a parameter or a wanted input before them: only these need gradients.
  private func reachable() -> Set<Int> {
    var result = wanted
    for operation in operations
    where operation.hasParameters || operation.inputs.contains(where: result.contains) {
      result.insert(operation.output)
    }
    return result
  }

  /// Writes the values of an input, in the order batch, height, width, channels.
  public func withInput(_ node: Node, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    body(maps[node.index].values.span)
  }

  /// Computes every feature map from the inputs and updates the running statistics.
  ///
  /// - Parameter step: number of the step, on which dropout depends.
  public func forward(step: Int = 0) throws(TensorError) {
    context.setThreads()
    for dropout in dropouts { dropout.step = UInt64(step) }
    for operation in operations { try operation.forward() }
    try context.wait()
  }

  /// The mean loss of the batch, in nats: cross-entropy after label smoothing, or what ``prepare(gaussian:)`` says.
  ///
  /// - Parameter targets: a distribution over the classes for each image of the batch, one after another.
  public func loss(targets: [Float]) -> Float {
    guard let trainingLoss else { preconditionFailure("call prepare(loss:) first") }
    return trainingLoss.run(targets)
  }

  /// Computes the gradient of the last loss for every parameter.
  public func backward() throws(TensorError) {
    context.setThreads()
    for operation in operations.reversed() { try operation.backward() }
    try context.wait()
  }

  /// A copy of a node's values.
  public func output(_ node: Node) -> [Float] { maps[node.index].copy(threads: context.threads) }

  /// A copy of an input's gradient; nil where it was not asked for.
  public func gradient(of node: Node) -> [Float]? {
    wanted.contains(node.index) ? gradients[node.index]?.values : nil
  }

  func node(_ shape: Shape, origin: (FloatBuffer, ChannelNormalization)? = nil) -> Node {
    let index = maps.count
    maps.append(FeatureMap(index: index, shape: shape, origin: origin))
    return Node(shape: shape, index: index)
  }

  func parameter(_ name: String, _ shape: [Int], _ value: [Float], decays: Bool) -> Parameter {
    let parameter = Parameter(name: name, shape: shape, value: value, decays: decays)
    parameters.append(parameter)
    return parameter
  }

  func append(_ operation: any TrainingOperation) { operations.append(operation) }

  func map(_ node: Node) -> FeatureMap { maps[node.index] }
}

/// What a batch norm starts from: one value a channel each.
public struct BatchNormWeights: Sendable {
  public let gamma: [Float]
  public let beta: [Float]
  public let mean: [Float]
  public let variance: [Float]

  /// - Precondition: the four have the same count.
  public init(gamma: [Float], beta: [Float], mean: [Float], variance: [Float]) {
    precondition(
      Set([gamma.count, beta.count, mean.count, variance.count]).count == 1, "one value a channel each")
    self.gamma = gamma
    self.beta = beta
    self.mean = mean
    self.variance = variance
  }

  /// Scale 1, offset 0: nothing is learned yet.
  public init(channels: Int) {
    let (zeros, ones) = ([Float](repeating: 0, count: channels), [Float](repeating: 1, count: channels))
    self.init(gamma: ones, beta: zeros, mean: zeros, variance: ones)
  }

  var channels: Int { gamma.count }
}
