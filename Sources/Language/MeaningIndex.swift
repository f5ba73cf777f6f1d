import CKernels

/// Vectors of texts, and which of them are nearest to another.
///
/// What is found is exact: every vector is kept as Float16, and once more as bytes, which are searched first. How far a
/// product of bytes can be off is known for each vector, so those that may be among the nearest are few, and of these the
/// true products are taken. 100,000 vectors of 384 values take 115 MB and a few milliseconds.
public struct MeaningIndex: Sendable {
  /// A vector that was found.
  public struct Match: Hashable, Sendable {
    /// Which one, counted from 0 in the order in which they were added.
    public let row: Int
    /// The cosine, -1…1.
    public let similarity: Float
  }

  /// Values of a vector.
  public let width: Int
  private var halves: [UInt16] = []
  private var bytes: [Int8] = []
  /// What one step of a vector's bytes is worth.
  private var scales: [Float] = []
  /// Length of what a vector's bytes leave out.
  private var errors: [Float] = []

  /// A query is rounded to this many steps, so that no sum of products leaves 32 bits.
  private static let querySteps: Float = 8191
  private static let widest = 2048

  /// - Parameter width: values of a vector, 1…2048.
  public init(width: Int = EncoderShape.miniLM.width) {
    precondition((1...Self.widest).contains(width), "a vector has 1 to \(Self.widest) values")
    self.width = width
  }

  /// How many vectors there are.
  public var count: Int { scales.count }

  public mutating func reserveCapacity(_ count: Int) {
    halves.reserveCapacity(count * width)
    bytes.reserveCapacity(count * width)
    scales.reserveCapacity(count)
    errors.reserveCapacity(count)
  }

  /// Adds a vector of length 1.
  public mutating func append(_ vector: [Float16]) {
    precondition(vector.count == width, "\(vector.count) values where \(width) are needed")
    let values = vector.map(Float.init)
    let scale = max(values.reduce(0) { max($0, abs($1)) } / 127, .leastNormalMagnitude)
    var error: Float = 0
    for (half, value) in zip(vector, values) {
      let step = (value / scale).rounded()
      halves.append(half.bitPattern)
      bytes.append(Int8(step))
      error += (value - step * scale) * (value - step * scale)
    }
    scales.append(scale)
    errors.append(error.squareRoot())
  }

  /// The vectors with the largest cosine to the query, the nearest first; of two alike the one added first.
  ///
  /// - Parameters:
  ///   - query: of length 1.
  ///   - count: so many at most.
  ///   - least: none with a smaller cosine.
  ///   - isWanted: asked of rows that may be among those found; others are left out.
  public func nearest(
    to query: [Float], count: Int, atLeast least: Float = -1, where isWanted: (Int) -> Bool = { _ in true }
  ) -> [Match] {
    matches(
      to: query, count: count, raised: { _ in 0 }, above: least, where: { $1 >= least && isWanted($0) })
  }

  /// The vectors with the largest sum of their cosine to the query and what they are raised by, the largest first; of
  /// two alike the one added first.
  ///
  /// - Parameters:
  ///   - query: of length 1.
  ///   - count: so many at most.
  ///   - raises: of each row what is added to its cosine.
  ///   - isWanted: asked with a row and its cosine, or a smaller one; whoever is wanted with a smaller cosine has to be
  ///     with a larger.
  public func nearest(
    to query: [Float], count: Int, raisedBy raises: [Float],
    where isWanted: (_ row: Int, _ similarity: Float) -> Bool = { _, _ in true }
  ) -> [Match] {
    precondition(raises.count == self.count, "\(raises.count) values for \(self.count) vectors")
    return raises.withUnsafeBufferPointer { raises in
      matches(to: query, count: count, raised: { raises[$0] }, above: -.infinity, where: isWanted)
    }
  }

  private func matches(
    to query: [Float], count: Int, raised: (Int) -> Float, above floor: Float,
    where isWanted: (_ row: Int, _ similarity: Float) -> Bool
  ) -> [Match] {
    precondition(query.count == width, "\(query.count) values where \(width) are needed")
    guard count > 0 else { return [] }
    let (products, queryError) = byteProducts(with: query)
    // The true cosine of a row is no farther than this from its product of bytes.
    func slack(_ row: Int) -> Float { errors[row] + queryError + 1e-5 }

    // The smallest sum that the last of the nearest can have.
    var surest = LargestValues(count: count, above: floor)
    for row in 0..<self.count {
      let least = products[row] - slack(row)
      if least + raised(row) > surest.smallest && isWanted(row, least) { surest.add(least + raised(row)) }
    }
    var matches: [(match: Match, sum: Float)] = []
    for row in 0..<self.count where products[row] + slack(row) + raised(row) >= surest.smallest {
      let similarity = similarity(row, to: query)
      guard isWanted(row, similarity) else { continue }
      matches.append((Match(row: row, similarity: similarity), similarity + raised(row)))
    }
    matches.sort { ($1.sum, $0.match.row) < ($0.sum, $1.match.row) }
    return matches.prefix(count).map(\.match)
  }

  /// The cosine of a row and a query of length 1.
  public func similarity(_ row: Int, to query: [Float]) -> Float {
    halves.withUnsafeBufferPointer { halves in
      guard let start = halves.baseAddress else { return 0 }
      return mien_half_product(start + row * width, query, width)
    }
  }

  /// Each row's product with the query as bytes, and how far the query's own rounding can move it.
  private func byteProducts(with query: [Float]) -> (products: [Float], error: Float) {
    let step = max(query.reduce(0) { max($0, abs($1)) } / Self.querySteps, .leastNormalMagnitude)
    let steps = query.map { Int16(($0 / step).rounded()) }
    let error = zip(query, steps).reduce(Float(0)) { sum, pair in
      let rest = pair.0 - Float(pair.1) * step
      return sum + rest * rest
    }.squareRoot()
    let products = [Float](unsafeUninitializedCapacity: count) { products, written in
      if let start = products.baseAddress { mien_byte_products(bytes, count, width, steps, scales, start) }
      written = count
    }
    // A vector of bytes is little longer than 1.
    return (products.map { $0 * step }, error * 1.01)
  }
}

/// The largest few of many values.
private struct LargestValues {
  private let count: Int
  private let floor: Float
  /// The smallest first.
  private var values: [Float] = []

  init(count: Int, above floor: Float) {
    (self.count, self.floor) = (count, floor)
  }

  /// What a value must be above to be among them.
  var smallest: Float { values.count < count ? floor : max(floor, values.first ?? floor) }

  mutating func add(_ value: Float) {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    values.insert(value, at: low)
    if values.count > count { values.removeFirst() }
  }
}
