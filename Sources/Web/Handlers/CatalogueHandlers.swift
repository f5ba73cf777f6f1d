import Hummingbird
import Recommendations
import Storage

/// Searching the catalogue, and where the caller says that items stand.
struct CatalogueHandlers: Sendable {
  let catalogue: LiveCatalogue
  let corrections: CorrectionStore

  func search(_ call: Call) async throws -> Response {
    let wanted = try CatalogueSearch(call)
    let corrected = try await corrections.all(of: try call.signedIn().account)
    return try .json(await catalogue.current().search(wanted, corrections: corrected))
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
