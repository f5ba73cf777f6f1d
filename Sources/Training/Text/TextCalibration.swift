import Emotions
import Foundation
import Language

/// Fitting temperature and thresholds; done on held-out texts only.
public enum TextCalibration {
  /// The temperature at which confidence is the share of right readings: the one under which the verdicts on the most
  /// probable emotion (a rater named it, or none did) are most likely. 0.25…4, to 1 %.
  ///
  /// The likelihood of the labels themselves would ask for less confidence: of a text with two labels it grants the most
  /// probable emotion one half.
  ///
  /// - Parameter logits: seven a text.
  public static func temperature(logits: [Float], labels: [Set<Emotion>]) -> Double {
    let steps = 280
    let candidates = (0...steps).map { 0.25 * pow(16, Double($0) / Double(steps)) }
    let costs = candidates.map { cost(logits, labels, $0) }
    return candidates.indices.min { costs[$0] < costs[$1] }.map { candidates[$0] } ?? 1
  }

  private static func cost(_ logits: [Float], _ labels: [Set<Emotion>], _ temperature: Double) -> Double {
    let rows = WordsCheckpoint.probabilities(logits, temperature: temperature)
    var sum = 0.0
    for (row, labels) in zip(rows, labels) {
      let top = Emotion.allCases.max { row[$0.index] < row[$1.index] } ?? .neutral
      let confidence = min(max(row[top.index], 1e-9), 1 - 1e-9)
      sum -= log(labels.contains(top) ? confidence : 1 - confidence)
    }
    return sum
  }

  /// For each emotion the probability above which to name it, so that its F1 is best.
  ///
  /// Rare emotions have few texts, and their F1 jumps with each: what is compared is its mean over neighbouring
  /// thresholds, at every hundredth.
  public static func thresholds(probabilities: [[Double]], labels: [Set<Emotion>]) -> [Double] {
    let (steps, reach) = (100, 4)
    return Emotion.allCases.map { emotion in
      // Counts of texts by hundredths of the probability, then summed from above.
      var (named, right) = ([Int](repeating: 0, count: steps + 1), [Int](repeating: 0, count: steps + 1))
      for (row, labels) in zip(probabilities, labels) {
        // Named above k/100 are those whose probability, rounded up to a hundredth, is above k.
        let bin = min(steps, Int((row[emotion.index] * Double(steps)).rounded(.up)))
        named[bin] += 1
        right[bin] += labels.contains(emotion) ? 1 : 0
      }
      let support = right.reduce(0, +)
      var scores = [Double](repeating: 0, count: steps)
      var (above, hits) = (0, 0)
      for k in (0..<steps).reversed() {
        above += named[k + 1]
        hits += right[k + 1]
        scores[k] = above + support == 0 ? 0 : 2 * Double(hits) / Double(above + support)
      }
      let smooth = scores.indices.map { k in
        let near = scores[max(0, k - reach)...min(steps - 1, k + reach)]
        return near.reduce(0, +) / Double(near.count)
      }
      let best = smooth.indices.max { smooth[$0] < smooth[$1] } ?? steps / 2
      return Double(best) / Double(steps)
    }
  }
}
