import Emotions
import Engine
import Foundation
import Logging
import Recommendations
import Storage

/// The viewers, one of each session or access token, from frame to frame. Faces live here and nowhere else, and end with
/// the session or the process. So do moods, unless the account asked to have them stored.
///
/// Who has sent nothing for ten seconds, whose mood has passed anyway, is forgotten within the next (``Upkeep``), or when
/// somebody's frame comes before. At most 256 viewers are remembered; one more is turned away.
package actor Viewers {
  private struct Viewer {
    let session: ViewerSession
    let account: String
    var seenAt: Duration
    var framesUnderWay = 0
    /// What was told of the viewer last.
    var shown: MoodEvent?
    /// Since the label of now is shown.
    var episode: MoodEpisode?
    /// When other servers were told of the mood last.
    var sharedAt: Duration?
  }

  /// After this time without a frame a viewer counts as gone.
  static let absence: Duration = .seconds(10)
  /// How often other servers are told of a mood that goes on.
  private static let sharing: Duration = .seconds(1)

  /// What became of all frames.
  package private(set) var counts = FrameCounts()

  private let store: Store
  private let feed: MoodFeed
  private let reader: FrameReader
  private let logger: Logger?
  private let most: Int
  /// Names this server to others that share the database.
  package let server: String
  private var viewers: [String: Viewer] = [:]
  /// Counts changes of baselines, so that none is missed between reading one and keeping it.
  private var baselineChanges = 0

  package init(
    _ store: Store, feed: MoodFeed, most: Int = 256, logger: Logger? = nil,
    server: String = UUID().uuidString, read: @escaping FrameReader
  ) {
    self.store = store
    self.feed = feed
    self.most = most
    self.server = server
    reader = read
    self.logger = logger
  }

  // MARK: - Frames

  /// Reads a viewer's next frame, and tells those who listen if something else is shown now.
  ///
  /// - Parameters:
  ///   - time: for those who listen.
  ///   - uptime: of the frame, on a clock that does not go back.
  /// - Throws: ``WebError/tooManyViewers``; ``WebError/notSignedIn`` if the session ended while the frame was read,
  ///   and then nothing stays of the viewer; and what the reader throws.
  package func read(
    _ frame: [UInt8], of visitor: Visitor, at time: Date, uptime: Duration
  ) async throws -> ViewerReading {
    do {
      let viewer = try await enter(visitor, at: time, uptime: uptime)
      let reading = try await read(frame, viewer, of: visitor, at: uptime)
      guard try await visitor.isSignedIn(store, at: time) else {
        await forget(visitor.id)
        throw WebError.notSignedIn
      }
      if case .learned(let baseline) = reading.baseline { try await keep(baseline, for: visitor.account) }
      let isNew = show(MoodEvent(reading.mood, at: time), of: viewer, visitor)
      await share(reading.mood, of: viewer, visitor, isNew: isNew, at: time, uptime: uptime)
      await note(reading.mood, of: viewer, visitor, at: time, uptime: uptime)
      counts.noteRead()
      return reading
    } catch {
      counts.note(error)
      throw error
    }
  }

  private func read(
    _ frame: [UInt8], _ viewer: ViewerSession, of visitor: Visitor, at uptime: Duration
  ) async throws -> ViewerReading {
    viewers[visitor.id]?.framesUnderWay += 1
    defer { if viewers[visitor.id]?.session === viewer { viewers[visitor.id]?.framesUnderWay -= 1 } }
    return try await reader(frame, viewer, uptime)
  }

  /// - Returns: whether something else is shown than before.
  private func show(_ event: MoodEvent, of viewer: ViewerSession, _ visitor: Visitor) -> Bool {
    guard let known = viewers[visitor.id], known.session === viewer, event.differs(from: known.shown) else {
      return false
    }
    viewers[visitor.id]?.shown = event
    feed.publish(event, to: visitor.account.id)
    return true
  }

  /// Tells other servers of the mood when another is shown, and once a second, so that one of them goes on where this
  /// one falls. A frame is answered though they cannot be told.
  private func share(
    _ reading: MoodReading, of viewer: ViewerSession, _ visitor: Visitor, isNew: Bool, at time: Date,
    uptime: Duration
  ) async {
    guard store.liveMoods.isShared, let known = viewers[visitor.id], known.session === viewer,
      isNew || known.sharedAt.map({ uptime - $0 >= Self.sharing }) ?? true
    else { return }
    viewers[visitor.id]?.sharedAt = uptime
    let mood = LiveMood(
      viewer: visitor.id, account: visitor.account.id, server: server, reading: reading,
      shownAt: known.shown?.at ?? time, seenAt: time)
    do { try await store.liveMoods.keep(mood) } catch {
      logger?.error("other servers were not told of a mood", metadata: ["error": .string(error.description)])
    }
  }

  /// Reads the mood of this face of the visitor's frames from the next on; `nil` for the largest again.
  func choose(face id: Int?, of visitor: Visitor) { viewers[visitor.id]?.session.choose(face: id) }

  /// Forgets a viewer, as when somebody signs out, and ends what was listened to.
  package func forget(_ id: String) async {
    let left = viewers.removeValue(forKey: id)
    feed.end(id)
    if store.liveMoods.isShared { try? await store.liveMoods.forget(id) }
    if let left { await store(left.episode?.entry, of: left.account) }
  }

  /// Forgets all viewers of an account that is being deleted, and stores nothing more of them.
  func forget(account: String) {
    for (id, viewer) in viewers where viewer.account == account {
      viewers[id] = nil
      feed.end(id)
    }
  }

  /// How many are remembered.
  package var remembered: Int { viewers.count }

  /// How many sent a frame in the last ten seconds.
  package func count(at uptime: Duration) -> Int {
    viewers.values.count { uptime - $0.seenAt <= Self.absence }
  }

  // MARK: - Baselines

  /// Learns a baseline from the visitor's next frames.
  func learnBaseline(of visitor: Visitor, at time: Date, uptime: Duration) async throws {
    try await enter(visitor, at: time, uptime: uptime).learnBaseline()
  }

  /// Keeps an account's baseline, or forgets it; it counts for all its viewers from their next frame on.
  package func keep(_ baseline: Baseline?, for account: Account) async throws {
    if let baseline {
      try await store.baselines.set(baseline, for: account)
    } else {
      try await store.baselines.remove(for: account)
    }
    baselineChanges += 1
    for viewer in viewers.values where viewer.account == account.id { viewer.session.baseline = baseline }
  }

  // MARK: - Moods over time

  private func note(
    _ reading: MoodReading, of viewer: ViewerSession, _ visitor: Visitor, at time: Date, uptime: Duration
  ) async {
    guard var known = viewers[visitor.id], known.session === viewer else { return }
    let entry = MoodEpisode.advance(
      &known.episode, with: reading, at: time, uptime: uptime, absence: Self.absence)
    viewers[visitor.id]?.episode = known.episode
    await store(entry, of: visitor.account.id)
  }

  /// A frame is answered though its mood cannot be stored, as with a full disk; the log tells of it.
  private func store(_ entry: MoodEntry?, of account: String) async {
    guard let entry else { return }
    do { try await store.moods.keep(entry, of: account) } catch {
      logger?.error("a mood was not stored", metadata: ["error": .string(error.description)])
    }
  }

  /// Stores what is shown of an account's viewers up to now, so that who asks for it gets all of it.
  func storeMoods(of account: Account) async {
    let entries = viewers.values.filter { $0.account == account.id }.compactMap(\.episode?.entry)
    for entry in entries { await store(entry, of: account.id) }
  }

  /// Forgets what is shown of an account's viewers as far as storing goes: it begins anew with their next frames.
  func beginMoodsAnew(of account: Account) {
    for (id, viewer) in viewers where viewer.account == account.id { viewers[id]?.episode = nil }
  }

  /// Stores what is shown of all viewers, as when the server stops.
  package func storeMoods() async {
    for viewer in viewers.values { await store(viewer.episode?.entry, of: viewer.account) }
  }

  // MARK: - Listening

  /// What is shown of the account's viewers, first what is shown now.
  ///
  /// - Throws: ``WebError/tooManyStreams(most:)``, ``WebError/stopping``.
  func listen(_ visitor: Visitor, at time: Date, uptime: Duration) async throws -> MoodListening {
    let here = viewers.values.filter {
      $0.account == visitor.account.id && uptime - $0.seenAt <= Self.absence && $0.shown != nil
    }
    if let first = here.max(by: { $0.seenAt < $1.seenAt })?.shown {
      return try feed.listen(visitor, first: first)
    }
    guard store.liveMoods.isShared else { return try feed.listen(visitor, first: nil) }
    let elsewhere = try await store.liveMoods.others(than: server, at: time)
    let last = elsewhere.last { $0.account == visitor.account.id }
    return try feed.listen(visitor, first: last.map(MoodEvent.init))
  }

  // MARK: - Room

  private func enter(_ visitor: Visitor, at time: Date, uptime: Duration) async throws -> ViewerSession {
    await forgetTheGone(but: visitor.id, at: uptime)
    while true {
      if let known = viewers[visitor.id] {
        viewers[visitor.id]?.seenAt = max(known.seenAt, uptime)
        return known.session
      }
      let change = baselineChanges
      let baseline = try await store.baselines.find(visitor.account)
      let before = try await moodElsewhere(of: visitor, at: time)
      guard change == baselineChanges, viewers[visitor.id] == nil else { continue }
      guard viewers.count < most else { throw WebError.tooManyViewers }
      viewers[visitor.id] = Viewer(
        session: ViewerSession(baseline: baseline, mood: before?.reading.mood),
        account: visitor.account.id, seenAt: uptime, shown: before.map(MoodEvent.init))
    }
  }

  /// What another server, which may have fallen, read of the visitor a moment ago.
  private func moodElsewhere(of visitor: Visitor, at time: Date) async throws -> LiveMood? {
    guard store.liveMoods.isShared else { return nil }
    return try await store.liveMoods.find(visitor.id, at: time)
  }

  /// Forgets whose mood has passed anyway, and whose session may have ended.
  ///
  /// - Parameter visitor: who is there again just now.
  package func forgetTheGone(but visitor: String? = nil, at uptime: Duration) async {
    let gone = viewers.filter { id, viewer in
      id != visitor && viewer.framesUnderWay == 0 && uptime - viewer.seenAt > Self.absence
    }
    for id in gone.keys { viewers[id] = nil }
    for viewer in gone.values { await store(viewer.episode?.entry, of: viewer.account) }
  }
}
