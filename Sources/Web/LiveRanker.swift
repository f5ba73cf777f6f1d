import Dispatch
import Foundation
import ItemSearch
import Recommendations
import Storage

/// The ranker of the live catalogue, with what the items' texts mean, what people write of them, and what the viewers of
/// this server choose; the last is learned anew at most once an hour, beside everything else, while lists are made with what
/// was learned before.
actor LiveRanker {
  /// Between two trainings.
  static let renewal: TimeInterval = 3600
  /// Meanings and reviews are looked for no sooner than after this, for where many are being read they change all the time.
  static let freshness: TimeInterval = 60

  private let catalogue: LiveCatalogue
  private let store: Store
  private var made: (version: String, changes: Int, ranker: Ranker)?
  private var learned: (factors: ItemFactors?, guess: FactorGuess?) = (nil, nil)
  private var choices: [Choice] = []
  /// Of the meanings that the guess was learned from.
  private var learnedFrom: String?
  private var meanings: (version: String, of: ItemMeanings?)?
  private var reviews: (version: String, of: [String: ReviewSummary])?
  /// Of factors, meanings and reviews.
  private var changes = 0
  private var dueAt = Date.distantPast
  private var lookedAt: Date?
  private var looking: Task<Void, any Error>?

  init(catalogue: LiveCatalogue, store: Store) {
    self.catalogue = catalogue
    self.store = store
  }

  /// The ranker as it is now; a training that is due begins.
  func current(at date: Date) async throws -> Ranker {
    // Before a training, which learns from it. What was known before is better than no list.
    do { try await look(at: date) } catch { if made == nil { throw error } }
    // A clock that was set back does not put it off for ever.
    if date >= dueAt || dueAt.timeIntervalSince(date) > Self.renewal {
      dueAt = date.addingTimeInterval(Self.renewal)
      // Where the database cannot be read now, the next one is an hour away; the list itself says what is wrong.
      Task { try? await self.train(at: date) }
    }
    let snapshot = try await catalogue.current()
    if let made, made.version == snapshot.version, made.changes == changes { return made.ranker }
    let ranker = snapshot.ranker.with(factors: learned.factors, guess: learned.guess)
      .with(meanings: meanings?.of).with(reviews: reviews?.of ?? [:])
    made = (snapshot.version, changes, ranker)
    return ranker
  }

  /// Takes what items mean and what is written of them as it is now, for all who ask meanwhile at once.
  private func look(at date: Date) async throws {
    if let looking { return try await looking.value }
    if let lookedAt, (0..<Self.freshness).contains(date.timeIntervalSince(lookedAt)) { return }
    lookedAt = date
    let task = Task { try await self.takeWhatIsKept() }
    looking = task
    defer { looking = nil }
    try await task.value
  }

  private func takeWhatIsKept() async throws {
    let meant = try await store.embeddings.version()
    if meant != meanings?.version {
      meanings = (meant, try await ItemMeanings.kept(in: store.embeddings))
      // The first meanings need not wait an hour to be learned from.
      if learned.guess == nil { dueAt = .distantPast }
      changes += 1
    }
    let written = try await store.reviews.version()
    if written != reviews?.version {
      reviews = (written, try await store.reviews.summaries())
      changes += 1
    }
  }

  private func train(at date: Date) async throws {
    let known = try await store.interactions.choices()
    try await look(at: date)
    guard known != choices || learnedFrom != meanings?.version else { return }
    let version = meanings?.version
    learned = await Self.trained(known, meanings?.of)
    (choices, learnedFrom) = (known, version)
    changes += 1
  }

  /// Seconds of arithmetic with many viewers, so not on a thread that answers.
  private static func trained(
    _ choices: [Choice], _ meanings: ItemMeanings?
  ) async -> (factors: ItemFactors?, guess: FactorGuess?) {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .background).async {
        let factors = ItemFactors(community: choices)
        let guess = factors.flatMap { factors in meanings.flatMap { FactorGuess(from: $0, to: factors) } }
        continuation.resume(returning: (factors, guess))
      }
    }
  }
}
