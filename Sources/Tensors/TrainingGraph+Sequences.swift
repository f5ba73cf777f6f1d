/// The layers of a transformer's encoder, over packed sequences: feature maps have a row a token.
extension TrainingGraph {
  /// Weights that are not trained, in the graph's memory. Several layers, and graphs one after another, may share them.
  public struct FrozenWeights {
    let values: FloatBuffer

    public init(_ values: [Float]) { self.values = FloatBuffer(values) }
  }

  /// Where a low-rank change of a layer starts from.
  public struct LowRankAdapter {
    /// Rank × inputs, and outputs × rank.
    public let a, b: [Float]
    public let rank: Int
    /// What the product of the two is multiplied by.
    public let scale: Float

    public init(a: [Float], b: [Float], rank: Int, scale: Float) {
      self.a = a
      self.b = b
      self.rank = rank
      self.scale = scale
    }
  }

  /// A feature map with a row for each token there is room for, filled by the caller.
  public func input(
    _ sequences: PackedSequences, channels: Int, needsGradient: Bool = false
  ) -> Node {
    input(
      Shape(batch: sequences.rowLimit, height: 1, width: 1, channels: channels), needsGradient: needsGradient)
  }

  /// A fully connected layer with frozen weights (outputs × inputs) and bias, and a trained change of low rank.
  ///
  /// - Parameter name: parameters are `name.lora_a` and `name.lora_b`.
  public func adaptedLinear(
    _ x: Node, weights: FrozenWeights, bias: FrozenWeights, adapter: LowRankAdapter?,
    _ sequences: PackedSequences, name: String
  ) throws(TensorError) -> Node {
    let (narrow, wide) = (x.shape.channels, bias.values.count)
    guard weights.values.count == narrow * wide else {
      throw .weight(
        name: name, reason: "\(weights.values.count) values where \(wide)×\(narrow) are needed")
    }
    var trained: AdaptedLinearOperation.Adapter?
    if let adapter {
      guard adapter.a.count == adapter.rank * narrow, adapter.b.count == wide * adapter.rank else {
        throw .weight(name: name, reason: "the change of rank \(adapter.rank) does not fit \(wide)×\(narrow)")
      }
      let room = sequences.rowLimit * adapter.rank
      trained = AdaptedLinearOperation.Adapter(
        a: parameter(name + ".lora_a", [adapter.rank, narrow], adapter.a, decays: true),
        b: parameter(name + ".lora_b", [wide, adapter.rank], adapter.b, decays: true), rank: adapter.rank,
        scale: adapter.scale, reduced: FloatBuffer(count: room), gradient: FloatBuffer(count: room))
    }
    let result = rows(x, channels: wide)
    append(
      AdaptedLinearOperation(
        source: map(x), target: map(result), weight: weights.values, bias: bias.values, adapter: trained,
        sequences))
    return result
  }

  /// Layer norm of `x + residual` over the values of each row, with frozen scale and offset.
  public func layerNorm(
    _ x: Node, residual: Node? = nil, gamma: FrozenWeights, beta: FrozenWeights, epsilon: Float = 1e-12,
    _ sequences: PackedSequences
  ) throws(TensorError) -> Node {
    guard gamma.values.count == x.shape.channels, beta.values.count == x.shape.channels else {
      throw .shape(operation: "layer norm", reason: "scale and offset are not one value a channel")
    }
    guard residual == nil || residual?.shape == x.shape else {
      throw .shape(operation: "layer norm", reason: "the residual has another shape than the input")
    }
    let result = rows(x, channels: x.shape.channels)
    append(
      LayerNormOperation(
        source: map(x), residual: residual.map { map($0) }, target: map(result), gamma: gamma.values,
        beta: beta.values, epsilon: epsilon, threads: context.threads, sequences))
    return result
  }

  /// The Gaussian error linear unit of each value, exact as in BERT.
  public func gelu(_ x: Node, _ sequences: PackedSequences) -> Node {
    let result = rows(x, channels: x.shape.channels)
    append(GeluOperation(source: map(x), target: map(result), threads: context.threads, sequences))
    return result
  }

  /// Attention of each sequence to itself in several heads.
  ///
  /// - Throws: ``TensorError/shape(operation:reason:)`` unless all three have a shape and the heads divide it.
  public func attention(
    query: Node, key: Node, value: Node, heads: Int, _ sequences: PackedSequences
  ) throws(TensorError) -> Node {
    guard query.shape == key.shape, key.shape == value.shape else {
      throw .shape(operation: "attention", reason: "query, key and value have different shapes")
    }
    guard heads > 0, query.shape.channels % heads == 0 else {
      throw .shape(
        operation: "attention", reason: "\(heads) heads do not divide \(query.shape.channels) channels")
    }
    let result = rows(query, channels: query.shape.channels)
    append(
      AttentionOperation(
        query: map(query), key: map(key), value: map(value), target: map(result), heads: heads,
        threads: context.threads, sequences))
    return result
  }

  /// The mean of each sequence: a row for each there is room for.
  public func meanPool(_ x: Node, _ sequences: PackedSequences) -> Node {
    let result = node(Shape(batch: sequences.limit, height: 1, width: 1, channels: x.shape.channels))
    append(MeanPoolOperation(source: map(x), target: map(result), sequences))
    return result
  }

  private func rows(_ x: Node, channels: Int) -> Node {
    node(Shape(batch: x.shape.batch, height: 1, width: 1, channels: channels))
  }
}
