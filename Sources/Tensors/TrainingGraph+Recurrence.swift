/// The layers of a recurrent network, over packed sequences.
extension TrainingGraph {
  /// Where a long short-term memory starts from. Gates lie in the order input, forget, cell, output.
  public struct LSTMWeights: Sendable {
    /// 4·hidden × inputs.
    public let input: [Float]
    /// 4·hidden × hidden.
    public let hidden: [Float]
    /// 4·hidden.
    public let bias: [Float]

    public init(input: [Float], hidden: [Float], bias: [Float]) {
      self.input = input
      self.hidden = hidden
      self.bias = bias
    }
  }

  /// A long short-term memory: a state for each row, which knows the rows of its sequence so far.
  ///
  /// - Parameters:
  ///   - hidden: values of the state.
  ///   - name: parameters are `name.input`, `name.hidden` and `name.bias`.
  /// - Throws: ``TensorError/weight(name:reason:)`` if the weights have other sizes.
  public func lstm(
    _ x: Node, weights: LSTMWeights, hidden: Int, _ sequences: PackedSequences, name: String
  ) throws(TensorError) -> Node {
    let (narrow, wide) = (x.shape.channels, 4 * hidden)
    for (part, count, needed) in [
      ("input", weights.input.count, wide * narrow), ("hidden", weights.hidden.count, wide * hidden),
      ("bias", weights.bias.count, wide),
    ] where hidden < 1 || count != needed {
      throw .weight(name: "\(name).\(part)", reason: "\(count) values where \(needed) are needed")
    }
    let result = node(Shape(batch: x.shape.batch, height: 1, width: 1, channels: hidden))
    append(
      LSTMOperation(
        source: map(x), target: map(result),
        weights: LSTMOperation.Weights(
          input: parameter(name + ".input", [wide, narrow], weights.input, decays: true),
          hidden: parameter(name + ".hidden", [wide, hidden], weights.hidden, decays: true),
          bias: parameter(name + ".bias", [wide], weights.bias, decays: false)), sequences))
    return result
  }

  /// The last row of each sequence: a row for each there is room for.
  public func lastRow(_ x: Node, _ sequences: PackedSequences) -> Node {
    let result = node(Shape(batch: sequences.limit, height: 1, width: 1, channels: x.shape.channels))
    append(LastRowOperation(source: map(x), target: map(result), sequences))
    return result
  }
}
