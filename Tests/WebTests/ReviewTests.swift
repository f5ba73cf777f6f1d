import Foundation
import Language
import Testing
import Web

/// Reviews over HTTP, read by the encoder itself, and what they and the items' own texts do to a list.
@Suite struct ReviewTests {
  private let server: TestServer

  init() throws { server = try TestServer(meaning: EncoderFiles(folder: MeaningTests.weights)) }

  private let path = "/api/v1/catalogue/walden/review"

  @Test func `a review is its writer's alone, read at once, and counts for everybody`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let bob = browser.with(try await server.session("bob"))
      let none = try await ada.get(path)
      #expect(none.status == 200)
      #expect(none.text == #"{"review":null,"summary":null}"#)
      let text = #"{"text":"<script>alert(1)</script> I loved every page of it."}"#
      let written = try await ada.post(path, text)
      #expect(written.status == 201)
      #expect(written["review", "text"] as? String == "<script>alert(1)</script> I loved every page of it.")
      #expect(written.header("Content-Type") == "application/json; charset=utf-8")
      let sentiment = try #require(written["review", "sentiment"] as? Double)
      #expect(sentiment > 0.5)
      #expect(written["summary", "count"] as? Int == 1)
      let others = try await bob.get(path)
      #expect(others["review"] is NSNull)
      #expect(others["summary", "count"] as? Int == 1)
      #expect(!server.log.lines.contains { $0.contains("loved") })
      // The same text of another account is the same text.
      _ = try await bob.post(path, #"{"text":"SCRIPT alert 1 script: I loved every page of it!"}"#)
      _ = try await bob.post(path, #"{"text":"<script>alert(1)</script> i loved every PAGE of it!!!"}"#)
      #expect(try await ada.get(path)["summary", "count"] as? Int == 1)
      _ = try await bob.post(path, #"{"text":"I hated it, what a waste of time."}"#)
      let both = try await ada.get(path)
      #expect(both["summary", "count"] as? Int == 2)
      #expect(try #require(both["summary", "warmth"] as? Double) < sentiment / 11)
      #expect(try await bob.delete(path).status == 204)
      #expect(try await bob.delete(path).status == 204)
      #expect(try await ada.get(path)["summary", "count"] as? Int == 1)
    }
  }

  @Test func `what is no review is refused`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let long = String(repeating: "a ", count: 2_501)
      for text in ["", " ", "🙂!", long] {
        #expect(try await ada.post(path, #"{"text":"\#(text)"}"#).status == 400, "\(text.prefix(9))")
      }
      #expect(try await ada.post(path, "{}").status == 400)
      #expect(try await ada.post("/api/v1/catalogue/nothing/review", #"{"text":"Good."}"#).status == 404)
      #expect(try await ada.get(path)["review"] is NSNull)
      // In a language that was not learned it is kept, and says nothing.
      let german = try await ada.post(path, #"{"text":"Ein sehr schönes und ruhiges Buch über den Wald"}"#)
      #expect(german.status == 201)
      #expect(german["review", "sentiment"] is NSNull)
      #expect(german["summary"] is NSNull)
    }
  }

  @Test func `a list carries reviews and tones as terms of their own`() async throws {
    try await LiveMeaning(server.dependencies).update()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      _ = try await ada.post(path, #"{"text":"I loved every page of it."}"#)
      let answer = try await ada.get("/api/v1/recommendations?emotion=happy&limit=6")
      var terms: [String: [String: [String: Any]]] = [:]
      for entry in answer.list("items") {
        let id = try #require((entry["item"] as? [String: Any])?["id"] as? String)
        let reasons = entry["reasons"] as? [[String: Any]] ?? []
        for reason in reasons { terms[id, default: [:]][reason["term"] as? String ?? ""] = reason }
        let sum = reasons.reduce(0) { $0 + ($1["contribution"] as? Double ?? 0) }
        #expect(abs(sum - (entry["score"] as? Double ?? .nan)) < 1e-9)
      }
      #expect(terms.count == 6)
      let review = try #require(terms["walden"]?["reviews"])
      // One alone is too few to tell.
      #expect((review["why"] as? [String: Any])?["code"] as? String == "reviews.open")
      #expect(terms.filter { $0.value["reviews"] != nil }.count == 1)
      #expect(terms.values.allSatisfy { $0["tone"] != nil })
    }
  }

  @Test func `without the encoder a review waits until it can be read`() async throws {
    let blind = try TestServer()
    try await blind.run { browser in
      let ada = browser.with(try await blind.session("ada"))
      let written = try await ada.post(path, #"{"text":"I loved every page of it."}"#)
      #expect(written.status == 201)
      #expect(written["review", "sentiment"] is NSNull)
      let unread = try await blind.store.reviews.unread(by: "anybody", most: 9)
      #expect(unread.map(\.text) == ["I loved every page of it."])
    }
  }
}
