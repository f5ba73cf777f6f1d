import Foundation

/// Takes what a reader finds, leaves out what came before, counts, and hands it on in batches.
final class ImportSink {
  let options: ImportOptions
  /// The file being read; a folder has several.
  var file: String
  var report: ImportReport
  /// Where the source lies, for paths in it.
  var directory: URL?
  /// How far the reading is.
  var stream: ByteStream?
  private let progress: ((ImportProgress) -> Void)?
  private let handOn: (ImportBatch) throws -> Void
  private var items: [Item] = []
  private var interactions: [Interaction] = []
  /// Of each id its hash and where it came first: a million of them take 40 MB.
  private var lines: [UInt64: UInt32] = [:]

  init(
    file: String, format: ImportFormat, options: ImportOptions, progress: ((ImportProgress) -> Void)?,
    handOn: @escaping (ImportBatch) throws -> Void
  ) {
    self.file = file
    self.options = options
    self.progress = progress
    self.handOn = handOn
    report = ImportReport(format: format)
  }

  /// Takes an item; one whose id came before is skipped, or only counted where that is usual.
  func add(_ item: Item, line: Int, repeatsAreUsual: Bool = false) throws {
    let hash = RandomStream.hash(item.id.utf8)
    if let first = lines[hash] {
      guard repeatsAreUsual else {
        return try skip(line: line, "the id \(quoted(item.id)) was already used in line \(first)")
      }
      report.repeated += 1
      return
    }
    lines[hash] = UInt32(clamping: line)
    items.append(item)
    report.items += 1
    if item.estimate != nil { report.estimated += 1 }
    try handOnIfFull()
  }

  func add(_ interaction: Interaction) throws {
    interactions.append(interaction)
    report.interactions += 1
    try handOnIfFull()
  }

  /// Takes the item a closure makes, or notes why it cannot.
  func add(
    line: Int, repeatsAreUsual: Bool = false, _ make: () throws(RowProblem) -> Item
  ) throws {
    let item: Item
    do { item = try make() } catch { return try skip(line: line, error.reason) }
    try add(item, line: line, repeatsAreUsual: repeatsAreUsual)
  }

  func skip(line: Int, _ reason: String) throws {
    let row = SkippedRow(place: ImportPlace(file: file, line: line), reason: reason)
    if options.isStrict { throw ImportError.refusedRow(row) }
    report.skipped += 1
    if report.skippedRows.count < ImportReport.mostRows { report.skippedRows.append(row) }
  }

  /// Hands on what is left.
  func finish() throws -> ImportReport {
    guard report.items + report.interactions > 0 else {
      throw ImportError.nothingFound(file: file, skipped: report.skippedRows.first)
    }
    try handOnAll()
    return report
  }

  private func handOnIfFull() throws {
    if items.count + interactions.count >= options.batch { try handOnAll() }
  }

  private func handOnAll() throws {
    try handOn(ImportBatch(items: items, interactions: interactions))
    items.removeAll(keepingCapacity: true)
    interactions.removeAll(keepingCapacity: true)
    progress?(
      ImportProgress(
        bytes: stream?.count ?? 0, total: stream?.total, items: report.items,
        interactions: report.interactions, skipped: report.skipped))
  }
}
