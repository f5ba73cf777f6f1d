import Emotions

/// What was read from a viewer's frame: every face, whose mood is read, and how it stands.
public struct ViewerReading: Hashable, Sendable {
  /// The frame's faces, largest first, each as it is seen in this frame.
  public let analysis: FrameAnalysis
  /// The same faces with the numbers they keep from frame to frame.
  public let faces: [TrackedFace]
  /// Position of the viewer's face in both lists; `nil` while it is out of view.
  public let viewer: Int?
  /// How well the viewer's face can be read; `nil` without one.
  public let conditions: FaceConditions?
  /// The viewer's mood, smoothed and, where there is a baseline, corrected.
  public let mood: MoodReading
  /// How learning a baseline stands, from the frame after it was asked for until the one that ends it.
  public let baseline: BaselineLearner.Progress?

  public init(
    analysis: FrameAnalysis, faces: [TrackedFace], viewer: Int?, conditions: FaceConditions?,
    mood: MoodReading, baseline: BaselineLearner.Progress? = nil
  ) {
    self.analysis = analysis
    self.faces = faces
    self.viewer = viewer
    self.conditions = conditions
    self.mood = mood
    self.baseline = baseline
  }
}

/// In JSON: `{"width", "height", "faces": [{"id", …as a FaceReading}], "viewer", "state": {…}, "mood": {"label",
/// "confidence", "probabilities", "valence", "arousal"}, "conditions": {…}}`; what is not known is `null`. While a
/// baseline is learned there is `"baseline": {"progress"}`, in the end with `"learned"` or `"refused"`.
extension ViewerReading: Encodable {
  private enum CodingKeys: String, CodingKey {
    case width, height, faces, viewer, state, mood, conditions, baseline
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(analysis.width, forKey: .width)
    try fields.encode(analysis.height, forKey: .height)
    try fields.encode(zip(faces, analysis.faces).map { NumberedFace(id: $0.id, reading: $1) }, forKey: .faces)
    try fields.encode(viewer, forKey: .viewer)
    try fields.encode(mood.state, forKey: .state)
    try fields.encode(mood.mood.map(MoodFields.init), forKey: .mood)
    try fields.encode(conditions, forKey: .conditions)
    try fields.encodeIfPresent(baseline.map(BaselineFields.init), forKey: .baseline)
  }

  private struct NumberedFace: Encodable {
    let id: Int
    let reading: FaceReading

    enum CodingKeys: String, CodingKey { case id }

    func encode(to encoder: any Encoder) throws {
      try reading.encode(to: encoder)
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(id, forKey: .id)
    }
  }

  private struct BaselineFields: Encodable {
    var progress: Double
    var learned: Baseline?
    var refused: BaselineLearner.Refusal?

    init(_ progress: BaselineLearner.Progress) {
      self.progress = 1
      switch progress {
      case .collecting(let share): self.progress = share
      case .learned(let baseline): learned = baseline
      case .refused(let refusal): refused = refusal
      }
    }
  }
}

/// A mood in JSON: `{"label", "confidence", "probabilities", "valence", "arousal"}`; the label is `null` while unsure.
package struct MoodFields: Encodable {
  private let label: Emotion?
  private let confidence: Double
  private let probabilities: EmotionDistribution
  private let valence: Double
  private let arousal: Double

  private enum CodingKeys: String, CodingKey {
    case label, confidence, probabilities, valence, arousal
  }

  package init(_ mood: Mood) {
    label = mood.label
    confidence = mood.confidence
    probabilities = mood.distribution
    valence = mood.distribution.affect.valence
    arousal = mood.distribution.affect.arousal
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(label, forKey: .label)
    try fields.encode(confidence, forKey: .confidence)
    try fields.encode(probabilities, forKey: .probabilities)
    try fields.encode(valence, forKey: .valence)
    try fields.encode(arousal, forKey: .arousal)
  }
}
