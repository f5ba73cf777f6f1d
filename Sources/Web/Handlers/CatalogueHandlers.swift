import Hummingbird
import Recommendations

/// Searching the catalogue.
struct CatalogueHandlers: Sendable {
  let catalogue: LiveCatalogue

  private struct Body: Encodable {
    let total: Int
    let items: [Item]
  }

  func search(_ call: Call) async throws -> Response {
    let limit = try Self.number(call, "limit", in: 1...100) ?? 50
    let offset = try Self.number(call, "offset", in: 0...1_000_000) ?? 0
    let kind = try call.query("kind").map { (text) throws(RequestError) in
      guard let kind = ItemKind(rawValue: text) else { throw .kind(text) }
      return kind
    }
    let found = try await catalogue.current().search(call.query("query") ?? "", kind: kind)
    return try .json(Body(total: found.count, items: Array(found.dropFirst(offset).prefix(limit))))
  }

  private static func number(_ call: Call, _ name: String, in range: ClosedRange<Int>) throws(WebError)
    -> Int?
  {
    guard let text = try call.query(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .wrongValue("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
