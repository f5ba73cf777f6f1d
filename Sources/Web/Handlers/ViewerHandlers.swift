import Emotions
import Hummingbird
import Storage

/// Whose face is read, and what corrects it.
struct ViewerHandlers: Sendable {
  let viewers: Viewers
  let baselines: BaselineStore

  private struct Choice: Decodable {
    let id: Int?

    private enum CodingKeys: String, CodingKey { case id }

    /// Without an id nobody said what to choose; `null` says the largest.
    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      id = try fields.decodeNil(forKey: .id) ? nil : fields.decode(Int.self, forKey: .id)
    }
  }

  func choose(_ call: Call) async throws -> Response {
    let choice = try call.decode(Choice.self)
    if let id = choice.id, id < 1 {
      throw WebError.wrongValue("“id” is one of a face, a whole number from 1 on, or null")
    }
    await viewers.choose(face: choice.id, of: try call.signedIn())
    return Response(status: .noContent)
  }

  /// `{"baseline": {seven numbers}}`, or `null` where there is none.
  private struct Body: Codable {
    let baseline: Baseline?

    private enum CodingKeys: String, CodingKey { case baseline }

    init(_ baseline: Baseline?) { self.baseline = baseline }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      guard try !fields.decodeNil(forKey: .baseline) else {
        baseline = nil
        return
      }
      let numbers = try fields.decode([String: Double].self, forKey: .baseline)
      let labels = Emotion.allCases.map(\.rawValue)
      guard Set(numbers.keys) == Set(labels) else {
        throw WebError.wrongValue("a baseline has a number for each of \(labels.joined(separator: ", "))")
      }
      do { baseline = try Baseline(labels.compactMap { numbers[$0] }) } catch {
        throw WebError.wrongValue("\(error)")
      }
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(baseline, forKey: .baseline)
    }
  }

  func baseline(_ call: Call) async throws -> Response {
    try .json(Body(await baselines.find(call.signedIn().account)))
  }

  func importBaseline(_ call: Call) async throws -> Response {
    let given = try call.decode(Body.self)
    try await viewers.keep(given.baseline, for: try call.signedIn().account)
    return try .json(given)
  }

  func learnBaseline(_ call: Call) async throws -> Response {
    try await viewers.learnBaseline(of: try call.signedIn(), at: call.now, uptime: call.uptime)
    return Response(status: .accepted)
  }

  func removeBaseline(_ call: Call) async throws -> Response {
    try await viewers.keep(nil, for: try call.signedIn().account)
    return Response(status: .noContent)
  }
}
