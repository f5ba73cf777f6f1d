import Foundation
import Hummingbird
import Recommendations
import Storage

/// Changing the catalogue, which belongs to everybody: administrators only.
struct CatalogueEditingHandlers: Sendable {
  let catalogue: LiveCatalogue
  let library: URL?

  func create(_ call: Call) async throws -> Response {
    let item = try Item.parse(json: Data(call.body.readableBytesView))
    try await catalogue.put(item, replacing: false, at: call.now)
    return try .json(ShownItem(item, corrected: nil), status: .created)
  }

  func replace(_ call: Call) async throws -> Response {
    let id = try call.parameter("id")
    let item = try Item.parse(json: Data(call.body.readableBytesView))
    guard item.id == id else {
      throw WebError.wrongValue("the item's id is another than that in the address; an item keeps its id")
    }
    // Whoever mends a title takes no file away.
    let file = try await catalogue.current().item(id)?.file
    let kept = item.file == nil ? file.map(item.playing) ?? item : item
    try await catalogue.put(kept, replacing: true, at: call.now)
    return try .json(ShownItem(kept, corrected: nil))
  }

  func remove(_ call: Call) async throws -> Response {
    try await catalogue.remove(try call.parameter("id"), at: call.now)
    return Response(status: .noContent)
  }

  func importFile(_ call: Call) async throws -> Response {
    let format = try call.query("format").map { (text) throws(WebError) in
      guard let format = ImportFormat(rawValue: text), ImportFormat.ofFiles.contains(format) else {
        let known = ImportFormat.ofFiles.map(\.rawValue).joined(separator: ", ")
        throw .wrongValue("“\(text.prefix(80))” is no format of files; it is one of \(known)")
      }
      return format
    }
    let kind = try call.query("kind").map { (text) throws(RequestError) in
      guard let kind = ItemKind(rawValue: text) else { throw .kind(text) }
      return kind
    }
    let options = ImportOptions(
      format: format, kind: kind, isStrict: try call.flag("strict") ?? false,
      library: library.map(LibraryFolder.init))
    let takesFeedback = try call.flag("feedback") ?? false
    let (report, changes) = try await catalogue.importFile(
      Array(call.body.readableBytesView), named: try call.query("name") ?? "the file", options: options,
      for: takesFeedback ? try call.signedIn().account : nil, at: call.now)
    return try .json(Report(report, changes))
  }

  private struct Report: Encodable {
    struct Skipped: Encodable {
      let line: Int
      let reason: String
    }
    let format: ImportFormat
    let added: Int
    let updated: Int
    let unchanged: Int
    /// Of the items that were read, those whose place is an estimate.
    let estimated: Int
    let interactions: Int
    let skipped: [Skipped]
    let skippedInAll: Int
    let notes: [String]

    enum CodingKeys: String, CodingKey {
      case format, added, updated, unchanged, estimated, interactions, skipped, notes
      case skippedInAll = "skipped_in_all"
    }

    init(_ report: ImportReport, _ changes: ImportChanges) {
      format = report.format
      added = changes.added
      updated = changes.updated
      unchanged = changes.unchanged
      estimated = report.estimated
      interactions = changes.interactions
      skipped = report.skippedRows.map { Skipped(line: $0.place.line, reason: $0.reason) }
      skippedInAll = report.skipped
      notes = report.notes
    }
  }
}
