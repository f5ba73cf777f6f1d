import Tensors

/// MobileNetV2, in the words of its paper: Sandler et al. 2018, *MobileNetV2: Inverted Residuals and Linear
/// Bottlenecks*, arXiv:1801.04381, table 2.
///
/// The description is independent of how it is run: ``build(with:input:)`` gives the same layers to a builder that
/// trains and to one that infers.
public struct MobileNetV2: Hashable, Sendable {
  /// A row of the paper's table 2.
  struct Stage {
    let expansionFactor: Int
    let channels: Int
    let repeats: Int
    let stride: Int
  }

  static let stages = [
    Stage(expansionFactor: 1, channels: 16, repeats: 1, stride: 1),
    Stage(expansionFactor: 6, channels: 24, repeats: 2, stride: 2),
    Stage(expansionFactor: 6, channels: 32, repeats: 3, stride: 2),
    Stage(expansionFactor: 6, channels: 64, repeats: 4, stride: 2),
    Stage(expansionFactor: 6, channels: 96, repeats: 3, stride: 1),
    Stage(expansionFactor: 6, channels: 160, repeats: 3, stride: 2),
    Stage(expansionFactor: 6, channels: 320, repeats: 1, stride: 1),
  ]

  /// Scales the channels of every layer; 1 is the paper's network.
  public let widthMultiplier: Double
  /// Channels of the image: 1 for grey.
  public let inputChannels: Int
  /// Number of logits.
  public let classes: Int
  /// Share of the last features dropped in training.
  public let dropout: Float

  public init(widthMultiplier: Double = 1, inputChannels: Int = 1, classes: Int, dropout: Float = 0.2) {
    precondition(widthMultiplier > 0 && inputChannels > 0 && classes > 1, "sizes are positive")
    self.widthMultiplier = widthMultiplier
    self.inputChannels = inputChannels
    self.classes = classes
    self.dropout = dropout
  }

  /// Channels after the width multiplier: a multiple of eight, never less than nine tenths of the exact number.
  public func channels(_ base: Int) -> Int {
    let exact = Double(base) * widthMultiplier
    let rounded = max(8, Int(exact + 4) / 8 * 8)
    return Double(rounded) < 0.9 * exact ? rounded + 8 : rounded
  }

  /// Channels of the last feature map: never less than the paper's 1280.
  public var features: Int { max(1280, channels(1280)) }

  /// Adds the whole network behind `input` and returns the logits.
  public func build<B: NetworkBuilder>(with builder: B, input: B.Node) throws(TensorError) -> B.Node {
    var x = try builder.unit(
      input, ConvolutionUnit("stem", outputChannels: channels(32), kernel: 3, stride: 2, activation: .relu6),
      residual: nil)
    var index = 0
    for stage in MobileNetV2.stages {
      for repetition in 0..<stage.repeats {
        x = try invertedResidual(
          x, name: "block.\(index)", expansionFactor: stage.expansionFactor,
          outputChannels: channels(stage.channels),
          stride: repetition == 0 ? stage.stride : 1, with: builder)
        index += 1
      }
    }
    x = try builder.unit(
      x, ConvolutionUnit("head", outputChannels: features, kernel: 1, activation: .relu6), residual: nil)
    x = try builder.globalAveragePool(x)
    x = try builder.dropout(x, rate: dropout)
    return try builder.dense(x, outputs: classes, name: "classifier")
  }

  /// Expand, filter depthwise, project back without activation; with a shortcut where shapes allow.
  private func invertedResidual<B: NetworkBuilder>(
    _ x: B.Node, name: String, expansionFactor: Int, outputChannels: Int, stride: Int, with builder: B
  ) throws(TensorError) -> B.Node {
    let inputChannels = builder.shape(of: x).channels
    let hidden = inputChannels * expansionFactor
    var y = x
    if expansionFactor != 1 {
      y = try builder.unit(
        y, ConvolutionUnit(name + ".expand", outputChannels: hidden, kernel: 1, activation: .relu6),
        residual: nil)
    }
    y = try builder.unit(
      y,
      ConvolutionUnit(
        name + ".depthwise", outputChannels: hidden, kernel: 3, stride: stride, groups: hidden,
        activation: .relu6),
      residual: nil)
    let hasShortcut = stride == 1 && inputChannels == outputChannels
    return try builder.unit(
      y, ConvolutionUnit(name + ".project", outputChannels: outputChannels, kernel: 1, activation: .none),
      residual: hasShortcut ? x : nil)
  }
}
