import Emotions
import Recommendations

/// An item as a viewer sees it: the flat object, `place` once more as one value, and whose word the place is.
struct ShownItem: Encodable, Sendable {
  /// Where the viewer says it stands, if they do.
  let item: Item
  private let isCorrected: Bool

  /// - Parameter place: where the viewer says it stands; `nil` if they do not.
  init(_ item: Item, corrected place: Affect?) {
    self.item = place.map { item.corrected(to: $0) } ?? item
    isCorrected = place != nil
  }

  private enum CodingKeys: String, CodingKey {
    case place, estimated, corrected
  }

  func encode(to encoder: any Encoder) throws {
    try item.encode(to: encoder)
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(item.place, forKey: .place)
    try fields.encode(item.estimate != nil, forKey: .estimated)
    try fields.encode(isCorrected, forKey: .corrected)
  }
}

/// A page of items, and how many there are in all.
struct FoundItems: Encodable, Sendable {
  let total: Int
  let items: [ShownItem]
  /// What to send as `after` for the next page; `null` at the end.
  let next: String?

  private enum CodingKeys: String, CodingKey {
    case total, items, next
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(total, forKey: .total)
    try fields.encode(items, forKey: .items)
    try fields.encode(next, forKey: .next)
  }
}
