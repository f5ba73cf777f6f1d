import Emotions
import Hummingbird
import Recommendations
import Storage

/// Searching the catalogue, and where the caller says that items stand.
struct CatalogueHandlers: Sendable {
  let catalogue: LiveCatalogue
  let meaning: LiveMeaning
  let corrections: CorrectionStore
  let links: LinkStore

  func search(_ call: Call) async throws -> Response {
    let wanted = try CatalogueSearch(call)
    let corrected = try await corrections.all(of: try call.signedIn().account)
    let snapshot = try await catalogue.current()
    let nearest = try await nearest(wanted, in: snapshot, corrections: corrected)
    let checks = try await links.all()
    return try .json(snapshot.search(wanted, corrections: corrected, nearest: nearest, checks: checks))
  }

  /// The ids of what means the like, the nearest first; `nil` where only letters count.
  private func nearest(
    _ wanted: CatalogueSearch, in snapshot: LiveCatalogue.Snapshot, corrections: [String: Affect]
  ) async throws -> [String]? {
    guard wanted.by != .letters, wanted.words.contains(where: { !$0.isWhitespace }) else { return nil }
    if wanted.by == .both, await !meaning.isThere { return nil }
    return try await meaning.nearest(to: wanted.words, count: CatalogueSearch.mostByMeaning) { id in
      snapshot.item(id).map { wanted.fits($0, corrected: corrections[id]) } ?? false
    }
  }

  func correct(_ call: Call) async throws -> Response {
    let place = try call.decode(GivenPlace.self).place
    let item = try await item(call)
    try await corrections.set(place, of: item.id, for: try call.signedIn().account, at: call.now)
    return try .json(ShownItem(item, corrected: place))
  }

  func takeBack(_ call: Call) async throws -> Response {
    let item = try await item(call)
    try await corrections.remove(item.id, for: try call.signedIn().account)
    return try .json(ShownItem(item, corrected: nil))
  }

  private func item(_ call: Call) async throws -> Item {
    let id = try call.parameter("id")
    guard let item = try await catalogue.current().item(id) else { throw WebError.unknownItem(id) }
    return item
  }
}
