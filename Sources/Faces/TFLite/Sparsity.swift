/// How a sparse constant is stored: dimension by dimension, each dense or as compressed rows.
///
/// The format of TensorFlow Lite's SparsityParameters, without blocks and other orders, which no detector uses.
struct Sparsity: Sendable {
  private enum Dimension: Sendable {
    case dense(size: Int)
    /// The entries of row `i` are `indices[segments[i]..<segments[i + 1]]`.
    case compressed(size: Int, segments: [Int], indices: [Int])
  }

  private let shape: [Int]
  private let dimensions: [Dimension]

  init(_ table: FlatTable, shape: [Int]) throws(FaceError) {
    let metadata = try table.tables(2, atMost: 16)
    guard try table.integers(0, as: Int32.self, atMost: 16) == Array(shape.indices),
      try table.span(1, of: Int32.self).isEmpty, metadata.count == shape.count
    else { throw .unsupported("a sparse tensor in blocks or another order") }
    var dimensions: [Dimension] = []
    for (size, table) in zip(shape, metadata) {
      switch try table.integer(0, default: UInt8(0)) {
      case 0:
        guard try Int(table.integer(1, default: Int32(0))) == size else {
          throw .damaged("a sparse tensor of another size than it says")
        }
        dimensions.append(.dense(size: size))
      case 1:
        dimensions.append(
          .compressed(
            size: size, segments: try Self.indices(table, type: 2, values: 3),
            indices: try Self.indices(table, type: 4, values: 5)))
      case let format: throw .unsupported("sparse format \(format)")
      }
    }
    self.shape = shape
    self.dimensions = dimensions
  }

  /// A list of indices, stored in whichever integers suffice.
  private static func indices(_ table: FlatTable, type: Int, values: Int) throws(FaceError) -> [Int] {
    guard let vector = try table.table(values) else { throw .damaged("a sparse tensor without indices") }
    switch try table.integer(type, default: UInt8(0)) {
    case 1: return try vector.integers(0, as: Int32.self, atMost: 1 << 20)
    case 2: return try vector.integers(0, as: UInt16.self, atMost: 1 << 20)
    case 3: return try vector.integers(0, as: UInt8.self, atMost: 1 << 20)
    case let code: throw .damaged("sparse indices of type \(code)")
    }
  }

  /// All values of the tensor, zeros filled in.
  func dense(_ values: [Float]) throws(FaceError) -> [Float] {
    var result = [Float](repeating: 0, count: shape.reduce(1, *))
    try scatter(values, into: &result, level: 0, row: 0, offset: 0)
    return result
  }

  /// - Parameters:
  ///   - row: number of the entry one level up.
  ///   - offset: place of that entry in the dense tensor, in units of this level's size.
  private func scatter(
    _ values: [Float], into result: inout [Float], level: Int, row: Int, offset: Int
  ) throws(FaceError) {
    guard level < dimensions.count else {
      guard values.indices.contains(row) else { throw .damaged("a sparse tensor with too few values") }
      result[offset] = values[row]
      return
    }
    switch dimensions[level] {
    case .dense(let size):
      for i in 0..<size {
        try scatter(
          values, into: &result, level: level + 1, row: row * size + i, offset: offset * size + i)
      }
    case .compressed(let size, let segments, let indices):
      guard row + 1 < segments.count, segments[row] >= 0, segments[row] <= segments[row + 1],
        segments[row + 1] <= indices.count, segments[row + 1] - segments[row] <= size
      else { throw .damaged("a sparse tensor whose rows do not fit") }
      for entry in segments[row]..<segments[row + 1] {
        guard (0..<size).contains(indices[entry]) else { throw .damaged("a sparse index beyond its size") }
        try scatter(
          values, into: &result, level: level + 1, row: entry, offset: offset * size + indices[entry])
      }
    }
  }
}
