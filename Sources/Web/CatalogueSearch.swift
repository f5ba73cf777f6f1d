import Emotions
import Recommendations
import Storage

/// What an item has to have of the words that are searched.
enum SearchManner: String, CaseIterable, Sendable {
  /// The words themselves.
  case letters
  /// What they mean.
  case meaning
  /// The words or, after those items, what they mean; by letters alone where the other cannot be.
  case both
}

/// What is looked for in the catalogue.
struct CatalogueSearch: Sendable {
  /// Words of title, creator or tags; case and accents do not matter.
  let words: String
  /// What an item has to have of the words.
  let by: SearchManner
  let kind: ItemKind?
  /// Only items nearest to the middle of this region.
  let region: MoodRegion?
  let atMostMinutes: Int?
  /// Only items of whose link this is known.
  let link: LinkCheck.Outcome?
  /// The page begins after this item.
  let after: String?
  let offset: Int
  let limit: Int

  /// Reads the query of a request.
  init(_ call: Call) throws {
    words = try call.query("search") ?? call.query("query") ?? ""
    by =
      try call.query("by").map { (text) throws(WebError) in
        guard let manner = SearchManner(rawValue: text) else {
          let known = SearchManner.allCases.map(\.rawValue).joined(separator: ", ")
          throw .wrongValue("“\(text.prefix(80))” is no way to search; it is one of \(known)")
        }
        return manner
      } ?? .letters
    kind = try call.query("kind").map { (text) throws(RequestError) in
      guard let kind = ItemKind(rawValue: text) else { throw .kind(text) }
      return kind
    }
    region = try call.query("region").map { (text) throws(WebError) in
      guard let region = MoodRegion(rawValue: text) else {
        let known = MoodRegion.allCases.map(\.rawValue).joined(separator: ", ")
        throw .wrongValue("“\(text.prefix(80))” is no region; it is one of \(known)")
      }
      return region
    }
    atMostMinutes = try call.number("at_most_minutes", in: 1...100_000)
    link = try call.query("link").map { (text) throws(WebError) in
      guard let outcome = LinkCheck.Outcome(rawValue: text) else {
        let known = LinkCheck.Outcome.allCases.map(\.rawValue).joined(separator: ", ")
        throw .wrongValue("“\(text.prefix(80))” is nothing that is known of links; it is one of \(known)")
      }
      return outcome
    }
    after = try call.query("after")
    offset = try call.number("offset", in: 0...1_000_000) ?? 0
    limit = try call.number("limit", in: 1...100) ?? 50
  }

  /// By meaning everything is more or less alike; more than this nobody looks at.
  static let mostByMeaning = 200

  /// Whether the kind, the length and the region are right.
  ///
  /// - Parameter place: where the viewer says that the item stands.
  func fits(_ item: Item, corrected place: Affect?) -> Bool {
    guard kind.map({ $0 == item.kind }) ?? true, atMostMinutes.map({ item.minutes <= $0 }) ?? true else {
      return false
    }
    return region.map { MoodRegion.nearest(to: place ?? item.place) == $0 } ?? true
  }
}
