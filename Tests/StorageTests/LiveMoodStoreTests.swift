import Emotions
import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct LiveMoodStoreTests {
  let temporary: TemporaryStore
  var moods: LiveMoodStore { temporary.store.liveMoods }

  init() throws { temporary = try TemporaryStore() }

  private func mood(_ viewer: String, of account: Account, on server: String, seenAt: Date) throws -> LiveMood
  {
    let distribution = try EmotionDistribution([0.1, 0.05, 0.05, 0.6, 0.1, 0.05, 0.05])
    let mood = Mood(distribution: distribution, label: .happy)
    return LiveMood(
      viewer: viewer, account: account.id, server: server,
      reading: MoodReading(state: .mood(.happy, confidence: 0.6), mood: mood), shownAt: noon, seenAt: seenAt)
  }

  @Test func `a mood is found by another server for ten seconds`() async throws {
    let ada = try await temporary.account("ada")
    try await moods.keep(mood("session", of: ada, on: "first", seenAt: noon))
    let other = try temporary.again().liveMoods
    let found = try #require(try await other.find("session", at: noon + 9))
    #expect(found.reading == (try mood("session", of: ada, on: "first", seenAt: noon)).reading)
    #expect(found.account == ada.id)
    #expect(found.shownAt == noon)
    #expect(try await other.others(than: "second", at: noon + 9).map(\.viewer) == ["session"])
    #expect(try await other.others(than: "first", at: noon + 9).isEmpty)
    #expect(try await other.find("session", at: noon + 10) == nil)
  }

  @Test func `only the last is kept, and nothing of who is gone`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    try await moods.keep(mood("a", of: ada, on: "first", seenAt: noon))
    try await moods.keep(mood("a", of: ada, on: "second", seenAt: noon + 1))
    try await moods.keep(mood("b", of: bob, on: "first", seenAt: noon + 2))
    #expect(try await moods.others(than: "x", at: noon + 3).map(\.server) == ["second", "first"])
    try await moods.forget("a")
    try await temporary.store.accounts.delete(name: "bob")
    try await moods.keep(mood("b", of: bob, on: "first", seenAt: noon + 2))
    #expect(try await temporary.store.texts("SELECT * FROM live_moods") == [])
  }

  @Test func `moods that have passed are cleared away`() async throws {
    let ada = try await temporary.account("ada")
    try await moods.keep(mood("a", of: ada, on: "first", seenAt: noon))
    try await moods.keep(mood("b", of: ada, on: "first", seenAt: noon + 5))
    try await moods.forgetPassed(at: noon + 10)
    #expect(try await temporary.store.texts("SELECT viewer_id FROM live_moods") == ["b"])
  }
}
