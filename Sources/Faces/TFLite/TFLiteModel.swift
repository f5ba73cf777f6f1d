import Foundation

/// What a TFLite file holds: tensors, and the operators between them in the order of running.
///
/// The numbers of fields, types and operators are those of TensorFlow Lite's schema.fbs, version 3.
package struct TFLiteModel: Sendable {
  /// A tensor: a constant if the file has bytes for it, else a feature map.
  package struct Tensor: Sendable {
    package let shape: [Int]
    let type: ElementType
    package let data: Range<Int>
    /// How a sparse constant is stored; `nil` for a dense one.
    let sparsity: FlatTable?
  }

  /// An operator with the numbers of the tensors it reads and writes.
  package struct Operator: Sendable {
    package let operation: TFLiteOperation
    package let inputs: [Int]
    package let outputs: [Int]
  }

  enum ElementType: UInt8, Sendable {
    case float32 = 0
    case float16 = 1
    case int32 = 2
  }

  package let tensors: [Tensor]
  package let operators: [Operator]
  package let inputs: [Int]
  package let outputs: [Int]
  let buffer: FlatBuffer

  /// Far above what the detectors have, low enough that a hostile file costs little.
  private enum Limit {
    static let tensors = 8_192
    static let operators = 4_096
    static let operands = 16
    static let rank = 6
    /// Values in one tensor.
    static let values = 1 << 24
  }

  /// The bytes of the file at `url`.
  package static func bytes(of url: URL) throws(FaceError) -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: url)) } catch {
      let isThere = FileManager.default.fileExists(atPath: url.path)
      throw .unreadable(path: url.path, reason: isThere ? "may you read it?" : "it is not there")
    }
  }

  /// Reads a file from memory.
  ///
  /// - Throws: ``FaceError/damaged(_:)`` or ``FaceError/unsupported(_:)``, whatever the bytes are.
  package init(_ bytes: [UInt8]) throws(FaceError) {
    buffer = FlatBuffer(bytes: bytes)
    let model = try buffer.root(identifier: "TFL3")
    let graphs = try model.tables(2, atMost: 16)
    guard let graph = graphs.first, graphs.count == 1 else {
      throw .unsupported("\(graphs.count) graphs in one file")
    }
    let blobs = try model.tables(4, atMost: Limit.tensors)
    var tensors: [Tensor] = []
    for table in try graph.tables(0, atMost: Limit.tensors) {
      tensors.append(try Self.tensor(table, blobs: blobs))
    }
    self.tensors = tensors

    func checked(_ indices: [Int]) throws(FaceError) -> [Int] {
      for index in indices where !tensors.indices.contains(index) {
        throw .damaged("it names tensor \(index) of \(tensors.count)")
      }
      return indices
    }
    inputs = try checked(graph.integers(1, as: Int32.self, atMost: Limit.operands))
    outputs = try checked(graph.integers(2, as: Int32.self, atMost: Limit.operands))

    let codes = try model.tables(1, atMost: Limit.operators)
    var operators: [Operator] = []
    for table in try graph.tables(3, atMost: Limit.operators) {
      let code = try Int(table.integer(0, default: UInt32(0)))
      guard codes.indices.contains(code) else {
        throw .damaged("it names operator \(code) of \(codes.count)")
      }
      operators.append(
        Operator(
          operation: try TFLiteOperation(code: codes[code], options: table.table(4)),
          inputs: try checked(table.integers(1, as: Int32.self, atMost: Limit.operands)),
          outputs: try checked(table.integers(2, as: Int32.self, atMost: Limit.operands))))
    }
    self.operators = operators
  }

  private static func tensor(_ table: FlatTable, blobs: [FlatTable]) throws(FaceError) -> Tensor {
    let shape = try table.integers(0, as: Int32.self, atMost: Limit.rank)
    var count = 1
    for size in shape {
      guard size > 0, size <= Limit.values / count else { throw .damaged("a tensor of shape \(shape)") }
      count *= size
    }
    let code: UInt8 = try table.integer(1, default: 0)
    guard let type = ElementType(rawValue: code) else { throw .unsupported("tensors of type \(code)") }
    let blob = try Int(table.integer(2, default: UInt32(0)))
    guard blobs.indices.contains(blob) else { throw .damaged("it names buffer \(blob) of \(blobs.count)") }
    return Tensor(
      shape: shape, type: type, data: try blobs[blob].span(0, of: UInt8.self),
      sparsity: try table.table(6))
  }
}
