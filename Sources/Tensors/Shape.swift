/// The shape of a batch of images or feature maps. In memory the order is batch, height, width, channels (NHWC).
public struct Shape: Hashable, Sendable {
  public let batch: Int
  public let height: Int
  public let width: Int
  public let channels: Int

  /// - Precondition: every size is positive.
  public init(batch: Int, height: Int, width: Int, channels: Int) {
    precondition(min(batch, height, width, channels) > 0, "every size of a shape is positive")
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Number of values.
  public var count: Int { batch * height * width * channels }

  /// Number of places (batch × height × width), each with one value a channel.
  public var rows: Int { batch * height * width }

  /// Sizes in oneDNN's logical order: N, C, H, W.
  var dimensions: [Int64] { [batch, channels, height, width].map(Int64.init) }
}

/// Zeros around an image, in pixels.
public struct Padding: Hashable, Sendable {
  public let top: Int
  public let left: Int
  public let bottom: Int
  public let right: Int

  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  public static let zero = Padding(top: 0, left: 0, bottom: 0, right: 0)

  /// TensorFlow's "same" for a square image: the output is `ceil(input / stride)` wide, and what is odd goes to the
  /// bottom and the right.
  public static func same(input: Int, kernel: Int, stride: Int) -> Padding {
    same(height: input, width: input, kernel: kernel, stride: stride)
  }

  /// TensorFlow's "same" for any image.
  public static func same(height: Int, width: Int, kernel: Int, stride: Int) -> Padding {
    func total(_ input: Int) -> Int { max(0, ((input + stride - 1) / stride - 1) * stride + kernel - input) }
    let (h, w) = (total(height), total(width))
    return Padding(top: h / 2, left: w / 2, bottom: h - h / 2, right: w - w / 2)
  }
}

/// What follows a layer.
public enum Activation: Hashable, Sendable {
  case none
  case relu
  /// `min(max(x, 0), 6)`, as MobileNetV2 uses.
  case relu6
}
