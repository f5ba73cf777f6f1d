import Recommendations

/// What is looked for in the catalogue.
struct CatalogueSearch: Sendable {
  /// Words of title, creator or tags; case and accents do not matter.
  let words: String
  let kind: ItemKind?
  /// Only items nearest to the middle of this region.
  let region: MoodRegion?
  let atMostMinutes: Int?
  /// The page begins after this item.
  let after: String?
  let offset: Int
  let limit: Int

  /// Reads the query of a request.
  init(_ call: Call) throws {
    words = try call.query("search") ?? call.query("query") ?? ""
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
    after = try call.query("after")
    offset = try call.number("offset", in: 0...1_000_000) ?? 0
    limit = try call.number("limit", in: 1...100) ?? 50
  }

  /// Whether the kind and the length are right.
  func fits(_ item: Item) -> Bool {
    (kind.map { $0 == item.kind } ?? true) && (atMostMinutes.map { item.minutes <= $0 } ?? true)
  }
}
