import Foundation
import Language
import Testing
import Web

/// What somebody writes, with the encoder and the adapters themselves.
@Suite struct WordsTests {
  private let server: TestServer

  init() throws { server = try TestServer(meaning: EncoderFiles(folder: MeaningTests.weights)) }

  @Test func `words are read, forgotten, and their numbers make a list`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let answer = try await ada.post("/api/v1/words", #"{"text":"I miss her so much, I cried all night."}"#)
      #expect(answer.status == 200)
      #expect(answer["emotion"] as? String == "sad")
      #expect(answer["unsure"] == nil)
      #expect(answer["kept"] == nil)
      #expect(try await ada.get("/api/v1/journal").list("entries").isEmpty)
      let seven = try ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"].map {
        String(try #require(answer["probabilities", $0] as? Double))
      }
      let list = try await ada.get(
        "/api/v1/recommendations?emotion=neutral&confidence=0.55&words=\(seven.joined(separator: ","))")
      #expect(list.status == 200)
      #expect(list["summary"].map { "\($0)" }?.contains("I went by your words") == true)
      #expect(!server.log.lines.contains { $0.contains("cried") })
    }
  }

  @Test func `a line is kept only if its writer says so, for its writer alone`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let bob = browser.with(try await server.session("bob"))
      let kept = try await ada.post("/api/v1/words", #"{"text":"What a lovely, happy day!","keep":true}"#)
      let id = try #require(kept["kept"] as? String)
      let entries = try await ada.get("/api/v1/journal").list("entries")
      #expect(entries.map { $0["text"] as? String } == ["What a lovely, happy day!"])
      #expect(entries.first?["label"] as? String == "happy")
      #expect(try await bob.get("/api/v1/journal").list("entries").isEmpty)
      #expect(try await bob.delete("/api/v1/journal/\(id)").status == 404)
      #expect(try await ada.delete("/api/v1/journal/\(id)").status == 204)
      #expect(try await ada.delete("/api/v1/journal/\(id)").status == 404)
      _ = try await ada.post("/api/v1/words", #"{"text":"Another good day.","keep":true}"#)
      #expect(try await ada.delete("/api/v1/journal").status == 204)
      #expect(try await ada.get("/api/v1/journal").list("entries").isEmpty)
    }
  }

  @Test func `an access token reads words, and keeps none`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let made = try await ada.post("/api/v1/tokens", #"{"name":"lamp","scopes":["mood"]}"#)
      let lamp = browser.with(bearer: try #require(made["token"] as? String))
      let words = #""text":"What a lovely, happy day!""#
      #expect(try await lamp.post("/api/v1/words", "{\(words)}").status == 200)
      let refused = try await lamp.post("/api/v1/words", #"{\#(words),"keep":true}"#)
      #expect(refused.status == 403)
      #expect(refused.code == "missing_scope")
      #expect(try await ada.get("/api/v1/journal").list("entries").isEmpty)
    }
  }

  @Test(arguments: [
    (#"{"text":""}"#, "no_words"), (#"{"text":"🙂🙂"}"#, "no_words"),
    (#"{"text":"Мне сегодня очень грустно"}"#, "other_script"),
    (#"{"text":"Ich bin heute sehr traurig und müde"}"#, "other_language"),
  ])
  func `what cannot be read says why`(body: String, doubt: String) async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let answer = try await ada.post("/api/v1/words", body)
      #expect(answer.status == 200)
      #expect(answer["unsure"] as? String == doubt)
      #expect(answer["emotion"] == nil)
      #expect(answer["named"] as? [String] == [])
    }
  }

  @Test func `too much, nothing to keep and a missing encoder are told`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let much = String(repeating: "a", count: 100_000)
      #expect(try await ada.post("/api/v1/words", #"{"text":"\#(much)"}"#).status == 413)
      #expect(try await ada.post("/api/v1/words", #"{"text":"...","keep":true}"#).status == 400)
      #expect(try await ada.post("/api/v1/words", #"{"words":"hello"}"#).status == 400)
    }
    let without = try TestServer()
    try await without.run { browser in
      let ada = browser.with(try await without.session("ada"))
      let answer = try await ada.post("/api/v1/words", #"{"text":"hello there"}"#)
      #expect(answer.status == 503)
    }
  }
}
