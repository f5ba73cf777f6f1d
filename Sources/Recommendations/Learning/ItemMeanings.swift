import CKernels
import Emotions

/// What the texts of items mean: a vector of each, by which likeness is told, and how it sounds.
///
/// Whoever reads texts makes the vectors; nothing here knows how. Kept is what an item says beyond what all say, since
/// texts of one form are alike for their form alone: the mean of all is taken away, and the rest brought to length 1 and
/// kept in bytes. 100,000 items of 384 values take 42 MB.
public struct ItemMeanings: Sendable {
  /// What was read of one item.
  public struct Entry: Sendable {
    /// The item's `id`.
    public let itemID: String
    /// As long as those of all others.
    public let vector: [Float16]
    /// How strongly the text sounds like each emotion, in the order of `Emotion`, on any scale; empty if unknown.
    public let tone: [Float]

    /// What was read of an item.
    public init(itemID: String, vector: [Float16], tone: [Float] = []) {
      self.itemID = itemID
      self.vector = vector
      self.tone = tone
    }
  }

  /// So many items are kept at most, the first: of a million a ranker keeps within 600 MB.
  public static let most = 400_000

  /// Of the items, in the order given.
  let ids: [String]
  /// Values of a vector.
  public let width: Int
  private let bytes: [Int8]
  /// What one step of a vector's bytes is worth.
  private let scales: [Float]
  private let tones: ToneTable

  /// Items that have a vector.
  public var count: Int { ids.count }

  /// Few items say little of what all have in common: so many count half.
  private static let halfMean: Float = 20
  private static let steps: Float = 127

  /// The meanings of some items; those whose vector is of another length than the first's are passed over.
  public init(_ entries: some Collection<Entry>) {
    let width = entries.first?.vector.count ?? 0
    let entries = entries.lazy.filter { $0.vector.count == width }.prefix(Self.most)
    var mean = Array(repeating: Float(0), count: width)
    var count: Float = 0
    for entry in entries {
      count += 1
      for k in 0..<width { mean[k] += Float(entry.vector[k]) }
    }
    let share = count == 0 ? 0 : count / (count + Self.halfMean) / count
    for k in 0..<width { mean[k] *= share }
    var bytes: [Int8] = []
    var scales: [Float] = []
    var ids: [String] = []
    bytes.reserveCapacity(Int(count) * width)
    for entry in entries {
      let values = (0..<width).map { Float(entry.vector[$0]) - mean[$0] }
      let length = max(values.reduce(0) { $0 + $1 * $1 }.squareRoot(), .leastNormalMagnitude)
      let largest = max(values.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
      for value in values { bytes.append(Int8((Self.steps * value / largest).rounded())) }
      scales.append(largest / Self.steps / length)
      ids.append(entry.itemID)
    }
    self.ids = ids
    self.width = width
    self.bytes = bytes
    self.scales = scales
    tones = ToneTable(entries.map(\.tone))
  }

  /// The sum of some items' vectors, each times its weight.
  public func profile(of chosen: [(position: Int, weight: Double)], normalized: Bool = false)
    -> MeaningProfile
  {
    var sum = Array(repeating: Float(0), count: width)
    sum.withUnsafeMutableBufferPointer { sum in
      bytes.withUnsafeBufferPointer { bytes in
        for (position, weight) in chosen {
          let factor = Float(weight) * scales[position]
          let row = bytes[position * width..<(position + 1) * width]
          for (k, value) in zip(sum.indices, row) { sum[k] += factor * Float(value) }
        }
      }
    }
    return MeaningProfile(sum, normalized: normalized)
  }

  /// The vector of one item as a profile: its product with another is the cosine of the two.
  func profile(of position: Int) -> MeaningProfile {
    MeaningProfile(
      values: bytes[position * width..<(position + 1) * width].map(Int16.init), scale: scales[position])
  }

  /// The product of an item's vector with a profile: a cosine for a normalised one.
  public func likeness(_ position: Int, to profile: MeaningProfile) -> Double {
    guard profile.values.count == width, bytes.indices.contains(position * width) else { return 0 }
    var scale = scales[position] * profile.scale
    var product: Float = 0
    bytes.withUnsafeBufferPointer { bytes in
      profile.values.withUnsafeBufferPointer { values in
        mien_byte_products(
          bytes.baseAddress! + position * width, 1, width, values.baseAddress!, &scale, &product)
      }
    }
    return Double(product)
  }

  /// The vector at a position, of length 1 but for its rounding.
  func vector(_ position: Int) -> [Float] {
    bytes[position * width..<(position + 1) * width].map { scales[position] * Float($0) }
  }

  /// The cosine of two items.
  public func likeness(_ left: Int, _ right: Int) -> Double { likeness(right, to: profile(of: left)) }

  /// How an item's text sounds; `nil` if that was not read.
  func tone(_ position: Int) -> Tone? { tones[position] }
}

/// What the texts of chosen items mean together.
public struct MeaningProfile: Sendable {
  /// In steps of ``scale``: few enough that no sum of products leaves 32 bits.
  let values: [Int16]
  let scale: Float

  private static let steps: Float = 8191

  init(values: [Int16], scale: Float) { (self.values, self.scale) = (values, scale) }

  init(_ values: [Float], normalized: Bool) {
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let factor = normalized && length > 0 ? 1 / length : 1
    let largest = factor * values.reduce(0) { max($0, abs($1)) }
    scale = max(largest / Self.steps, .leastNormalMagnitude)
    self.values = values.map { [scale] in Int16((factor * $0 / scale).rounded()) }
  }
}
