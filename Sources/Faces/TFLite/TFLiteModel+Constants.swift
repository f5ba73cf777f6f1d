extension TFLiteModel {
  /// The values of a constant in single precision, dense; `nil` for a feature map.
  func floats(_ index: Int) throws(FaceError) -> [Float]? {
    let tensor = tensors[index]
    guard !tensor.data.isEmpty else { return nil }
    let stored: [Float]
    switch tensor.type {
    case .float32:
      stored = try numbers(tensor, as: UInt32.self).map { Float(bitPattern: $0) }
    case .float16:
      stored = try numbers(tensor, as: UInt16.self).map { Float(Float16(bitPattern: $0)) }
    case .int32: throw .damaged("weights that are integers")
    }
    guard let sparsity = tensor.sparsity else { return stored }
    return try Sparsity(sparsity, shape: tensor.shape).dense(stored)
  }

  /// The values of a constant of integers.
  func integers(_ index: Int) throws(FaceError) -> [Int] {
    let tensor = tensors[index]
    guard tensor.type == .int32, tensor.sparsity == nil, !tensor.data.isEmpty else {
      throw .damaged("a tensor that should be constant integers is none")
    }
    return try numbers(tensor, as: UInt32.self).map { Int(Int32(bitPattern: $0)) }
  }

  private func numbers<T: FixedWidthInteger>(_ tensor: Tensor, as type: T.Type) throws(FaceError) -> [T] {
    let size = MemoryLayout<T>.size
    let count = tensor.data.count / size
    guard tensor.data.count % size == 0, tensor.sparsity != nil || count == tensor.shape.reduce(1, *) else {
      throw .damaged("\(tensor.data.count) bytes for a tensor of shape \(tensor.shape)")
    }
    return buffer.bytes.withUnsafeBytes { bytes in
      (0..<count).map {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: tensor.data.lowerBound + $0 * size, as: T.self))
      }
    }
  }
}
