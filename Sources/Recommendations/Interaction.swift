import Foundation

/// What somebody did with an item.
public enum InteractionKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// Opened it.
  case view
  /// Heard, watched or read it to the end.
  case finish
  /// Wants more like it.
  case like
  /// Wants less like it.
  case skip
  /// Does not want to see it again.
  case hide

  /// Whether it says what the viewer thinks of the item: of these the newest counts.
  public var isVerdict: Bool {
    switch self {
    case .like, .skip, .hide: true
    case .view, .finish: false
    }
  }
}

/// That somebody did something with an item, and when.
///
/// Of an item the newest like, skip or hide counts; of two at the same time the later in the list.
public struct Interaction: Codable, Hashable, Sendable {
  /// The item's `id`; `item_id` in JSON.
  public let itemID: String
  /// What was done.
  public let kind: InteractionKind
  /// When it was done.
  public let at: Date

  /// An interaction; the item need not be in any catalogue.
  public init(itemID: String, kind: InteractionKind, at: Date) {
    self.itemID = itemID
    self.kind = kind
    self.at = at
  }

  enum CodingKeys: String, CodingKey {
    case itemID = "item_id"
    case kind, at
  }
}
