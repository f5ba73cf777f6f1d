import Foundation
import Recommendations
import Storage
import Synchronization

/// Keeps in the database what an import finds, all of it or nothing.
struct ImportKeeper {
  private let store: Store
  /// Who gets the plays and likes.
  private let account: Account?
  private let isTerminal = isatty(STDERR_FILENO) == 1

  /// - Throws: ``StorageError/noSuchAccount(_:)`` if nobody has that name.
  init(in store: Store, for name: String?) async throws {
    self.store = store
    guard let name else {
      account = nil
      return
    }
    let key = try AccountName(name).key
    account = try await store.accounts.list().first { (try? AccountName($0.name).key) == key }
    if account == nil { throw StorageError.noSuchAccount(name) }
  }

  /// Reads a file, a folder, or standard input for `-`, once and piece by piece.
  func importFile(_ path: String, options: ImportOptions) async throws -> ImportSummary {
    let source: ImportSource =
      path == "-" ? .handle(.standardInput, name: InputFile.name(path)) : .file(URL(filePath: path))
    let (time, isTerminal) = (Date(), isTerminal)
    let (report, changes) = try await store.catalogue.importing(for: account, at: time) { writer in
      var line = ImportProgressLine(isTerminal: isTerminal)
      defer { line.clear() }
      return try Importer(options: options).run(source, at: time, progress: { line.show($0) }) { batch in
        try writer.add(batch.items)
        try writer.add(batch.interactions)
      }
    }
    return ImportSummary(report: report, changes: changes, account: account?.name)
  }

  /// Reads a file of reviews of the items there are; how warm they are is read later.
  func importReviews(_ path: String, options: ImportOptions) async throws -> ReviewSummaryLines {
    let source: ImportSource =
      path == "-" ? .handle(.standardInput, name: InputFile.name(path)) : .file(URL(filePath: path))
    let known = Set(try await store.catalogue.merged(with: .starter()).items.map(\.id))
    let time = Date()
    let (report, changed) = try await store.reviews.importing { add in
      try withoutActuallyEscaping(add) { add in
        try ReviewImporter(options: options).run(source, at: time, isKnown: known.contains, handOn: add)
      }
    }
    return ReviewSummaryLines(report: report, changed: changed)
  }

  /// Asks a server for everything and then keeps it.
  ///
  /// - Parameters:
  ///   - timeout: how long each answer may take, in seconds.
  ///   - mayBeOurs: whether the server may be this machine, or one of its own network.
  func importServer(
    _ importer: ServerImporter, timeout: Double, mayBeOurs: Bool
  ) async throws -> ImportSummary {
    let connection = ServerConnection(
      name: importer.server.name, timeout: timeout, mayBeOurs: mayBeOurs)
    let time = Date()
    let bar = Mutex(
      (
        ProgressBar(
          total: nil, unit: "pages", isTerminal: isTerminal, at: ProcessInfo.processInfo.systemUptime), 0
      ))
    defer { bar.withLock { $0.0.clear() } }
    let found = try await importer.run(at: time) { request in
      let page = try await connection.fetch(request)
      bar.withLock {
        $0.1 += 1
        $0.0.show($0.1, at: ProcessInfo.processInfo.systemUptime)
      }
      return page
    }
    let (_, changes) = try await store.catalogue.importing(for: account, at: time) { writer in
      for batch in found.batches {
        try writer.add(batch.items)
        try writer.add(batch.interactions)
      }
    }
    return ImportSummary(report: found.report, changes: changes, account: account?.name)
  }
}
