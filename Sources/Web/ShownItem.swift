import Emotions
import Foundation
import Recommendations
import Storage

/// An item as a viewer sees it: the flat object, `place` once more as one value, and whose word the place is.
struct ShownItem: Encodable, Sendable {
  /// Where the viewer says it stands, if they do.
  let item: Item
  private let isCorrected: Bool
  private let check: LinkCheck?

  /// - Parameters:
  ///   - place: where the viewer says it stands; `nil` if they do not.
  ///   - check: what is known of its link; left out where nothing is.
  init(_ item: Item, corrected place: Affect?, check: LinkCheck? = nil) {
    self.check = check
    self.item = place.map { item.corrected(to: $0) } ?? item
    isCorrected = place != nil
  }

  private enum CodingKeys: String, CodingKey {
    case place, estimated, corrected
    case check = "link_check"
  }

  func encode(to encoder: any Encoder) throws {
    try item.encode(to: encoder)
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(item.place, forKey: .place)
    try fields.encode(item.estimate != nil, forKey: .estimated)
    try fields.encode(isCorrected, forKey: .corrected)
    try fields.encodeIfPresent(check.map(ShownCheck.init(check:)), forKey: .check)
  }
}

/// What is known of an item's link.
private struct ShownCheck: Encodable {
  let check: LinkCheck

  private enum CodingKeys: String, CodingKey {
    case outcome, status
    case checkedAt = "checked_at"
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(check.outcome, forKey: .outcome)
    try fields.encode(check.status, forKey: .status)
    try fields.encode(check.checkedAt, forKey: .checkedAt)
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
