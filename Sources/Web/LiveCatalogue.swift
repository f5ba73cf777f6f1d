import Emotions
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
    /// Of each id its place among the items.
    private let positions: [String: Int]
    private let texts: [String]
    /// All addresses that items link to.
    let links: Set<String>

    init(_ catalogue: Catalogue, version: String) {
      self.version = version
      items = catalogue.items
      ranker = Ranker(catalogue: items)
      positions = Dictionary(
        items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
      links = Set(items.compactMap(\.link))
      texts = items.map { foldedText(([$0.title, $0.creator] + $0.tags).joined(separator: "\n")) }
    }

    func contains(_ id: String) -> Bool { positions[id] != nil }

    func item(_ id: String) -> Item? { positions[id].map { items[$0] } }

    /// The items that fit, where the viewer says they stand, and how many there are.
    ///
    /// - Parameters:
    ///   - nearest: the ids of items that fit by what they mean, the nearest first; `nil` where letters count.
    ///   - checks: what is known of their links.
    /// - Throws: ``WebError/wrongValue(_:)`` if the page is to begin after an item that is not there.
    func search(
      _ search: CatalogueSearch, corrections: [String: Affect], nearest: [String]? = nil,
      checks: [String: LinkCheck] = [:]
    ) throws(WebError) -> FoundItems {
      let found = ordered(search, nearest: nearest, corrections: corrections).filter { position in
        search.link.map { wanted in items[position].link.flatMap { checks[$0]?.outcome } == wanted } ?? true
      }
      var start = 0
      if let after = search.after {
        guard let position = positions[after] else { throw Self.noSuchPlace }
        if nearest == nil {
          start = found.firstIndex { $0 > position } ?? found.count
        } else {
          guard let place = found.firstIndex(of: position) else { throw Self.noSuchPlace }
          start = place + 1
        }
      }
      start = min(found.count, start + search.offset)
      let page = found[start..<min(found.count, start + search.limit)].map { position in
        ShownItem(
          items[position], corrected: corrections[items[position].id],
          check: items[position].link.flatMap { checks[$0] })
      }
      let hasMore = start + page.count < found.count
      return FoundItems(total: found.count, items: page, next: hasMore ? page.last?.item.id : nil)
    }

    private static let noSuchPlace = WebError.wrongValue(
      "“after” names an item that is not there any more; begin with the first page")

    /// The places of the items that fit, in their order: that of the catalogue, or the nearest first, those that have
    /// the words before all others.
    private func ordered(
      _ search: CatalogueSearch, nearest: [String]?, corrections: [String: Affect]
    ) -> [Int] {
      let near = nearest?.compactMap { positions[$0] } ?? []
      if nearest != nil, search.by == .meaning { return near }
      let words = foldedText(search.words).split(separator: " ")
      let spelled = items.indices.filter { position in
        search.fits(items[position], corrected: corrections[items[position].id])
          && words.allSatisfy { texts[position].contains($0) }
      }
      guard nearest != nil else { return spelled }
      let (isSpelled, isNear) = (Set(spelled), Set(near))
      return near.filter(isSpelled.contains) + spelled.filter { !isNear.contains($0) }
        + near.filter { !isSpelled.contains($0) }
    }
  }

  private let starter: Catalogue
  private let imported: CatalogueStore
  private var latest: (version: String, snapshot: Snapshot)?
  private var isImporting = false

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

  /// Puts an item in the place of the one with its id, or beside all others, for everybody.
  func put(_ item: Item, replacing isThere: Bool, at time: Date) async throws {
    try await imported.put(item, replacing: isThere, starter: starter, at: time)
  }

  /// Takes an item out, for everybody.
  func remove(_ id: String, at time: Date) async throws {
    try await imported.remove(id, starter: starter, at: time)
  }

  /// Imports a file, all of it or nothing; one at a time, since it is held in memory.
  ///
  /// It is read before the database is asked to take it, so that nobody who writes waits for the reading.
  ///
  /// - Parameter account: who gets the plays and likes in it; without one they are left out.
  /// - Throws: ``WebError/importUnderWay``; `ImportError` with the line and what to change.
  func importFile(
    _ bytes: [UInt8], named name: String, options: ImportOptions, for account: Account?, at time: Date
  ) async throws -> (report: ImportReport, changes: ImportChanges) {
    guard !isImporting else { throw WebError.importUnderWay }
    isImporting = true
    defer { isImporting = false }
    let (report, batches) = try await onItsOwnThread {
      var batches: [ImportBatch] = []
      let report = try Importer(options: options).run(.bytes(bytes, name: name), at: time) {
        batches.append($0)
      }
      return (report, batches)
    }
    let (_, changes) = try await imported.importing(for: account, at: time) { writer in
      for batch in batches {
        try writer.add(batch.items)
        try writer.add(batch.interactions)
      }
    }
    return (report, changes)
  }
}

private func foldedText(_ text: String) -> String {
  text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
}
