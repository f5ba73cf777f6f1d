import Emotions
import Foundation

/// A picture in the output of `mien predict` for people.
enum PredictionText {
  /// - Parameter unsureBelow: confidence below which the verdict is "unsure".
  static func lines(_ picture: Prediction, unsureBelow: Double) -> [String] {
    let count = picture.faces.count
    return ["\(picture.path.withoutControls)  \(picture.width)×\(picture.height)  \(MoodWords.faces(count))"]
      + picture.faces.flatMap { lines($0, unsureBelow: unsureBelow) }
  }

  private static func lines(_ face: Prediction.Face, unsureBelow: Double) -> [String] {
    let distribution = face.probabilities
    let verdict = distribution.confidence >= unsureBelow ? "" : "unsure: "
    let box = [face.box.x, face.box.y, face.box.width, face.box.height].map { Int($0.rounded()) }
    return [
      "  \(verdict)\(distribution.top) \(percent(distribution.confidence))"
        + "  at \(box[0]),\(box[1])  \(box[2])×\(box[3])"
        + "  valence \(signed(distribution.affect.valence))  arousal \(signed(distribution.affect.arousal))",
      "    "
        + Emotion.allCases.map { "\($0) \(percent(distribution[$0]))" }.joined(separator: "  "),
    ]
  }

  private static func percent(_ probability: Double) -> String { "\(Int((probability * 100).rounded())) %" }

  private static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }
}
