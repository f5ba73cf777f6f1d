import Foundation

/// Reads a media server's library, page by page.
public struct ServerImporter: Sendable {
  /// What was found: everything, since a server may go away in the middle.
  public struct Result: Sendable {
    /// To be handed on within one transaction.
    public let batches: [ImportBatch]
    public let report: ImportReport
  }

  /// What it reads.
  public let server: MediaServer
  /// Of these only ``ImportOptions/isStrict`` and ``ImportOptions/batch`` matter.
  public let options: ImportOptions

  /// An importer of one server.
  public init(_ server: MediaServer, options: ImportOptions = ImportOptions()) {
    self.server = server
    self.options = options
  }

  /// Asks for one page after another until one is not full.
  ///
  /// - Parameters:
  ///   - date: the time of what has no time of its own, such as a favourite.
  ///   - progress: told after each batch; how many bytes there will be is not known.
  ///   - fetch: sends a request and returns the body of its answer, whatever its status; what it throws is passed on.
  /// - Throws: ``ImportError`` for an answer that is none, or what `fetch` throws. Nothing is handed on then.
  public func run(
    at date: Date, progress: (@Sendable (ImportProgress) -> Void)? = nil,
    fetch: @Sendable (ServerRequest) async throws -> [UInt8]
  ) async throws -> Result {
    var pages: [[UInt8]] = []
    var (count, bytes) = (MediaServer.page, 0)
    while count == MediaServer.page {
      let start = pages.count * MediaServer.page
      let answer = try await fetch(request(from: start))
      bytes += answer.count
      guard answer.count <= MediaServer.mostBytes, bytes <= MediaServer.mostBytesTogether else {
        throw ImportError.tooLarge(file: server.name, limit: MediaServer.mostBytes)
      }
      guard answer != pages.last else {
        throw ImportError.unreadable(file: server.name, reason: "it sends the same page again and again")
      }
      count = try entries(of: answer).count
      pages.append(answer)
    }
    return try read(pages, at: date, progress: progress)
  }

  /// The question for a page.
  package func request(from start: Int) -> ServerRequest {
    switch server.kind {
    case .subsonic(let subsonic): subsonic.request(from: start)
    case .jellyfin(let jellyfin): jellyfin.request(from: start)
    }
  }

  private func read(
    _ pages: [[UInt8]], at date: Date, progress: (@Sendable (ImportProgress) -> Void)?
  ) throws -> Result {
    var batches: [ImportBatch] = []
    let format: ImportFormat = if case .subsonic = server.kind { .subsonic } else { .jellyfin }
    let sink = ImportSink(file: server.name, format: format, options: options, progress: progress) {
      batches.append($0)
    }
    for (page, answer) in pages.enumerated() {
      for (position, entry) in try entries(of: answer).enumerated() {
        // In place of lines the entries are counted.
        let number = page * MediaServer.page + position + 1
        let found: ServerEntry
        do throws(RowProblem) { found = try read(entry, at: date) } catch {
          try sink.skip(line: number, error.reason)
          continue
        }
        try found.handOn(to: sink, line: number)
      }
    }
    let report = try sink.finish()
    return Result(batches: batches, report: report)
  }

  private func read(_ entry: JSONNode, at date: Date) throws(RowProblem) -> ServerEntry {
    switch server.kind {
    case .subsonic(let subsonic): try subsonic.read(entry, at: date)
    case .jellyfin(let jellyfin): try jellyfin.read(entry, at: date)
    }
  }

  private func entries(of answer: [UInt8]) throws(ImportError) -> [JSONNode] {
    let node: JSONNode
    do throws(CatalogueError) {
      var reader = try JSONReader(answer)
      node = try reader.value()
    } catch {
      throw .unreadable(file: server.name, reason: "its answer is not JSON; is the address right?")
    }
    switch server.kind {
    case .subsonic: return try SubsonicImport.entries(node, from: server.name)
    case .jellyfin: return try JellyfinImport.entries(node, from: server.name)
    }
  }
}

/// One thing on a server, and what was done with it.
struct ServerEntry {
  let item: Item
  let done: [InteractionKind: Date]

  /// A piece on several albums is one item.
  func handOn(to sink: ImportSink, line: Int) throws {
    try sink.add(item, line: line, repeatsAreUsual: true)
    for kind in InteractionKind.allCases {
      guard let time = done[kind] else { continue }
      try sink.add(Interaction(itemID: item.id, kind: kind, at: time))
    }
  }
}
