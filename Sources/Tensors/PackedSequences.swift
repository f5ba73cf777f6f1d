/// The sequences of a batch, one after another without padding: what a transformer's layers share.
///
/// Texts are short and of all lengths, so padding would be most of the work. Feature maps have room for
/// ``rowLimit`` rows, of which a step uses ``rows``.
public final class PackedSequences {
  /// Most sequences of a batch, and most rows of all of them together.
  public let limit, rowLimit: Int
  /// Sequences of this batch.
  public private(set) var count = 0
  /// Where each begins, and behind the last where it ends.
  private(set) var offsets: [Int32] = [0]
  /// For each, the sum of the squared lengths of those before; behind the last, of all.
  private(set) var places: [Int32] = [0]

  /// - Precondition: both are positive.
  public init(limit: Int, rowLimit: Int) {
    precondition(limit > 0 && rowLimit > 0, "a batch has room for a sequence")
    self.limit = limit
    self.rowLimit = rowLimit
  }

  /// Rows of this batch.
  public var rows: Int { Int(offsets[count]) }

  /// Says how long the sequences of the next step are.
  ///
  /// - Precondition: there are at most ``limit``, of at most ``rowLimit`` rows together.
  public func set(lengths: [Int]) {
    precondition(lengths.count <= limit, "\(lengths.count) sequences in a batch of \(limit)")
    precondition(lengths.reduce(0, +) <= rowLimit, "more rows than the \(rowLimit) there is room for")
    count = lengths.count
    offsets = [0]
    places = [0]
    for length in lengths {
      offsets.append(offsets[offsets.count - 1] + Int32(length))
      places.append(places[places.count - 1] + Int32(length * length))
    }
  }
}
