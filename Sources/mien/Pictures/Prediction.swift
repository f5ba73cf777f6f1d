import Emotions
import Engine
import Faces
import Images

/// A picture in the output of `mien predict`; docs/command-line.md gives the schema.
struct Prediction: Encodable {
  let path: String
  let width: Int
  let height: Int
  let faces: [Face]

  struct Face: Encodable {
    let box: BoundingBox
    /// Of the detector; `nil` where it was not asked.
    let score: Double?
    let emotion: Emotion
    let confidence: Double
    let probabilities: EmotionDistribution
    let valence: Double
    let arousal: Double

    init(box: BoundingBox, score: Double?, _ distribution: EmotionDistribution) {
      self.box = box
      self.score = score
      emotion = distribution.top
      confidence = distribution.confidence
      probabilities = distribution
      valence = distribution.affect.valence
      arousal = distribution.affect.arousal
    }
  }

  init(path: String, _ analysis: FrameAnalysis) {
    self.path = path
    width = analysis.width
    height = analysis.height
    faces = analysis.faces.map { Face(box: $0.box, score: $0.score, $0.distribution) }
  }

  /// A picture that is one face from edge to edge.
  init(path: String, aligned image: RGBImage, _ distribution: EmotionDistribution) {
    self.path = path
    width = image.width
    height = image.height
    let box = BoundingBox(x: 0, y: 0, width: Double(width), height: Double(height))
    faces = [Face(box: box, score: nil, distribution)]
  }
}

/// One row a face, and one without a face for a picture that has none.
extension Prediction {
  static let columns =
    ["path", "width", "height", "face", "x", "y", "box_width", "box_height", "score", "emotion"]
    + ["confidence"] + Emotion.allCases.map(\.rawValue) + ["valence", "arousal"]

  var rows: [[String]] {
    let picture = [path, "\(width)", "\(height)"]
    guard !faces.isEmpty else {
      return [picture + Array(repeating: "", count: Prediction.columns.count - picture.count)]
    }
    return faces.enumerated().map { number, face in
      let box = [face.box.x, face.box.y, face.box.width, face.box.height].map { CSV.number($0, digits: 1) }
      let numbers =
        [face.confidence] + face.probabilities.probabilities + [face.valence, face.arousal]
      return picture + ["\(number + 1)"] + box
        + [face.score.map { CSV.number($0) } ?? "", face.emotion.rawValue] + numbers.map { CSV.number($0) }
    }
  }
}
