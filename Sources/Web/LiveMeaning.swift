import CKernels
import Foundation
import ItemSearch
import Language
import Logging
import Storage

/// Searches the catalogue by meaning and reads what people write, where the encoder's weights are there, and keeps the
/// items' vectors up to date.
///
/// The encoder is loaded when it is needed: by a search, or by items without vectors. Nobody having asked for a while, it is let
/// go: it takes half of a server's memory, and is back in half a second.
package actor LiveMeaning {
  /// What is searched.
  let catalogue: LiveCatalogue
  private let files: EncoderFiles?
  private let store: EmbeddingStore
  private let reviews: ReviewStore
  private let logger: Logger
  private let uptime: @Sendable () -> Duration
  private var classifier: WordsClassifier?
  private var loading: Task<TextEncoder, any Error>?
  private var latest: (index: ItemIndex, catalogue: String, at: Duration)?
  /// When somebody last asked what needs the encoder.
  private var asked: Duration?

  /// While vectors are made one after another, the index is not made anew for each: no sooner than after this.
  private static let freshness: Duration = .seconds(10)
  /// How long the encoder stays for whoever may ask again.
  package static let patience: Duration = .seconds(300)
  /// How long a query is that is still read, characters; no encoder takes in more.
  private static let longestQuery = 2_000

  package init(_ dependencies: Dependencies) {
    files = dependencies.meaning
    store = dependencies.store.embeddings
    reviews = dependencies.store.reviews
    catalogue = LiveCatalogue(starter: dependencies.starter, imported: dependencies.store.catalogue)
    logger = dependencies.logger
    uptime = dependencies.uptime
  }

  /// Whether the encoder's files are there.
  var isThere: Bool { files?.areThere ?? false }

  /// The ids of the items that fit best by meaning, words, kind and mood, the best first.
  ///
  /// - Throws: ``WebError/meaningUnavailable`` if the encoder's weights are not there or not sound.
  package func nearest(
    to words: String, count: Int, where isWanted: @Sendable (String) -> Bool
  ) async throws -> [String] {
    asked = uptime()
    let encoder: TextEncoder
    do { encoder = try await self.encoder() } catch let error as LanguageError {
      logger.warning("no search by meaning", metadata: ["error": .string(error.description)])
      throw WebError.meaningUnavailable
    }
    let query = String(words.prefix(Self.longestQuery))
    let meaning = SearchWishes.meaning(of: try await encoder.vectors(of: SearchWishes(query).texts))
    return try await index().search(query, meaning: meaning, count: count, where: isWanted).map(\.itemID)
  }

  /// What a text says about the mood of whoever wrote it. Nothing of it stays.
  ///
  /// - Throws: ``WebError/meaningUnavailable`` if the encoder's weights are not there or not sound.
  package func read(_ text: String) async throws -> WordsReading {
    asked = uptime()
    do {
      let words = try await words()
      return try await onItsOwnThread { try words.read(text) }
    } catch let error as LanguageError {
      logger.warning("no reading of words", metadata: ["error": .string(error.description)])
      throw WebError.meaningUnavailable
    }
  }

  /// Made when it is first needed, of the encoder that searches.
  private func words() async throws -> WordsClassifier {
    if let classifier { return classifier }
    let encoder = try await encoder()
    let made = try WordsClassifier(encoder, WordsCheckpoint.read(WordsCheckpoint.shippedURL))
    classifier = made
    return made
  }

  /// Makes vectors for items that have none, soon and whenever the catalogue changed, until the task is cancelled.
  ///
  /// - Parameter interval: before the first look whether it changed, and between two; a server has better to do when it
  ///   starts.
  package func keepUp(every interval: Duration = .seconds(15)) async {
    var done: String?
    while true {
      do { try await Task.sleep(for: interval) } catch { return }
      do {
        done = try await update(unless: done)
        rest()
      } catch is CancellationError { return } catch {
        logger.warning("items have no vectors", metadata: ["error": .string("\(error)")])
      }
    }
  }

  /// Whether the encoder is in memory, or on its way there.
  package var isAwake: Bool { loading != nil }

  /// Lets the encoder go if nobody asked for some time.
  package func rest() {
    if let asked, uptime() - asked < Self.patience { return }
    guard isAwake else { return }
    (classifier, loading, latest) = (nil, nil, nil)
    mien_return_memory()
    logger.info("the encoder rests")
  }

  /// Makes vectors for items that have none, and reads reviews that nobody has read.
  ///
  /// - Parameter version: of the catalogue that is up to date.
  /// - Returns: the version that is up to date afterwards.
  @discardableResult package func update(unless version: String? = nil) async throws -> String? {
    guard isThere else { return version }
    let snapshot = try await catalogue.current()
    if snapshot.version != version { try await read(snapshot) }
    try await ReviewReading(reviews).run(with: { try await self.words() })
    return snapshot.version
  }

  private func read(_ snapshot: LiveCatalogue.Snapshot) async throws {
    let plan = try await EmbeddingPlan(for: snapshot.items, in: store)
    if plan.count > 0 {
      logger.info("reading what items mean", metadata: ["items": .stringConvertible(plan.count)])
    }
    try await plan.run(with: { try await self.encoder() }, keeping: store)
    latest = nil
  }

  private func encoder() async throws -> TextEncoder {
    guard let files else { throw WebError.meaningUnavailable }
    let task = loading ?? Task { try await TextEncoder.load(files) }
    loading = task
    do { return try await task.value } catch {
      // The files may be fetched or mended meanwhile.
      loading = nil
      throw error
    }
  }

  private func index() async throws -> ItemIndex {
    let now = uptime()
    if let latest, now - latest.at < Self.freshness { return latest.index }
    let snapshot = try await catalogue.current()
    if let latest, latest.catalogue == snapshot.version, try await store.version() == latest.index.version {
      self.latest = (latest.index, snapshot.version, now)
      return latest.index
    }
    let index = try await ItemIndex(store, of: snapshot.items)
    latest = (index, snapshot.version, now)
    return index
  }
}
