import Emotions
import Engine
import Foundation
import Recommendations
import Storage
import Testing
import Web

@Suite struct MoodHistoryTests {
  let server: TestServer

  /// A server that reads an emotion from a frame's only byte; 9 is no face.
  init() throws {
    server = try TestServer(read: { frame, _, _ in
      let number = Int(frame[0])
      return seen(number < 7 ? [reading(Emotion.allCases[number], confidence: 0.8)] : [])
    })
  }

  private let consent = #"{"store_moods":true,"consent_version":"1"}"#

  private func show(_ emotion: Emotion?, _ browser: Browser) async throws {
    let answer = try await browser.post(frame: [UInt8(emotion?.index ?? 9)])
    #expect(answer.status == 200)
  }

  /// Shows an emotion for some seconds, a frame a second, the last at their end.
  private func show(_ emotion: Emotion?, seconds: Int, _ browser: Browser) async throws {
    for _ in 0..<seconds {
      try await show(emotion, browser)
      server.clock.advance(1)
    }
  }

  private func moods(_ browser: Browser, _ query: String = "") async throws -> [String] {
    try await browser.get("/api/v1/moods" + query).list("moods").map { mood in
      let times = ["from", "to"].compactMap { (mood[$0] as? String)?.dropFirst(11).dropLast() }
      return "\(mood["label"] as? String ?? "none") \(times.joined(separator: "-"))"
    }
  }

  @Test func `moods are stored from when that was asked for, one row a change, until it is turned off`()
    async throws
  {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let first = try await ada.get("/api/v1/preferences")
      #expect(first.text == #"{"consent":null,"store_moods":false}"#)
      try await show(.happy, seconds: 5, ada)
      #expect(try await moods(ada) == [])
      let refused = try await ada.put("/api/v1/preferences", #"{"store_moods":true}"#)
      #expect(refused.status == 422)
      #expect(refused.code == "consent_missing")
      let on = try await ada.put("/api/v1/preferences", consent)
      #expect(on.text == #"{"consent":{"given_at":"2026-11-22T12:00:05Z","version":"1"},"store_moods":true}"#)
      try await show(.happy, seconds: 20, ada)
      try await show(.sad, seconds: 10, ada)
      try await show(nil, seconds: 5, ada)
      try await show(.sad, seconds: 5, ada)
      // The one that is shown now is up to date and one row, however often one looks.
      let now = ["happy 12:00:05-12:00:25", "sad 12:00:25-12:00:35", "sad 12:00:40-12:00:44"]
      #expect(try await moods(ada) == now)
      try await show(.sad, ada)
      #expect(try await moods(ada) == now.dropLast() + ["sad 12:00:40-12:00:45"])
      let entry = try #require(try await ada.get("/api/v1/moods").list("moods").first)
      #expect(entry["source"] as? String == "face")
      #expect(abs(try #require(entry["confidence"] as? Double) - 0.8) < 1e-9)
      let place = EmotionDistribution(.happy, confidence: 0.8).affect
      #expect(abs(try #require(entry["valence"] as? Double) - place.valence) < 1e-9)
      #expect(abs(try #require(entry["arousal"] as? Double) - place.arousal) < 1e-9)

      let off = try await ada.put("/api/v1/preferences", #"{"store_moods":false}"#)
      #expect(off["store_moods"] as? Bool == false)
      #expect(off["consent", "version"] as? String == "1")
      try await show(.fear, seconds: 70, ada)
      try await show(.happy, seconds: 5, ada)
      #expect(try await moods(ada).last == "sad 12:00:40-12:00:45")
      #expect(try await moods(browser.with(server.session("bob"))) == [])
    }
  }

  @Test func `a mood is stored when its viewer leaves, and now and then while it lasts`() async throws {
    let feed = MoodFeed()
    let viewers = Viewers(server.store, feed: feed) { _, _, _ in seen([reading(.happy)]) }
    let start = server.clock.now
    let token = try await server.session("ada")
    let session = try #require(try await server.store.sessions.find(token, at: start))
    let (ada, bob) = (Visitor(session, token), try await server.session("bob"))
    try await server.store.preferences.set(
      storesMoods: true, consentVersion: "1", for: session.account, at: start)
    func stored() async throws -> [TimeInterval] {
      try await server.store.moods.list(of: session.account).map { $0.end.timeIntervalSince(start) }
    }
    func look(_ visitor: Visitor, _ seconds: Double) async throws {
      _ = try await viewers.read([], of: visitor, at: start + seconds, uptime: .seconds(seconds))
    }
    for second in 0..<60 { try await look(ada, Double(second)) }
    #expect(try await stored() == [])
    try await look(ada, 60)
    #expect(try await stored() == [60])
    try await look(ada, 65)
    #expect(try await stored() == [60])
    // Somebody else comes when ada has been gone for ten seconds.
    let other = try #require(try await server.store.sessions.find(bob, at: start))
    try await look(Visitor(other, bob), 76)
    #expect(try await stored() == [65])
    // She comes back, which is a mood of its own, and signs out.
    try await look(ada, 80)
    try await look(ada, 83)
    await viewers.forget(ada.id)
    #expect(try await stored() == [65, 83])
    // The wall's clock set back makes no mood shorter; the server stops.
    _ = try await viewers.read([], of: ada, at: start + 90, uptime: .seconds(90))
    _ = try await viewers.read([], of: ada, at: start - 900, uptime: .seconds(97))
    await viewers.storeMoods()
    #expect(try await stored() == [65, 83, 97])
  }

  @Test func `moods by hand need storing to be on, and a label or a place`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let early = try await ada.post("/api/v1/moods", #"{"label":"sad"}"#)
      #expect(early.status == 409)
      #expect(early.code == "moods_not_stored")
      _ = try await ada.put("/api/v1/preferences", consent)
      let sad = try await ada.post("/api/v1/moods", #"{"label":"sad"}"#)
      #expect(sad.status == 201)
      #expect(sad["valence"] as? Double == -0.63)
      #expect(sad["source"] as? String == "hand")
      #expect(sad["from"] as? String == "2026-11-22T12:00:00Z")
      let place = try await ada.post("/api/v1/moods", #"{"valence":0.5,"arousal":-0.25}"#)
      #expect(place.status == 201)
      #expect(place["label"] is NSNull)
      #expect(place["arousal"] as? Double == -0.25)
      for wrong in [
        "{}", #"{"label":"bored"}"#, #"{"valence":2,"arousal":0}"#, #"{"valence":0}"#,
        #"{"label":"sad","valence":0,"arousal":0}"#, #"{"label":3}"#,
      ] {
        let answer = try await ada.post("/api/v1/moods", wrong)
        #expect(answer.status == 400, "\(wrong): \(answer.text)")
      }
      #expect(try await ada.get("/api/v1/moods").list("moods").count == 2)
    }
  }

  @Test func `a span is asked for and deleted, in the offset it names`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      _ = try await ada.put("/api/v1/preferences", consent)
      for emotion in [Emotion.happy, .sad, .fear] { try await show(emotion, seconds: 60, ada) }
      #expect(
        try await moods(ada, "?from=2026-11-22T13:01:30%2B01:00&to=2026-11-22T12:02") == [
          "sad 12:01:00-12:02:00"
        ])
      for wrong in ["from=yesterday", "from=2026-11-23T00:00&to=2026-11-22T00:00"] {
        #expect(try await ada.get("/api/v1/moods?" + wrong).status == 400)
        #expect(try await ada.delete("/api/v1/moods?" + wrong).status == 400)
      }
      let id = try #require(try await ada.get("/api/v1/moods").list("moods").first?["id"] as? String)
      let bob = browser.with(try await server.session("bob"))
      #expect(try await bob.delete("/api/v1/moods/\(id)").code == "unknown_mood")
      #expect(try await ada.delete("/api/v1/moods/\(id)").status == 204)
      #expect(try await ada.delete("/api/v1/moods/\(id)").status == 404)
      // Up to a blank would be everything.
      #expect(try await ada.delete("/api/v1/moods?to=").status == 400)
      #expect(try await ada.delete("/api/v1/moods?from=%20").status == 400)
      #expect(try await ada.delete("/api/v1/moods?to=2026-11-22T12:02").status == 204)
      #expect(try await moods(ada) == ["fear 12:02:00-12:02:59"])
      #expect(try await ada.delete("/api/v1/moods").status == 204)
      #expect(try await moods(ada) == [])
      // The face that is there all the while begins a new mood, and brings nothing back.
      try await show(.fear, seconds: 3, ada)
      #expect(try await moods(ada) == ["fear 12:03:00-12:03:02"])
    }
  }

  @Test func `the table has a line each, to download`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      _ = try await ada.put("/api/v1/preferences", consent)
      let entry = try await ada.post("/api/v1/moods", #"{"label":"sad"}"#)
      let answer = try await ada.get("/api/v1/moods.csv")
      #expect(answer.header("Content-Type") == "text/csv; charset=utf-8")
      #expect(answer.header("Content-Disposition") == #"attachment; filename="mien-moods.csv""#)
      let time = "2026-11-22T12:00:00.000Z"
      #expect(
        answer.text == "id,from,to,label,valence,arousal,confidence,source\r\n"
          + "\(try #require(entry["id"] as? String)),\(time),\(time),sad,-0.63,-0.27,1.0,hand\r\n")
    }
  }

  @Test func `the summary has hours of the viewer's clock, labels, and what helped`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      _ = try await ada.put("/api/v1/preferences", consent)
      try await show(.sad, seconds: 60, ada)
      #expect(try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"view"}"#).status == 201)
      server.clock.advance(600)
      #expect(try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"finish"}"#).status == 201)
      try await show(.happy, seconds: 120, ada)
      try await show(nil, ada)
      let answer = try await ada.get("/api/v1/moods/summary?timezone=Europe/Berlin")
      let hours = answer.list("hours")
      #expect(hours.count == 24)
      #expect(hours[13]["hour"] as? Int == 13)
      // 59 seconds sad, since nobody saw the last one end, and 120 happy.
      #expect(hours[13]["minutes"] as? Double == 2.98)
      #expect(hours[12]["minutes"] as? Double == 0)
      #expect(hours[12]["valence"] is NSNull)
      #expect(answer.list("labels").map { $0["label"] as? String } == ["happy", "sad"])
      #expect(answer.list("labels").map { $0["minutes"] as? Double } == [2, 0.98])
      let helped = answer.list("helped")
      #expect(helped.map { $0["title"] as? String } == ["Walden"])
      #expect(helped.first?["kind"] as? String == "book")
      let (sad, happy) = (
        EmotionDistribution(.sad, confidence: 0.8).affect, EmotionDistribution(.happy, confidence: 0.8).affect
      )
      let before = try #require(helped.first?["before"] as? [String: Any])
      let after = try #require(helped.first?["after"] as? [String: Any])
      #expect(abs(try #require(before["valence"] as? Double) - sad.valence) < 0.001)
      #expect(abs(try #require(after["valence"] as? Double) - happy.valence) < 0.001)
      #expect(abs(try #require(after["arousal"] as? Double) - happy.arousal) < 0.001)
      let morning = try await ada.get("/api/v1/moods/summary?to=2026-11-22T11:00")
      #expect(morning.list("helped").isEmpty)
      #expect(morning.list("labels").isEmpty)
      #expect(try await ada.get("/api/v1/moods/summary?timezone=Nowhere").status == 400)
    }
  }
}
