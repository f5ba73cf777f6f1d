import Foundation
import Logging
import Storage

/// Goes through the catalogue's links when it is told to, and keeps what came of each.
///
/// It is in no hurry: some hosts at once, one question after another at each of them.
actor LinkChecker {
  /// How far a round is.
  struct Round: Sendable {
    var isRunning = false
    var done = 0
    var all = 0
  }

  /// Hosts that are asked at once.
  private static let hosts = 6
  /// A link that was asked for within this time is not asked for again, unless all are.
  static let fresh: TimeInterval = 24 * 3600

  private let links: LinkStore
  private let ask: @Sendable (String) async -> LinkAnswer
  private let pause: Duration
  private let now: @Sendable () -> Date
  private let logger: Logger
  private(set) var round = Round()
  private var task: Task<Void, Never>?

  /// - Parameter pause: between two questions to one host.
  init(
    _ links: LinkStore, pause: Duration, logger: Logger, now: @escaping @Sendable () -> Date,
    ask: @escaping @Sendable (String) async -> LinkAnswer
  ) {
    self.links = links
    self.ask = ask
    self.pause = pause
    self.now = now
    self.logger = logger
  }

  /// Begins a round, unless one is under way; what is known of other links is forgotten.
  func start(_ catalogue: Set<String>, again: Bool) async throws {
    guard !round.isRunning else { return }
    round = Round(isRunning: true)
    do {
      try await links.keepOnly(catalogue)
      let known = again ? [:] : try await links.all()
      let since = now().addingTimeInterval(-Self.fresh)
      let due = catalogue.filter { link in known[link].map { $0.checkedAt < since } ?? true }
      round.all = due.count
      let byHost = Dictionary(grouping: due.sorted()) {
        URLComponents(string: $0)?.encodedHost?.lowercased() ?? ""
      }
      task = Task { await self.go(through: byHost.sorted { $0.value.count > $1.value.count }.map(\.value)) }
    } catch {
      round.isRunning = false
      throw error
    }
  }

  /// Ends the round under way; what came of it so far stays.
  func stop() async {
    task?.cancel()
    await task?.value
  }

  private func go(through hosts: [[String]]) async {
    await withTaskGroup(of: Void.self) { group in
      for (number, links) in hosts.enumerated() {
        if number >= Self.hosts { await group.next() }
        group.addTask { await self.ask(all: links) }
      }
    }
    round.isRunning = false
  }

  private func ask(all links: [String]) async {
    for (number, link) in links.enumerated() {
      if number > 0 { try? await Task.sleep(for: pause) }
      guard !Task.isCancelled else { return }
      let answer = await ask(link)
      guard !Task.isCancelled else { return }
      await note(answer, of: link)
    }
  }

  private func note(_ answer: LinkAnswer, of link: String) async {
    do {
      try await links.keep(
        LinkCheck(link: link, outcome: answer.outcome, status: answer.status, checkedAt: now()))
      round.done += 1
    } catch {
      // Without a database there is nothing to do it for.
      logger.warning("checking links ended", metadata: ["error": .string(error.description)])
      task?.cancel()
    }
  }
}
