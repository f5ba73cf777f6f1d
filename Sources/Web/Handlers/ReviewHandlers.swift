import Foundation
import Hummingbird
import ItemSearch
import Logging
import Recommendations
import Storage

/// What the caller writes of an item, and how warmly all write of it. Nobody reads anybody else's text here.
struct ReviewHandlers: Sendable {
  let catalogue: LiveCatalogue
  let meaning: LiveMeaning
  let reviews: ReviewStore
  let logger: Logger

  private struct Given: Decodable {
    let text: String
  }

  /// `{"review", "summary"}`: the caller's own, or `null`, and that of all who wrote, or `null`.
  private struct Answer: Encodable {
    let review: Shown?
    let summary: ReviewSummary?

    enum CodingKeys: String, CodingKey {
      case review, summary
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(review, forKey: .review)
      try fields.encode(summary, forKey: .summary)
    }
  }

  /// A review of the caller's; the sentiment is `null` while nobody has read it.
  private struct Shown: Encodable {
    let itemID, text: String
    let at: Date
    let sentiment: Double?

    enum CodingKeys: String, CodingKey {
      case itemID = "item_id"
      case text, at, sentiment
    }

    init(_ review: Review) {
      (itemID, text, at, sentiment) = (review.itemID, review.text, review.at, review.sentiment)
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(itemID, forKey: .itemID)
      try fields.encode(text, forKey: .text)
      try fields.encode(at, forKey: .at)
      try fields.encode(sentiment, forKey: .sentiment)
    }
  }

  func show(_ call: Call) async throws -> Response {
    let id = try await item(call)
    return try await answer(of: id, for: try call.signedIn().account)
  }

  func write(_ call: Call) async throws -> Response {
    let given = try call.decode(Given.self)
    guard let text = ReviewText(given.text) else {
      throw WebError.wrongValue(
        "a review has a word in it, and \(ReviewText.longest) characters at most")
    }
    let id = try await item(call)
    let account = try call.signedIn().account
    let reading = await read(text)
    _ = try await reviews.put(text, of: id, for: account, at: call.now, reading: reading)
    return try await answer(of: id, for: account, status: .created)
  }

  func delete(_ call: Call) async throws -> Response {
    try await reviews.delete(try call.parameter("id"), of: try call.signedIn().account)
    return Response(status: .noContent)
  }

  private func answer(
    of id: String, for account: Account, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let own = try await reviews.find(id, of: account)
    return try .json(
      Answer(review: own.map(Shown.init), summary: try await reviews.summary(of: id)), status: status)
  }

  /// A review is kept though it cannot be read now: it is read when the encoder is there again.
  private func read(_ text: ReviewText) async -> ReviewStore.Reading? {
    guard await meaning.isThere else { return nil }
    do {
      let reading = try await meaning.read(text.text)
      return ReviewStore.Reading(sentiment: reading.sentiment, reader: ReviewReading.reader)
    } catch {
      logger.warning("a review was not read", metadata: ["error": .string("\(error)")])
      return nil
    }
  }

  private func item(_ call: Call) async throws -> String {
    let id = try call.parameter("id")
    guard try await catalogue.current().contains(id) else { throw WebError.unknownItem(id) }
    return id
  }
}
