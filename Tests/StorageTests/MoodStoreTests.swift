import Emotions
import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct MoodStoreTests {
  let temporary: TemporaryStore
  var moods: MoodStore { temporary.store.moods }
  var preferences: PreferenceStore { temporary.store.preferences }

  init() throws { temporary = try TemporaryStore() }

  private func entry(_ id: String, _ start: Date, seconds: TimeInterval = 60) -> MoodEntry {
    MoodEntry(
      id: id, start: start, end: start + seconds, label: .happy, place: Affect(valence: 0.5, arousal: 0.25),
      confidence: 0.75, source: .face)
  }

  @Test func `nothing is stored until it was asked for and agreed to`() async throws {
    let ada = try await temporary.account("ada")
    #expect(try await preferences.find(ada) == Preferences(moodsSince: nil, consent: nil))
    #expect(try await !moods.keep(entry("a", noon), of: ada.id))
    await #expect(throws: StorageError.moodsNotStored) {
      try await moods.add(.sad, place: Emotion.sad.affect, for: ada, at: noon)
    }
    await #expect(throws: StorageError.consentMissing) {
      try await preferences.set(storesMoods: true, for: ada, at: noon)
    }
    for version in ["", "  ", String(repeating: "x", count: 65), "a\nb"] {
      await #expect(throws: StorageError.unfitConsent) {
        try await preferences.set(storesMoods: true, consentVersion: version, for: ada, at: noon)
      }
    }
    #expect(try await moods.list(of: ada).isEmpty)
    let on = try await preferences.set(storesMoods: true, consentVersion: "1", for: ada, at: noon)
    #expect(on == Preferences(moodsSince: noon, consent: Consent(version: "1", givenAt: noon)))
    #expect(try await preferences.find(ada) == on)
    #expect(try await moods.keep(entry("a", noon), of: ada.id))
    #expect(try await moods.list(of: ada) == [entry("a", noon)])
  }

  @Test func `what began before storing was turned on is not kept, nor anything once it is off`() async throws
  {
    let ada = try await temporary.account("ada")
    try await preferences.set(storesMoods: true, consentVersion: "1", for: ada, at: noon)
    #expect(try await !moods.keep(entry("a", noon - 0.01), of: ada.id))
    #expect(try await moods.keep(entry("b", noon), of: ada.id))
    let off = try await preferences.set(storesMoods: false, for: ada, at: noon + 10)
    #expect(off == Preferences(moodsSince: nil, consent: Consent(version: "1", givenAt: noon)))
    #expect(try await !moods.keep(entry("c", noon + 5), of: ada.id))
    // Turned on again it needs no new consent; what began while it was off, or before, stays out.
    try await preferences.set(storesMoods: true, for: ada, at: noon + 20)
    #expect(try await !moods.keep(entry("c", noon + 15), of: ada.id))
    #expect(try await !moods.keep(entry("b", noon, seconds: 900), of: ada.id))
    #expect(try await moods.list(of: ada) == [entry("b", noon)])
    // Turned on twice is on since the first time; a later consent has its own date.
    let again = try await preferences.set(storesMoods: true, consentVersion: "2", for: ada, at: noon + 30)
    #expect(again == Preferences(moodsSince: noon + 20, consent: Consent(version: "2", givenAt: noon + 30)))
  }

  @Test func `an entry kept again takes its own place`() async throws {
    let ada = try await temporary.account("ada")
    try await preferences.set(storesMoods: true, consentVersion: "1", for: ada, at: noon)
    try await moods.keep(entry("a", noon), of: ada.id)
    try await moods.keep(entry("a", noon, seconds: 120), of: ada.id)
    #expect(try await moods.list(of: ada) == [entry("a", noon, seconds: 120)])
  }

  @Test func `a mood by hand has a label or a place`() async throws {
    let ada = try await temporary.account("ada")
    try await preferences.set(storesMoods: true, consentVersion: "1", for: ada, at: noon)
    let sad = try await moods.add(.sad, place: Emotion.sad.affect, for: ada, at: noon)
    let place = try await moods.add(nil, place: Affect(valence: 0.1, arousal: -1), for: ada, at: noon + 1)
    #expect(sad.label == .sad)
    #expect(sad.source == .hand)
    #expect(sad.confidence == 1)
    #expect(sad.end == noon)
    #expect(try await moods.list(of: ada) == [sad, place])
  }

  @Test func `a list has what lies in the span or reaches into it, of one account`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    for account in [ada, bob] {
      try await preferences.set(storesMoods: true, consentVersion: "1", for: account, at: noon)
    }
    for (position, id) in ["a", "b", "c"].enumerated() {
      try await moods.keep(entry(id, noon + 100 * Double(position)), of: ada.id)
    }
    try await moods.keep(entry("x", noon), of: bob.id)
    func ids(_ from: Double?, _ to: Double?, most: Int = 9) async throws -> [String] {
      try await moods.list(of: ada, from: from.map { noon + $0 }, to: to.map { noon + $0 }, most: most).map(
        \.id)
    }
    #expect(try await ids(nil, nil) == ["a", "b", "c"])
    #expect(try await ids(60, 200) == ["a", "b"])
    #expect(try await ids(60.1, 200.1) == ["b", "c"])
    #expect(try await ids(nil, nil, most: 2) == ["b", "c"])
  }

  @Test func `one, a span and everything can be deleted, nobody else's`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    for account in [ada, bob] {
      try await preferences.set(storesMoods: true, consentVersion: "1", for: account, at: noon)
    }
    for (position, id) in ["a", "b", "c", "d"].enumerated() {
      try await moods.keep(entry(id, noon + 100 * Double(position)), of: ada.id)
    }
    try await moods.keep(entry("x", noon), of: bob.id)
    await #expect(throws: StorageError.noSuchMood) { try await moods.delete("x", of: ada) }
    try await moods.delete("a", of: ada)
    await #expect(throws: StorageError.noSuchMood) { try await moods.delete("a", of: ada) }
    #expect(try await moods.delete(of: ada, from: noon + 100, to: noon + 200, at: noon + 500) == 1)
    #expect(try await moods.list(of: ada).map(\.id) == ["c", "d"])
    #expect(try await moods.delete(of: ada, at: noon + 500) == 2)
    #expect(try await moods.list(of: ada).isEmpty)
    // What was being read meanwhile does not come back.
    #expect(try await !moods.keep(entry("e", noon + 400), of: ada.id))
    #expect(try await moods.keep(entry("f", noon + 500), of: ada.id))
    #expect(try await moods.list(of: bob).map(\.id) == ["x"])
  }

  @Test func `a correction is the account's own, and the newest counts`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let corrections = temporary.store.corrections
    try await corrections.set(.origin, of: "x", for: ada, at: noon)
    try await corrections.set(Affect(valence: 1, arousal: -1), of: "x", for: ada, at: noon + 1)
    #expect(try await corrections.all(of: ada) == ["x": Affect(valence: 1, arousal: -1)])
    #expect(try await corrections.all(of: bob).isEmpty)
    try await corrections.remove("x", for: bob)
    #expect(try await corrections.all(of: ada).count == 1)
    try await corrections.remove("x", for: ada)
    #expect(try await corrections.all(of: ada).isEmpty)
  }
}
