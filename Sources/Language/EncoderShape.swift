/// The sizes of a transformer encoder (Devlin et al. 2018, section 3).
public struct EncoderShape: Hashable, Sendable {
  public let layers: Int
  /// Values of a token's vector, and of an embedding.
  public let width: Int
  public let heads: Int
  /// Values between the two fully connected steps of a layer.
  public let inner: Int
  /// Pieces in the vocabulary.
  public let vocabulary: Int
  /// Tokens of the longest text.
  public let positions: Int
  /// What keeps layer norm from dividing by zero.
  public let epsilon: Float

  /// MiniLM-L6-H384 (Wang et al. 2020, https://arxiv.org/abs/2002.10957).
  public static let miniLM = EncoderShape(
    layers: 6, width: 384, heads: 12, inner: 1536, vocabulary: 30522, positions: 512, epsilon: 1e-12)

  public init(
    layers: Int, width: Int, heads: Int, inner: Int, vocabulary: Int, positions: Int, epsilon: Float
  ) {
    precondition(heads > 0 && width % heads == 0, "the heads of a layer share its width")
    self.layers = layers
    self.width = width
    self.heads = heads
    self.inner = inner
    self.vocabulary = vocabulary
    self.positions = positions
    self.epsilon = epsilon
  }

  /// Values of a token that one head looks at.
  var headWidth: Int { width / heads }
}
