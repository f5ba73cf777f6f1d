import Foundation
import Recommendations
import Storage

/// The starter catalogue with what was imported, ready to rank and search; made anew when something was
/// imported, also by another process.
actor LiveCatalogue {
  /// The catalogue at one time.
  struct Snapshot: Sendable {
    let items: [Item]
    let ranker: Ranker
    /// Another when something was imported.
    let version: String
    private let ids: Set<String>
    private let texts: [String]

    init(_ catalogue: Catalogue, version: String) {
      self.version = version
      items = catalogue.items
      ranker = Ranker(catalogue: items)
      ids = Set(items.map(\.id))
      texts = items.map { foldedText(([$0.title, $0.creator] + $0.tags).joined(separator: "\n")) }
    }

    func contains(_ id: String) -> Bool { ids.contains(id) }

    /// The items whose title, creator or tags have every word of the query in them, whatever its case and
    /// accents.
    func search(_ query: String, kind: ItemKind?) -> [Item] {
      let words = foldedText(query).split(separator: " ")
      return zip(items, texts).filter { item, text in
        (kind == nil || item.kind == kind) && words.allSatisfy { text.contains($0) }
      }.map(\.0)
    }
  }

  private let starter: Catalogue
  private let imported: CatalogueStore
  private var latest: (version: String, snapshot: Snapshot)?

  init(starter: Catalogue, imported: CatalogueStore) {
    self.starter = starter
    self.imported = imported
  }

  func current() async throws -> Snapshot {
    let version = try await imported.version()
    if let latest, latest.version == version { return latest.snapshot }
    let snapshot = Snapshot(try await imported.merged(with: starter), version: version)
    latest = (version, snapshot)
    return snapshot
  }
}

private func foldedText(_ text: String) -> String {
  text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
}
