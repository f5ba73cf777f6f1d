import ArgumentParser
import Foundation
import ItemSearch
import Language
import Recommendations
import Storage

/// `mien catalogue embed`
struct CatalogueEmbed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Reads what the items mean and how warmly people write of them, for searching and for lists.",
    discussion: """
      Only items and reviews that are new or whose texts changed are read. A server does the same by itself, and mien search \
      before it searches.

      Example:

        mien catalogue embed
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var encoder: EncoderOptions

  private struct Report: Encodable {
    let embedded, unchanged, removed, reviews: Int
  }

  func run() async throws {
    let settings = try Settings(data, flags: encoder.flags)
    let store = try settings.openStore()
    let items = try await store.catalogue.merged(with: .starter()).items
    let reading = ItemReading(settings, store)
    let plan = try await reading.run(for: items)
    let reviews = try await reading.readReviews()
    let report = Report(
      embedded: plan.count, unchanged: plan.unchanged, removed: plan.removed, reviews: reviews)
    guard !json else { return try Console.printJSON(report) }
    Console.print("\(report.embedded) items read, \(report.unchanged) as before, \(report.removed) forgotten")
    if reviews > 0 { Console.print("\(reviews) reviews read") }
  }
}

/// Which encoder reads the texts.
struct EncoderOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the encoder of texts.", valueName: "folder"))
  var weights: String?

  var flags: [Setting: String] { [.weights: weights].compactMapValues { $0 } }
}

/// Reads items that have no vectors yet, with a bar that shows how far it is.
struct ItemReading {
  private let files: EncoderFiles
  private let store: Store
  private let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)

  init(_ settings: Settings, _ store: Store) {
    files = EncoderFiles(folder: settings.weights)
    self.store = store
  }

  func encoder() async throws -> TextEncoder { try await TextEncoder.load(files) }

  @discardableResult func run(for items: [Item]) async throws -> EmbeddingPlan {
    let plan = try await EmbeddingPlan(for: items, in: store.embeddings)
    var bar = ProgressBar(
      total: plan.count, unit: "items", isTerminal: isatty(STDERR_FILENO) == 1,
      at: ProcessInfo.processInfo.systemUptime)
    defer { bar.clear() }
    try await plan.run(
      with: { try await encoder() }, keeping: store.embeddings, threads: threads,
      progress: { bar.show($0, at: ProcessInfo.processInfo.systemUptime) })
    return plan
  }

  /// Reads how warm the reviews are that nobody has read, and says how many these were.
  func readReviews() async throws -> Int {
    var bar = ProgressBar(
      total: nil, unit: "reviews", isTerminal: isatty(STDERR_FILENO) == 1,
      at: ProcessInfo.processInfo.systemUptime)
    defer { bar.clear() }
    return try await ReviewReading(store.reviews).run(
      with: { try await WordsClassifier.shipped(with: encoder()) }, threads: threads,
      progress: { bar.show($0, at: ProcessInfo.processInfo.systemUptime) })
  }
}
