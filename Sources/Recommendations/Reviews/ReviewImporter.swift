import Foundation

/// Reads reviews from a table (CSV, TSV) or from JSON Lines: `item` and `text`, and if they are known `writer` and `at`.
///
/// What cannot be used is left out and reported with its line; what cannot be read at all is an error.
public struct ReviewImporter: Sendable {
  /// A column of a table, a field of an object.
  public enum Column: String, CaseIterable, Sendable {
    /// The item's `id`.
    case item
    /// What was written.
    case text
    /// Who wrote it: of an item a writer has one review.
    case writer
    /// When, as a date or in seconds since 1970.
    case at
  }

  /// Its encoding, batch and strictness count; its format may be `csv` or `jsonl`, and is told by the file otherwise.
  public let options: ImportOptions

  /// Other names a column may have.
  private static let aliases: [String: Column] = [
    "item_id": .item, "id": .item, "review": .text, "note": .text, "user": .writer, "author": .writer,
    "date": .at, "time": .at, "timestamp": .at,
  ]

  /// An importer of reviews.
  public init(options: ImportOptions = ImportOptions()) { self.options = options }

  /// Reads a source once and hands its reviews on, batch by batch; no writer comes twice with one item.
  ///
  /// - Parameters:
  ///   - date: the time of what has no time of its own.
  ///   - isKnown: whether there is an item with an id.
  ///   - handOn: takes each batch; what it throws ends the import and is passed on.
  /// - Throws: ``ImportError``, or what `handOn` throws.
  @discardableResult public func run(
    _ source: ImportSource, at date: Date, isKnown: @escaping (String) -> Bool,
    handOn: ([ImportedReview]) throws -> Void
  ) throws -> ReviewImportReport {
    let stream = try source.open()
    let head: ArraySlice<UInt8>
    do { head = try stream.head(1 << 12) } catch {
      throw ImportError.unreadable(file: source.name, reason: "reading it failed; is it a file?")
    }
    let text = try TextStream(stream, file: source.name, encoding: options.encoding)
    var sink = ReviewSink(file: source.name, options: options, date: date, isKnown: isKnown)
    switch options.format {
    case .csv: try readTable(text, into: &sink, handOn)
    case .jsonl: try readLines(text, into: &sink, handOn)
    default:
      let first = head.first { (0x21...0x7E).contains($0) }
      try first == UInt8(ascii: "{")
        ? readLines(text, into: &sink, handOn) : readTable(text, into: &sink, handOn)
    }
    return try sink.finish(handOn)
  }

  private func readLines(
    _ text: TextStream, into sink: inout ReviewSink, _ handOn: ([ImportedReview]) throws -> Void
  ) throws {
    let lines = LineReader(text)
    while let line = try lines.next() {
      if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let row: [Column: String]
      do { row = try Self.fields(of: line) } catch {
        try sink.skip(line: lines.line, error.reason)
        continue
      }
      try sink.add(row, line: lines.line, handOn)
    }
  }

  private static func fields(of line: String) throws(RowProblem) -> [Column: String] {
    guard case .object(let fields) = try JSONDocument.line(line).value else {
      throw RowProblem("a line is one object: {\"item\": …, \"text\": …}")
    }
    var row: [Column: String] = [:]
    for (name, node) in fields {
      guard let column = Column(rawValue: name) ?? aliases[name] else {
        throw RowProblem("unknown field \(quoted(name)); there are \(known.joined(separator: ", "))")
      }
      switch node.value {
      case .null: break
      case .string(let text): row[column] = text
      case .number(let number) where column == .at && number >= 0 && number < 1e15:
        row[column] = String(Int(number))
      default: throw RowProblem("\(column.rawValue) must be a text")
      }
    }
    return row
  }

  private func readTable(
    _ text: TextStream, into sink: inout ReviewSink, _ handOn: ([ImportedReview]) throws -> Void
  ) throws {
    var records = try SeparatedRecords(LineReader(text))
    guard let header = try records.next() else { return }
    let names = header.fields.map { (ItemDraft.cleaned($0) ?? "").lowercased() }
    let columns = names.map { Column(rawValue: $0) ?? Self.aliases[$0] }
    let place = ImportPlace(file: records.file, line: header.line)
    let found = columns.compactMap(\.self)
    let unknown = zip(names, columns).filter { $0.1 == nil }.map(\.0)
    let absent = [Column.item, .text].filter { !found.contains($0) }.map(\.rawValue)
    guard unknown.isEmpty && absent.isEmpty else {
      throw ImportError.wrongColumns(place, unknown: unknown, missing: absent, known: Self.known)
    }
    guard Set(found).count == found.count else {
      throw ImportError.syntax(place, "two columns mean the same")
    }
    while let (line, fields) = try records.next() {
      guard fields.count == found.count else {
        try sink.skip(line: line, "it has \(fields.count) fields, and there are \(found.count) columns")
        continue
      }
      try sink.add(Dictionary(uniqueKeysWithValues: zip(found, fields)), line: line, handOn)
    }
  }

  private static let known = Column.allCases.map(\.rawValue)
}

/// Takes rows, leaves out what cannot be used, and hands reviews on in batches.
private struct ReviewSink {
  let file: String
  let options: ImportOptions
  let date: Date
  let isKnown: (String) -> Bool
  private var report = ReviewImportReport()
  private var waiting: [ImportedReview] = []
  /// Of each writer and item where they came first.
  private var lines: [UInt64: UInt32] = [:]

  init(file: String, options: ImportOptions, date: Date, isKnown: @escaping (String) -> Bool) {
    self.file = file
    self.options = options
    self.date = date
    self.isKnown = isKnown
  }

  mutating func add(
    _ row: [ReviewImporter.Column: String], line: Int, _ handOn: ([ImportedReview]) throws -> Void
  ) throws {
    let review: ImportedReview
    do { review = try self.review(row) } catch { return try skip(line: line, error.reason) }
    let writer = review.writer ?? "\u{0}\(review.text.normalized)"
    let hash = RandomStream.hash("\(review.itemID)\u{0}\(writer)".utf8)
    if let first = lines[hash] {
      let who =
        review.writer.map { "\(quoted($0)) wrote of this item" } ?? "the same was written of this item"
      return try skip(line: line, "\(who) in line \(first) already")
    }
    lines[hash] = UInt32(clamping: line)
    waiting.append(review)
    report.reviews += 1
    if waiting.count >= options.batch { try handOnAll(handOn) }
  }

  private func review(_ row: [ReviewImporter.Column: String]) throws(RowProblem) -> ImportedReview {
    guard let id = row[.item].flatMap(ItemDraft.cleaned) else { throw RowProblem("it has no item") }
    guard isKnown(id) else { throw RowProblem("there is no item with the id \(quoted(id))") }
    guard let text = ReviewText(row[.text] ?? "") else {
      throw RowProblem("text must have a word in it, and \(ReviewText.longest) characters at most")
    }
    var time = date
    if let given = row[.at].flatMap(ItemDraft.cleaned) {
      guard let known = ImportDate.parse(given) else {
        throw RowProblem("at must be a time such as 2026-11-22 or 2026-11-22T23:30:00Z")
      }
      time = known
    }
    return ImportedReview(itemID: id, text: text, writer: row[.writer].flatMap(ItemDraft.cleaned), at: time)
  }

  mutating func skip(line: Int, _ reason: String) throws {
    let row = SkippedRow(place: ImportPlace(file: file, line: line), reason: reason)
    if options.isStrict { throw ImportError.refusedRow(row) }
    report.skipped += 1
    if report.skippedRows.count < ImportReport.mostRows { report.skippedRows.append(row) }
  }

  mutating func finish(_ handOn: ([ImportedReview]) throws -> Void) throws -> ReviewImportReport {
    guard report.reviews > 0 else {
      throw ImportError.nothingFound(file: file, skipped: report.skippedRows.first)
    }
    try handOnAll(handOn)
    return report
  }

  private mutating func handOnAll(_ handOn: ([ImportedReview]) throws -> Void) throws {
    try handOn(waiting)
    waiting.removeAll(keepingCapacity: true)
  }
}
