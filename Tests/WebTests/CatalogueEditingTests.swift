import Emotions
import Foundation
import Hummingbird
import Recommendations
import Storage
import Testing
import Web

@Suite struct CatalogueEditingTests {
  let server: TestServer

  init() throws { server = try TestServer() }

  private func ids(_ browser: Browser, _ query: String = "") async throws -> [String] {
    try await browser.get("/api/v1/catalogue" + query).list("items").compactMap { $0["id"] as? String }
  }

  private let mine = """
    {"id": "mine", "title": "My song", "creator": "Me", "kind": "music", "minutes": 3, "valence": 0.5,
     "arousal": -0.5, "energy": 0.25, "tags": ["home"], "why": "Because."}
    """

  @Test func `an administrator adds, changes and takes out items, and everybody sees it at once`()
    async throws
  {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let ada = browser.with(try await server.session("ada"))
      let made = try await root.post("/api/v1/catalogue", mine)
      #expect(made.status == 201)
      #expect(made["place", "valence"] as? Double == 0.5)
      #expect(made["estimated"] as? Bool == false)
      #expect(made["corrected"] as? Bool == false)
      #expect(try await root.post("/api/v1/catalogue", mine).code == "item_exists")
      #expect(try await ids(ada, "?search=song") == ["mine"])
      let changed = try await root.put("/api/v1/catalogue/mine", mine.replacing("My song", with: "Our hymn"))
      #expect(changed.status == 200)
      #expect(try await ids(ada, "?search=hymn") == ["mine"])
      #expect(try await ids(ada, "?search=song") == [])
      #expect(try await root.put("/api/v1/catalogue/walden", mine).status == 400)
      let unknown = mine.replacing("\"mine\"", with: "\"other\"")
      #expect(try await root.put("/api/v1/catalogue/other", unknown).code == "unknown_item")
      for id in ["mine", "walden", "a%2Fb%20c"] {
        #expect(try await root.delete("/api/v1/catalogue/\(id)").status == 204)
        #expect(try await root.delete("/api/v1/catalogue/\(id)").status == 404)
      }
      #expect(try await ids(ada) == ["gymnopedie", "valkyries", "nocturne", "general"])
      let list = try await ada.get("/api/v1/recommendations?limit=100")
      #expect(list.list("items").count == 4)
      #expect(try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"like"}"#).status == 404)
      #expect(try await ada.post("/api/v1/catalogue", mine).status == 403)
      #expect(try await ada.delete("/api/v1/catalogue/general").status == 403)
    }
  }

  @Test func `what the catalogue's format refuses is refused, with its line`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let wrong = [
        ("{", "line 1"), ("[]", "list of items"), ("{}", "there is no title"),
        (mine.replacing("\"energy\": 0.25", with: "\"energy\": 9"), "line 2: item “mine”: energy must be"),
        (
          mine.replacing("\"why\"", with: "\"link\": \"javascript:alert(1)\", \"why\""),
          "is refused; only http"
        ),
        (mine.replacing("music", with: "opera"), "unknown kind “opera”"),
        (#"{"title":"T","kind":"music","link":"file:///etc/passwd"}"#, "is refused; only http"),
      ]
      for (json, reason) in wrong {
        let answer = try await root.post("/api/v1/catalogue", json)
        #expect(answer.status == 422, "\(json)")
        #expect(answer.message?.contains(reason) == true, "\(json): \(answer.text)")
      }
      let estimated = try await root.post(
        "/api/v1/catalogue", #"{"id":"e","title":"T","kind":"music","tags":["calm","ambient"]}"#)
      #expect(estimated.status == 201)
      #expect(estimated["estimated"] as? Bool == true)
      #expect(try #require(estimated["arousal"] as? Double) < 0)
    }
  }

  @Test func `a correction is one's own, moves one's lists, and can be taken back`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let bob = browser.with(try await server.session("bob"))
      let query = "/api/v1/recommendations?emotion=happy&clock=off&limit=100"
      func place(_ browser: Browser) async throws -> (rank: Int, valence: Double, corrected: Bool) {
        let items = try await browser.get(query).list("items").compactMap { $0["item"] as? [String: Any] }
        let rank = try #require(items.firstIndex { $0["id"] as? String == "a/b c" })
        return (
          rank, try #require(items[rank]["valence"] as? Double),
          try #require(items[rank]["corrected"] as? Bool)
        )
      }
      let before = try await place(ada)
      let othersBefore = try await place(bob)
      #expect(before.valence == -0.5)
      #expect(before.rank > 0)
      let path = "/api/v1/catalogue/a%2Fb%20c/place"
      let answer = try await ada.put(path, #"{"valence":0.81,"arousal":0.51}"#)
      #expect(answer.status == 200)
      #expect(answer["corrected"] as? Bool == true)
      #expect(answer["place", "arousal"] as? Double == 0.51)
      let after = try await place(ada)
      #expect(after.rank < before.rank)
      #expect(after.valence == 0.81)
      #expect(after.corrected)
      let others = try await place(bob)
      #expect(others.rank == othersBefore.rank)
      #expect(!others.corrected)
      #expect(try await ids(ada, "?region=happy") == ["a/b c"])
      #expect(try await ids(bob, "?region=happy") == [])
      #expect(try await ada.put(path, #"{"valence":1.5,"arousal":0}"#).status == 400)
      #expect(try await ada.put("/api/v1/catalogue/none/place", #"{"valence":0,"arousal":0}"#).status == 404)
      let back = try await ada.delete(path)
      #expect(back["valence"] as? Double == -0.5)
      #expect(back["corrected"] as? Bool == false)
      #expect(try await place(ada).rank == before.rank)
    }
  }

  @Test func `items are found by words, kind, region and length, page by page`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let root = browser.with(try await server.session("root", .administrator))
      _ = try await root.post("/api/v1/catalogue", mine)
      #expect(try await ids(ada, "?search=CHOPIN") == ["nocturne"])
      #expect(try await ids(ada, "?kind=music&region=calm") == ["nocturne", "mine"])
      #expect(try await ids(ada, "?region=excited") == ["valkyries", "general"])
      #expect(try await ids(ada, "?at_most_minutes=9") == ["mine"])
      var pages: [[String]] = []
      var query = "?limit=3"
      while true {
        let answer = try await ada.get("/api/v1/catalogue" + query)
        #expect(answer["total"] as? Int == 7)
        pages.append(answer.list("items").compactMap { $0["id"] as? String })
        guard let next = answer["next"] as? String else { break }
        query = "?limit=3&after=" + next.replacing("/", with: "%2F").replacing(" ", with: "%20")
      }
      #expect(
        pages == [["gymnopedie", "valkyries", "nocturne"], ["general", "walden", "a/b c"], ["mine"]])
      for wrong in ["region=bored", "at_most_minutes=0", "after=nobody", "limit=101"] {
        #expect(try await ada.get("/api/v1/catalogue?" + wrong).status == 400)
      }
    }
  }

  private func importing(_ text: String, _ query: String, _ browser: Browser) async throws -> Answer {
    try await browser.send(
      .post, "/api/v1/catalogue/import?" + query, headers: ["Content-Type": "text/csv"],
      body: ByteBuffer(string: text))
  }

  @Test func `a file is imported with a report of its lines, all of it or nothing`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let table = """
        id,title,kind,tags,link
        one,One,music,calm,https://example.org/1
        two,Two,music,,javascript:alert(1)
        three,,film,,
        four,Four,film,sad,
        """
      let first = try await importing(table, "format=csv", root)
      #expect(first.status == 200, "\(first.text)")
      #expect(first["added"] as? Int == 2)
      #expect(first["estimated"] as? Int == 2)
      #expect(first.list("skipped").map { $0["line"] as? Int } == [3, 4])
      #expect((first.list("skipped").first?["reason"] as? String)?.contains("only http") == true)
      #expect(first["skipped_in_all"] as? Int == 2)
      #expect(try await ids(root, "?search=one") == ["one"])
      let again = try await importing(table.replacing("Four", with: "Fourth"), "name=songs.csv", root)
      #expect(again["added"] as? Int == 0)
      #expect(again["updated"] as? Int == 1)
      #expect(again["unchanged"] as? Int == 1)
      let strict = try await importing(
        table.replacing("one,One", with: "five,Five"), "format=csv&strict=true", root)
      #expect(strict.status == 422)
      #expect(strict.code == "unfit_import")
      #expect(strict.message?.contains("line 3") == true)
      #expect(try await ids(root, "?search=five") == [])
      for (text, query, status) in [
        (table, "format=subsonic", 400), (table, "strict=maybe", 400), ("hello", "", 422),
        ("", "format=csv", 422),
        ("titel\nx", "format=csv", 422),
      ] {
        #expect(try await importing(text, query, root).status == status, "\(query)")
      }
      let ada = browser.with(try await server.session("ada"))
      #expect(try await importing(table, "format=csv", ada).status == 403)
    }
  }

  @Test func `each format that comes as one file is taken, and plays are noted where they are asked for`()
    async throws
  {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let files = [
        ("m3u", "#EXTM3U\n#EXTINF:180,Erik Satie - Trois morceaux\nsatie.mp3\n"),
        ("jsonl", #"{"title":"Line","kind":"book"}"# + "\n"), ("catalogue", "[\(mine)]"),
        ("movielens", "movieId,title,genres\n1,Toy Story (1995),Comedy\n"),
        ("lastfm", "Erik Satie,Furniture,Tapisserie,22 Nov 2026 10:00\n"),
        (
          "feed",
          "<rss version=\"2.0\"><channel><title>Pod</title><item><title>One</title><guid>1</guid></item></channel></rss>"
        ),
      ]
      for (format, text) in files {
        let answer = try await importing(text, "format=\(format)&kind=music", root)
        #expect(answer.status == 200, "\(format): \(answer.text)")
        #expect(answer["added"] as? Int == 1, "\(format): \(answer.text)")
        #expect(answer["format"] as? String == format)
        #expect(answer["interactions"] as? Int == 0)
      }
      #expect(try await root.get("/api/v1/feedback").list("interactions").isEmpty)
      let lastfm = try #require(files.first { $0.0 == "lastfm" })
      let noted = try await importing(lastfm.1, "format=lastfm&feedback=true", root)
      #expect(noted["unchanged"] as? Int == 1)
      #expect(noted["interactions"] as? Int ?? 0 > 0)
      #expect(!(try await root.get("/api/v1/feedback").list("interactions").isEmpty))
    }
  }
}
