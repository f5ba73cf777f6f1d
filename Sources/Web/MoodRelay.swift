import Foundation
import Logging
import Storage

/// Tells those who listen here what other servers, which share the database, read of their account's viewers.
///
/// It asks the database once a second while somebody listens, and clears away the moods that have passed.
struct MoodRelay: Sendable {
  /// Between two questions.
  static let interval: Duration = .seconds(1)

  let moods: LiveMoodStore
  let feed: MoodFeed
  let server: String
  let now: @Sendable () -> Date
  let logger: Logger?

  /// Runs until the task is cancelled. A database that is gone for a while is asked again.
  func run() async {
    guard moods.isShared else { return }
    var told: [String: Date]?
    var round = 0
    while !Task.isCancelled {
      do {
        if feed.count > 0 { told = try await tell(told) } else { told = nil }
        if round % 10 == 0 { try await moods.forgetPassed(at: now()) }
      } catch {
        logger?.debug("moods of other servers cannot be read", metadata: ["error": "\(error)"])
      }
      round += 1
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// Tells what is shown elsewhere and was not told yet.
  ///
  /// - Parameter told: since when what was told of each viewer is shown; `nil` at the first question, at which nothing
  ///   is told, since who begins to listen is told how it stands anyway.
  func tell(_ told: [String: Date]?) async throws -> [String: Date] {
    let present = try await moods.others(than: server, at: now())
    for mood in present where told != nil && told?[mood.viewer] != mood.shownAt {
      feed.publish(MoodEvent(mood), to: mood.account)
    }
    return Dictionary(present.map { ($0.viewer, $0.shownAt) }, uniquingKeysWith: { $1 })
  }
}
