import Tensors

/// What an operator does, with its options.
package enum TFLiteOperation: Hashable, Sendable {
  case add(Activation)
  case concatenation(axis: Int)
  case convolution(TFLiteWindow)
  case depthwiseConvolution(TFLiteWindow)
  case depthToSpace(block: Int)
  /// Sparse constant to dense constant.
  case densify
  /// Half precision to single precision.
  case dequantize
  case maxPool(TFLiteWindow, height: Int, width: Int)
  case pad
  case relu
  case reshape
  case resizeBilinear(alignCorners: Bool, halfPixelCenters: Bool)

  /// - Parameters:
  ///   - code: the table OperatorCode.
  ///   - options: the table of the operator's own options.
  init(code table: FlatTable, options: FlatTable?) throws(FaceError) {
    // Files from before TensorFlow 2.4 have the number in a byte.
    let code = try max(Int(table.integer(0, default: Int8(0))), Int(table.integer(3, default: Int32(0))))
    func needed() throws(FaceError) -> FlatTable {
      guard let options else { throw .damaged("operator \(code) has no options") }
      return options
    }
    switch code {
    case 0: self = .add(try options.map { (o) throws(FaceError) in try Activation(o, field: 0) } ?? .none)
    case 2: self = .concatenation(axis: try Int(needed().integer(0, default: Int32(0))))
    case 3: self = .convolution(try TFLiteWindow(needed(), activation: 3, dilation: 4))
    case 4:
      guard try needed().integer(3, default: Int32(0)) == 1 else {
        throw .unsupported("a depthwise convolution that multiplies channels")
      }
      self = .depthwiseConvolution(try TFLiteWindow(needed(), activation: 4, dilation: 5))
    case 5: self = .depthToSpace(block: try Int(needed().integer(0, default: Int32(0))))
    case 6: self = .dequantize
    case 17:
      self = .maxPool(
        try TFLiteWindow(needed(), activation: 5, dilation: nil),
        height: try Int(needed().integer(4, default: Int32(0))),
        width: try Int(needed().integer(3, default: Int32(0))))
    case 19: self = .relu
    case 22: self = .reshape
    case 23:
      self = .resizeBilinear(
        alignCorners: try needed().integer(2, default: UInt8(0)) != 0,
        halfPixelCenters: try needed().integer(3, default: UInt8(0)) != 0)
    case 34: self = .pad
    case 124: self = .densify
    default: throw .unsupported("operator \(code)")
    }
  }
}

/// How the window of a convolution or a pool moves.
package struct TFLiteWindow: Hashable, Sendable {
  /// TensorFlow's "same" if true, else "valid".
  let isPadded: Bool
  let stride: Int
  let activation: Activation

  /// - Parameters:
  ///   - activation: field of the activation.
  ///   - dilation: first of the two fields of the dilation.
  init(_ options: FlatTable, activation: Int, dilation: Int?) throws(FaceError) {
    isPadded = try options.integer(0, default: UInt8(0)) == 0
    let across = try Int(options.integer(1, default: Int32(0)))
    let down = try Int(options.integer(2, default: Int32(0)))
    guard across == down, (1...16).contains(across) else {
      throw .unsupported("a window that moves by \(across) and \(down)")
    }
    stride = across
    if let dilation {
      for field in [dilation, dilation + 1] where try options.integer(field, default: Int32(1)) != 1 {
        throw .unsupported("a dilated convolution")
      }
    }
    self.activation = try Activation(options, field: activation)
  }

  /// Zeros around an image that a window of `kernel` sees.
  func padding(height: Int, width: Int, kernel: Int) -> Padding {
    isPadded ? .same(height: height, width: width, kernel: kernel, stride: stride) : .zero
  }
}

extension Activation {
  fileprivate init(_ options: FlatTable, field: Int) throws(FaceError) {
    switch try options.integer(field, default: UInt8(0)) {
    case 0: self = .none
    case 1: self = .relu
    case 3: self = .relu6
    case let code: throw .unsupported("activation \(code)")
    }
  }
}
