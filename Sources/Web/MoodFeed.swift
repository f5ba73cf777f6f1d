import Synchronization

/// Tells all who listen what is shown of their account's viewers.
///
/// Of an account at most eight listen at once. What waits for one who listens slowly is bounded: of more than
/// sixteen events the oldest are left out, since only the newest says how it stands.
package final class MoodFeed: Sendable {
  package static let mostPerAccount = 8
  private static let mostWaiting = 16

  private struct Listener {
    let account: String
    let visitor: String
    let messages: AsyncStream<MoodEvent?>.Continuation
  }

  private struct State {
    var listeners: [Int: Listener] = [:]
    var next = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  package init() {}

  /// How many listen.
  package var count: Int { state.withLock { $0.listeners.count } }

  /// - Parameter first: what is shown now.
  /// - Throws: ``WebError/tooManyStreams(most:)``; ``WebError/stopping`` once the feed is closed.
  func listen(_ visitor: Visitor, first: MoodEvent?) throws(WebError) -> MoodListening {
    let (stream, messages) = AsyncStream.makeStream(
      of: MoodEvent?.self, bufferingPolicy: .bufferingNewest(Self.mostWaiting))
    if let first { messages.yield(first) }
    let outcome = state.withLock { state -> Result<Int, WebError> in
      guard !state.isClosed else { return .failure(.stopping) }
      let others = state.listeners.values.count { $0.account == visitor.account.id }
      guard others < Self.mostPerAccount else { return .failure(.tooManyStreams(most: Self.mostPerAccount)) }
      state.next += 1
      state.listeners[state.next] = Listener(
        account: visitor.account.id, visitor: visitor.id, messages: messages)
      return .success(state.next)
    }
    return MoodListening(messages: stream, number: try outcome.get(), feed: self)
  }

  func publish(_ event: MoodEvent, to account: String) {
    for listener in listeners(where: { $0.account == account }) { listener.messages.yield(event) }
  }

  /// Says that all is well, so that a connection that is gone is noticed.
  fileprivate func keepAlive(_ number: Int) { state.withLock { $0.listeners[number] }?.messages.yield(nil) }

  /// Ends what one visitor listens to, as when somebody signs out.
  func end(_ visitor: String) {
    for listener in listeners(where: { $0.visitor == visitor }) { listener.messages.finish() }
  }

  /// Ends all, as when the server stops. Nobody can listen any more.
  package func close() {
    state.withLock { $0.isClosed = true }
    for listener in listeners(where: { _ in true }) { listener.messages.finish() }
  }

  fileprivate func end(_ number: Int) { state.withLock { $0.listeners[number] }?.messages.finish() }

  fileprivate func remove(_ number: Int) { state.withLock { _ = $0.listeners.removeValue(forKey: number) } }

  private func listeners(where fits: (Listener) -> Bool) -> [Listener] {
    state.withLock { $0.listeners.values.filter(fits) }
  }
}

/// Somebody who listens, until this is let go.
final class MoodListening: Sendable {
  /// Events; `nil` says that all is well.
  let messages: AsyncStream<MoodEvent?>
  private let number: Int
  private let feed: MoodFeed

  fileprivate init(messages: AsyncStream<MoodEvent?>, number: Int, feed: MoodFeed) {
    self.messages = messages
    self.number = number
    self.feed = feed
  }

  deinit { feed.remove(number) }

  func keepAlive() { feed.keepAlive(number) }

  func end() { feed.end(number) }
}
