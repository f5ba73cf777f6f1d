import Foundation

/// What somebody heard: of each piece once, with the newest time of each thing done with it.
///
/// Heard for half a minute or more counts as heard to the end: that is what Last.fm asks of a scrobble at the least. A
/// shorter time is only a view, since nobody knows why it ended.
struct ListeningHistory {
  static let leastSeconds = 30.0

  /// One time that a piece was heard.
  struct Play {
    var kind = ItemKind.music
    var title, creator: String
    var at: Date
    /// How long it was heard, or `nil` if all of it.
    var heard: Double?
    /// How long it is.
    var length: Double?
    var link: String?
    var isLiked = false
    /// Whether it was heard at all, and not just kept.
    var isHeard = true
  }

  private struct Piece {
    var draft: ItemDraft
    let line: Int
    var newest: [InteractionKind: Date] = [:]
  }

  private var pieces: [Piece] = []
  private var positions: [String: Int] = [:]
  private(set) var repeated = 0

  /// Notes a play found in a line.
  mutating func note(_ play: Play, line: Int) {
    let id = ItemIdentity.id(kind: play.kind, creator: play.creator, title: play.title)
    if positions[id] != nil { repeated += 1 }
    let position = positions[id] ?? pieces.count
    if position == pieces.count {
      positions[id] = position
      var draft = ItemDraft()
      (draft.id, draft.title, draft.creator, draft.kind) = (id, play.title, play.creator, play.kind)
      pieces.append(Piece(draft: draft, line: line))
    }
    let heard: InteractionKind = play.heard ?? .infinity >= Self.leastSeconds ? .finish : .view
    var done = play.isHeard ? [heard] : []
    if play.isLiked { done.append(.like) }
    for kind in done {
      pieces[position].newest[kind] = max(pieces[position].newest[kind] ?? play.at, play.at)
    }
    // The longest time it was heard is the best guess at its length.
    if let seconds = play.length ?? play.heard, seconds >= Self.leastSeconds {
      pieces[position].draft.minutes = max(pieces[position].draft.minutes ?? 0, min(seconds / 60, 100_000))
    }
    if let link = play.link, isWebAddress(link) { pieces[position].draft.link = link }
  }

  /// Hands everything on, in the order of first appearance.
  func handOn(to sink: ImportSink) throws {
    sink.report.repeated += repeated
    for piece in pieces {
      let item: Item
      do { item = try piece.draft.item(otherwise: nil) } catch {
        try sink.skip(line: piece.line, error.reason)
        continue
      }
      try sink.add(item, line: piece.line, repeatsAreUsual: true)
      for kind in InteractionKind.allCases {
        guard let time = piece.newest[kind] else { continue }
        try sink.add(Interaction(itemID: item.id, kind: kind, at: time))
      }
    }
  }
}
