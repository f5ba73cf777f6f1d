import Emotions
import Tensors

/// A text and the emotions that its raters named.
public struct LabelledText: Hashable, Sendable {
  public let text: String
  /// At least one.
  public let labels: Set<Emotion>

  public init(_ text: String, _ labels: Set<Emotion>) {
    precondition(!labels.isEmpty, "a labelled text has a label")
    self.text = text
    self.labels = labels
  }

  /// Seven shares: the same for each label.
  var target: [Float] {
    Emotion.allCases.map { labels.contains($0) ? 1 / Float(labels.count) : 0 }
  }
}

/// Labelled texts, and the rows of their file that are none.
public struct TextDataSet: Sendable {
  public let texts: [LabelledText]
  /// Rows that were passed over: their number in the file, from 1, and why.
  public let skipped: [SkippedText]

  public struct SkippedText: Hashable, Sendable {
    public let line: Int
    public let reason: String
  }

  public init(_ texts: [LabelledText], skipped: [SkippedText] = []) {
    self.texts = texts
    self.skipped = skipped
  }

  /// How many texts have each label, in the order of ``Emotion``.
  public var support: [Int] {
    Emotion.allCases.map { emotion in texts.count { $0.labels.contains(emotion) } }
  }

  /// SHA-256 of texts and labels, in order.
  public func contentHash() -> String {
    var hash = SHA256()
    for text in texts {
      let labels = text.labels.map { "\($0.index)" }.sorted().joined(separator: ",")
      hash.update([UInt8]("\(text.text)\t\(labels)\n".utf8))
    }
    return hash.hexadecimal()
  }

  /// Two parts, the second with `share` of the texts; which, depends on the seed alone.
  public func split(share: Double, seed: UInt64) -> (first: TextDataSet, second: TextDataSet) {
    var generator = SeededGenerator(seed: seed)
    let order = generator.permutation(texts.count)
    let held = Set(order.prefix(Int(Double(texts.count) * share)))
    return (
      TextDataSet(texts.indices.filter { !held.contains($0) }.map { texts[$0] }),
      TextDataSet(texts.indices.filter { held.contains($0) }.map { texts[$0] })
    )
  }
}
