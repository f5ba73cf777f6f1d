import Emotions
import Engine
import Hummingbird
import Storage

/// Reading frames. Nothing of a frame is kept but the viewer's smoothed mood, in memory.
struct FrameHandlers: Sendable {
  let viewers: Viewers
  let sessions: SessionStore
  let analyse: FrameAnalyser

  func read(_ call: Call) async throws -> Response {
    let visitor = try call.signedIn()
    let reading = try await viewers.read(
      Array(call.body.readableBytesView), of: visitor.session.id, at: call.now, with: analyse
    ) {
      try await sessions.find(visitor.token, at: call.now) != nil
    }
    return try .json(Body(reading))
  }

  /// `{"width", "height", "faces", "viewer", "mood"}`; what is not known is `null`, not left out.
  private struct Body: Encodable {
    let reading: Viewers.Reading

    init(_ reading: Viewers.Reading) { self.reading = reading }

    enum CodingKeys: String, CodingKey {
      case width, height, faces, viewer, mood
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(reading.analysis.width, forKey: .width)
      try fields.encode(reading.analysis.height, forKey: .height)
      try fields.encode(reading.analysis.faces, forKey: .faces)
      try fields.encode(reading.viewer, forKey: .viewer)
      try fields.encode(reading.mood.map(MoodBody.init), forKey: .mood)
    }
  }

  private struct MoodBody: Encodable {
    let mood: Mood

    enum CodingKeys: String, CodingKey {
      case label, confidence, probabilities, valence, arousal
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(mood.label, forKey: .label)
      try fields.encode(mood.confidence, forKey: .confidence)
      try fields.encode(mood.distribution, forKey: .probabilities)
      try fields.encode(mood.distribution.affect.valence, forKey: .valence)
      try fields.encode(mood.distribution.affect.arousal, forKey: .arousal)
    }
  }
}
