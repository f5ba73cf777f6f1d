import Foundation
import Recommendations
import Storage
import Testing
import Web

@Suite struct RecommendationTests {
  let server: TestServer

  init() throws { server = try TestServer() }

  private func ids(_ answer: Answer) -> [String] {
    answer.list("items").compactMap { ($0["item"] as? [String: Any])?["id"] as? String }
  }

  @Test func `a list has items with scores that are the sum of their reasons`() async throws {
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).get(
        "/api/v1/recommendations?emotion=happy&confidence=0.8&at=2026-11-22T23:30&time_zone=Europe/Berlin"
          + "&limit=3"
      )
      #expect(answer.status == 200)
      #expect(answer["at"] as? String == "2026-11-22T23:30:00+01:00")
      let items = answer.list("items")
      #expect(items.count == 3)
      for entry in items {
        let reasons = entry["reasons"] as? [[String: Any]] ?? []
        let sum = reasons.reduce(0) { $0 + ($1["contribution"] as? Double ?? 0) }
        #expect(abs(sum - (entry["score"] as? Double ?? -99)) < 1e-9)
        #expect(reasons.allSatisfy { ($0["text"] as? String)?.isEmpty == false })
        #expect(entry["interaction"] is NSNull)
      }
    }
  }

  @Test func `without anything it is for now and an unknown mood`() async throws {
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).get("/api/v1/recommendations")
      #expect(
        answer["at"] as? String == "2026-11-22T12:00:00Z"
          || answer["at"] as? String == "2026-11-22T12:00:00+00:00")
      #expect(ids(answer).count == TestServer.items.count)
    }
  }

  @Test func `morning and night give different lists`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let query = "/api/v1/recommendations?kinds=music&time_zone=UTC&at=2026-11-23T"
      let morning = ids(try await ada.get(query + "10:00"))
      let night = ids(try await ada.get(query + "03:00"))
      #expect(morning.count == 3)
      #expect(morning != night)
      #expect(night.last == "valkyries")
    }
  }

  @Test func `only the wanted kinds come`() async throws {
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).get(
        "/api/v1/recommendations?kinds=film,book")
      #expect(Set(ids(answer)) == ["general", "walden"])
    }
  }

  @Test(arguments: [
    ("limit=0", "limit"), ("limit=1000", "limit"), ("limit=many", "limit"), ("kinds=music,opera", "opera"),
    ("emotion=glad", "glad"), ("emotion=happy&confidence=2", "confidence"), ("confidence=0.5", "emotion"),
    ("emotion=happy&confidence=nan", "confidence"), ("probabilities=1,2,3", "seven"),
    ("probabilities=1,0,0,0,0,0,-1", "seven"), ("time_zone=Mars/Olympus", "Mars/Olympus"),
    ("at=yesterday", "yesterday"), ("at=2026-02-30T10:00", "2026-02-30"), ("at=2026-11-22T25:00", "25:00"),
  ]) func `a wrong value is refused and named`(query: String, named: String) async throws {
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).get("/api/v1/recommendations?" + query)
      #expect(answer.status == 400)
      #expect(answer.code == "wrong_value")
      #expect(answer.message?.contains(named) == true)
    }
  }

  @Test func `a like lasts and shows, a hide takes away, and undo brings back`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      func interaction(_ id: String) async throws -> String? {
        let entry = try await ada.get("/api/v1/recommendations").list("items").first {
          ($0["item"] as? [String: Any])?["id"] as? String == id
        }
        return entry.map { $0["interaction"] as? String ?? "none" }
      }
      let liked = try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"like"}"#)
      #expect(liked.status == 201)
      #expect(try await interaction("walden") == "like")
      server.clock.advance(1)
      #expect(try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"hide"}"#).status == 201)
      #expect(try await interaction("walden") == nil)
      #expect(try await ada.delete("/api/v1/feedback/walden?kind=hide").status == 204)
      #expect(try await interaction("walden") == "like")
      #expect(try await ada.delete("/api/v1/feedback/walden?kind=like").status == 204)
      #expect(try await interaction("walden") == "none")
      #expect(try await ada.delete("/api/v1/feedback/walden?kind=like").status == 204)
    }
  }

  @Test func `what a list is for is asked for, and something finished is no verdict`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let calm = try await ada.get("/api/v1/recommendations?goal=calm&minutes=600&clock=off&quiet_hours=off")
      #expect(calm["goal"] as? String == "calm")
      #expect(calm.list("evidence").isEmpty == false)
      #expect(try await ada.get("/api/v1/recommendations")["goal"] as? String == "match")
      for wrong in ["goal=win", "minutes=0", "clock=maybe", "quiet_hours=late"] {
        #expect(try await ada.get("/api/v1/recommendations?\(wrong)").status == 400)
      }
      let finished = try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"finish"}"#)
      #expect(finished.status == 201)
      let verdicts = try await ada.get("/api/v1/recommendations?limit=100").list("items")
      #expect(verdicts.allSatisfy { $0["interaction"] is NSNull })
    }
  }

  @Test func `a list has an id, chances and codes, is the same when asked for again, and learns`()
    async throws
  {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let bob = browser.with(try await server.session("bob"))
      let account = try #require(try await server.store.accounts.list().first { $0.name == "ada" })
      let asked = "/api/v1/recommendations?emotion=happy&limit=4"
      // A list tells of a mood: it is kept for those who agreed to that, and for nobody else.
      #expect(try await ada.get(asked)["list_id"] == nil)
      #expect(try await server.store.lists.all(of: account) == [])
      try await server.store.preferences.set(
        storesMoods: true, consentVersion: "1", for: account, at: Date(timeIntervalSince1970: 1_795_348_800))
      let answer = try await ada.get(asked)
      let id = try #require(answer["list_id"] as? String)
      let again = try await ada.get(asked)
      #expect(again["list_id"] as? String == id && ids(again) == ids(answer))
      let items = answer.list("items")
      let chances = items.compactMap { $0["propensity"] as? Double }
      #expect(chances.prefix(3) == [1, 1, 1] && chances.count == 4 && chances[3] < 1)
      let why = (answer["tendency", "why"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
      #expect(why == ["hour.counts", "mood.seen"])
      for reason in items.flatMap({ $0["reasons"] as? [[String: Any]] ?? [] }) {
        #expect((reason["why"] as? [String: Any])?["code"] as? String != nil)
      }
      let drawn = ids(answer)[3].replacing("\"", with: "")
      let like = #"{"item_id":"\#(drawn)","kind":"like","list_id":"\#(id)"}"#
      // Another's list is nobody's: what was said of the item counts, the list learns nothing.
      #expect(try await bob.post("/api/v1/feedback", like).status == 201)
      #expect(try await server.store.lists.learner(of: account).count == 0)
      #expect(try await ada.post("/api/v1/feedback", like).status == 201)
      #expect(try await server.store.lists.learner(of: account).count == 1)
      let logged = try await server.store.lists.all(of: account)
      #expect(logged.map(\.id) == [id] && logged[0].decisions[0].reward == 1)
      let path = drawn.replacing("/", with: "%2F").replacing(" ", with: "%20")
      #expect(try await ada.delete("/api/v1/feedback/\(path)?kind=like").status == 204)
      #expect(try await server.store.lists.learner(of: account).count == 0)
    }
  }

  @Test func `one account cannot read or change another's feedback`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let root = browser.with(try await server.session("root", .administrator))
      _ = try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"hide"}"#)
      #expect(try await root.get("/api/v1/feedback").list("interactions").isEmpty)
      #expect(ids(try await root.get("/api/v1/recommendations")).contains("walden"))
      #expect(try await root.delete("/api/v1/feedback/walden?kind=hide").status == 204)
      let own = try await ada.get("/api/v1/feedback").list("interactions")
      #expect(own.count == 1)
      #expect(own.first?["item_id"] as? String == "walden")
      #expect(own.first?["kind"] as? String == "hide")
      #expect(own.first?["at"] as? String == "2026-11-22T12:00:00Z")
      #expect(!ids(try await ada.get("/api/v1/recommendations")).contains("walden"))
    }
  }

  @Test func `feedback on what is not there or of no kind is refused`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let unknown = try await ada.post("/api/v1/feedback", #"{"item_id":"atlantis","kind":"like"}"#)
      #expect(unknown.status == 404)
      #expect(unknown.code == "unknown_item")
      let kind = try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"love"}"#)
      #expect(kind.status == 400)
      #expect(kind.message?.contains("view, finish, like, skip, hide") == true)
      #expect(try await ada.delete("/api/v1/feedback/walden").status == 400)
      #expect(try await ada.delete("/api/v1/feedback/walden?kind=love").status == 400)
    }
  }

  @Test func `an id with odd characters goes through the address`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      #expect(try await ada.post("/api/v1/feedback", #"{"item_id":"a/b c","kind":"like"}"#).status == 201)
      #expect(try await ada.delete("/api/v1/feedback/a%2Fb%20c?kind=like").status == 204)
      #expect(try await ada.get("/api/v1/feedback").list("interactions").isEmpty)
    }
  }

  @Test func `the catalogue is searched without regard to case and accents`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      func titles(_ query: String) async throws -> [String] {
        try await ada.get("/api/v1/catalogue?" + query).list("items").compactMap { $0["title"] as? String }
      }
      #expect(try await titles("query=GYMNOPEDIE+satie") == ["Gymnopédie No. 1"])
      #expect(try await titles("query=chop%C3%ADn") == ["Nocturne in E flat"])
      #expect(try await titles("kind=film") == ["The General"])
      #expect(try await titles("query=nothing+like+it") == [])
      let page = try await ada.get("/api/v1/catalogue?limit=2&offset=1")
      #expect(page["total"] as? Int == TestServer.items.count)
      #expect(page.list("items").map { $0["id"] as? String } == ["valkyries", "nocturne"])
      for wrong in ["limit=0", "limit=x", "offset=-1", "kind=opera"] {
        #expect(try await ada.get("/api/v1/catalogue?" + wrong).status == 400, "\(wrong)")
      }
    }
  }

  @Test func `an item imported while the server runs is there at once`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      #expect(try await ada.get("/api/v1/catalogue?query=tides").list("items").isEmpty)
      let mine = Item(
        id: "tides", title: "Tides", creator: "Me", kind: .music, minutes: 3,
        place: .init(valence: 0, arousal: 0),
        energy: 0.3)
      try await server.store.catalogue.add([mine], at: server.clock.now)
      #expect(try await ada.get("/api/v1/catalogue?query=tides").list("items").count == 1)
      #expect(try await ada.post("/api/v1/feedback", #"{"item_id":"tides","kind":"like"}"#).status == 201)
    }
  }
}
