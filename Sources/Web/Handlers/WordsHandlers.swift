import Emotions
import Foundation
import Hummingbird
import Language
import Storage

/// What somebody writes about how they are: read, forgotten, and kept only if they say so.
struct WordsHandlers: Sendable {
  let meaning: LiveMeaning
  let journal: JournalStore

  private struct Given: Decodable {
    let text: String
    let keep: Bool?
  }

  /// How a text was read; in the form that the query of a list takes.
  private struct Answer: Encodable {
    /// `nil` where nothing was read.
    let emotion: Emotion?
    let confidence: Double
    let probabilities: EmotionDistribution
    let named: [Emotion]
    /// Why it should not be trusted.
    let unsure: TextDoubt?
    let cutOff: Bool
    /// Under which id it was kept.
    let kept: String?

    enum CodingKeys: String, CodingKey {
      case emotion, confidence, probabilities, named, unsure, kept
      case cutOff = "cut_off"
    }
  }

  func read(_ call: Call) async throws -> Response {
    let given = try call.decode(Given.self)
    let account = try call.signedIn().account
    // A token that hears of moods writes no journal.
    if given.keep ?? false, (try? call.session()) == nil { throw WebError.missingScope(nil) }
    let reading = try await meaning.read(given.text)
    let distribution = reading.distribution
    var kept: JournalEntry?
    if given.keep ?? false {
      guard reading.doubt != .noWords else { throw WebError.wrongValue("there is no word to keep") }
      kept = try await journal.add(
        given.text, label: reading.doubt == nil ? distribution.top : nil, confidence: distribution.confidence,
        for: account, at: call.now)
    }
    return try .json(
      Answer(
        emotion: reading.isRead ? distribution.top : nil, confidence: distribution.confidence,
        probabilities: distribution,
        named: reading.named, unsure: reading.doubt, cutOff: reading.isCutOff, kept: kept?.id))
  }

  func list(_ call: Call) async throws -> Response {
    try .json(["entries": try await journal.list(of: try call.signedIn().account)])
  }

  func delete(_ call: Call) async throws -> Response {
    try await journal.delete(try call.parameter("id"), of: try call.signedIn().account)
    return Response(status: .noContent)
  }

  func deleteAll(_ call: Call) async throws -> Response {
    try await journal.deleteAll(of: try call.signedIn().account, to: try call.span(in: .gmt).to)
    return Response(status: .noContent)
  }
}
