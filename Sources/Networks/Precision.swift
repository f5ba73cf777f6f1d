import Tensors

/// The numbers in which a network is computed.
public enum Precision: String, Codable, Sendable {
  /// 32-bit floating point.
  case float32
  /// Bytes: feature maps and weights of 8 bits, sums of 32.
  case int8
}

/// What a user wants of ``Precision``.
public enum PrecisionChoice: String, CaseIterable, Codable, Sendable {
  /// ``Precision/int8`` where the processor gains by it and the checkpoint knows its ranges, else
  /// ``Precision/float32``.
  case auto
  case float32
  case int8

  /// What is computed in.
  ///
  /// - Parameter multipliesBytes: whether the processor has the instructions.
  /// - Throws: ``TensorError`` if bytes are wanted and cannot be had.
  public func precision(
    for checkpoint: EmotionCheckpoint, multipliesBytes: Bool = InferenceGraph.multipliesBytes
  ) throws(TensorError) -> Precision {
    switch self {
    case .float32: return .float32
    case .auto: return multipliesBytes && checkpoint.ranges != nil ? .int8 : .float32
    case .int8:
      guard multipliesBytes else {
        throw .processor(lacks: "AVX512-VNNI, which int8 needs: use float32 or auto")
      }
      guard checkpoint.ranges != nil else {
        throw .weight(
          name: "ranges", reason: "is missing, which int8 needs: measure them with 'mien quantize'")
      }
      return .int8
    }
  }
}
