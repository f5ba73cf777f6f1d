import CKernels

/// A feature map of a training graph.
///
/// The output of a batch norm is written out only if somebody asks for its ``values``: most readers take what stands
/// before the batch norm and apply it on the way, which saves a feature map and the time to write and read it.
final class FeatureMap {
  let index: Int
  let shape: Shape
  /// The batch norm it comes out of, and what that reads.
  let origin: (values: FloatBuffer, normalization: ChannelNormalization)?

  private var written: FloatBuffer?

  init(index: Int, shape: Shape, origin: (FloatBuffer, ChannelNormalization)? = nil) {
    self.index = index
    self.shape = shape
    self.origin = origin
    if origin == nil { written = FloatBuffer(count: shape.count) }
  }

  var isWritten: Bool { written != nil }

  /// Its memory; from now on, a batch norm writes it.
  var values: FloatBuffer {
    if let written { return written }
    let buffer = FloatBuffer(count: shape.count)
    written = buffer
    return buffer
  }

  /// What a reader that applies a batch norm itself reads.
  var reading: (values: FloatBuffer, normalization: ChannelNormalization?) {
    guard let origin, !isWritten else { return (values, nil) }
    return (origin.values, origin.normalization)
  }

  /// A copy of the values, written out or not.
  func copy(threads: Int) -> [Float] {
    guard let origin, !isWritten else { return values.values }
    let result = FloatBuffer(count: shape.count)
    mien_normalize(
      Int32(threads), origin.values.base, shape.rows, shape.channels, origin.normalization.native, nil,
      result.base)
    return result.values
  }
}
