import CKernels

/// What a batch norm does to each channel in this step, for whoever applies it on reading, and the totals over the
/// batch that whoever writes gathers for it.
final class ChannelNormalization {
  let mean: FloatBuffer
  let variance: FloatBuffer
  let scale: FloatBuffer
  let shift: FloatBuffer
  let slope: FloatBuffer
  let offset: FloatBuffer
  let relu6: Bool

  /// Of the convolution's output.
  let statistics: OpaquePointer
  /// Of the gradient.
  let sums: OpaquePointer

  init(channels: Int, relu6: Bool, threads: Int) {
    mean = FloatBuffer(count: channels)
    variance = FloatBuffer(count: channels)
    scale = FloatBuffer(count: channels)
    shift = FloatBuffer(count: channels)
    slope = FloatBuffer(count: channels)
    offset = FloatBuffer(count: channels)
    self.relu6 = relu6
    statistics = mien_totals_create(Int32(threads), channels)
    sums = mien_totals_create(Int32(threads), channels)
  }

  deinit {
    mien_totals_free(statistics)
    mien_totals_free(sums)
  }

  var native: mien_normalization {
    mien_normalization(
      scale: scale.base, shift: shift.base, mean: mean.base, slope: slope.base, offset: offset.base,
      relu6: relu6 ? 1 : 0)
  }
}

extension ChannelNormalization? {
  /// For the kernels: nothing is to be done where there is no batch norm.
  var native: mien_normalization { self?.native ?? mien_normalization() }
}
