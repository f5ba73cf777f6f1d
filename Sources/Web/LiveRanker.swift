import Dispatch
import Foundation
import Recommendations
import Storage

/// The ranker of the live catalogue, with what the viewers of this server choose; learned anew at most once an hour, beside
/// everything else, while lists are made with what was learned before.
actor LiveRanker {
  /// Between two trainings.
  static let renewal: TimeInterval = 3600

  private let catalogue: LiveCatalogue
  private let interactions: InteractionStore
  private var made: (version: String, training: Int, ranker: Ranker)?
  private var factors: ItemFactors?
  private var choices: [Choice] = []
  private var trainings = 0
  private var dueAt = Date.distantPast

  init(catalogue: LiveCatalogue, interactions: InteractionStore) {
    self.catalogue = catalogue
    self.interactions = interactions
  }

  /// The ranker as it is now; a training that is due begins.
  func current(at date: Date) async throws -> Ranker {
    // A clock that was set back does not put it off for ever.
    if date >= dueAt || dueAt.timeIntervalSince(date) > Self.renewal {
      dueAt = date.addingTimeInterval(Self.renewal)
      // Where the database cannot be read now, the next one is an hour away; the list itself says what is wrong.
      Task { try? await self.train() }
    }
    let snapshot = try await catalogue.current()
    if let made, made.version == snapshot.version, made.training == trainings { return made.ranker }
    let ranker = factors == nil ? snapshot.ranker : snapshot.ranker.with(factors: factors)
    made = (snapshot.version, trainings, ranker)
    return ranker
  }

  private func train() async throws {
    let known = try await interactions.choices()
    guard known != choices else { return }
    factors = await Self.trained(known)
    choices = known
    trainings += 1
  }

  /// Seconds of arithmetic with many viewers, so not on a thread that answers.
  private static func trained(_ choices: [Choice]) async -> ItemFactors? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .background).async {
        continuation.resume(returning: ItemFactors(community: choices))
      }
    }
  }
}
