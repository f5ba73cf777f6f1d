import Emotions

/// A face that a model reads wrongly.
public struct Mistake: Sendable {
  /// Its position in the evaluation.
  public let position: Int
  public let label: Emotion
  public let prediction: Emotion
  /// Probability of the prediction.
  public let confidence: Double
  /// Probability of the label.
  public let labelProbability: Double
}

extension Evaluation {
  /// The wrong readings, the most confident first; of equals the earlier row first.
  public func mistakes(limit: Int) -> [Mistake] {
    let wrong = labels.indices.filter { distributions[$0].top != labels[$0] }
    return wrong.sorted {
      let (a, b) = (distributions[$0].confidence, distributions[$1].confidence)
      return a == b ? $0 < $1 : a > b
    }.prefix(max(limit, 0)).map { row in
      Mistake(
        position: row, label: labels[row], prediction: distributions[row].top,
        confidence: distributions[row].confidence, labelProbability: distributions[row][labels[row]])
    }
  }
}
