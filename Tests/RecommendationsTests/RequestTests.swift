import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct RequestTests {
  let now = Date(timeIntervalSince1970: 1_795_386_600)

  @Test func `everything may be missing`() throws {
    let request = try RecommendationRequest(emotion: "", at: " ", now: now, localZone: utc)
    #expect(request.moment.date == now)
    #expect(request.moment.timeZone == utc)
    #expect(request.moment.sureness == 0)
    #expect(request.limit == 10)
    #expect(request.kinds == nil)
  }

  @Test func `everything may be given`() throws {
    let request = try RecommendationRequest(
      emotion: "Sad", confidence: "0.8", at: "2026-11-22T23:30", timeZone: "Europe/Berlin",
      kinds: "music, film",
      limit: "12", now: .distantPast, localZone: utc)
    #expect(request.moment.date == now)
    #expect(request.moment.timeZone.identifier == "Europe/Berlin")
    #expect(request.moment.distribution == EmotionDistribution(.sad, confidence: 0.8))
    #expect(request.limit == 12)
    #expect(request.kinds == [.music, .film])
  }

  @Test func `words and a choice by hand are joined with the face, and words fade`() throws {
    let sad = "0.01,0.01,0.02,0.01,0.03,0.9,0.02"
    let alone = try RecommendationRequest(words: sad, now: now, localZone: utc)
    #expect(abs(alone.moment.distribution[.sad] - 0.9) < 1e-12)
    #expect(alone.moment.source == .words)
    let both = try RecommendationRequest(
      emotion: "neutral", confidence: "0.6", words: sad, now: now, localZone: utc)
    #expect(both.moment.fused?.parts.map(\.source) == [.face, .words])
    #expect(both.moment.fused?.disagreement?.hasSuffix("I went by your words.") == true)
    // Half an hour before now.
    let old = try RecommendationRequest(words: sad, wordsAt: "2026-11-22T22:00Z", now: now, localZone: utc)
    let faded: Double = 0.9 / 2 + 0.5 / 7
    #expect(abs(old.moment.distribution[.sad] - faded) < 1e-9)
    let hand = try RecommendationRequest(words: sad, hand: "Happy", now: now, localZone: utc)
    #expect(hand.moment.source == .hand && hand.moment.distribution.top == .happy)
    let ranker = Ranker(catalogue: [item("a")])
    let chosen = try RecommendationRequest(hand: "fear", now: now, localZone: utc)
    #expect(ranker.summary(of: chosen.moment).hasSuffix(" You chose fear."))
    #expect(RecommendationList(chosen, from: ranker).items[0].text(.mood)?.hasSuffix(": fear") == true)
    #expect(try RecommendationRequest(emotion: "sad", now: now, localZone: utc).moment.fused == nil)
    #expect(throws: RequestError.words("1,2")) {
      try RecommendationRequest(words: "1,2", now: now, localZone: utc)
    }
    #expect(throws: RequestError.emotion("cheerful")) {
      try RecommendationRequest(hand: "cheerful", now: now, localZone: utc)
    }
    #expect(throws: RequestError.wordsAtWithoutWords) {
      try RecommendationRequest(wordsAt: "2026-11-22T23:30", now: now, localZone: utc)
    }
  }

  @Test func `probabilities may stand for an emotion`() throws {
    let request = try RecommendationRequest(
      probabilities: "0, 0,0,2,1,0,1", now: now, localZone: utc)
    #expect(request.moment.distribution.probabilities == [0, 0, 0, 0.5, 0.25, 0, 0.25])
  }

  @Test func `a confidence no better than a guess says nothing, and none says everything`() throws {
    for confidence in ["0", "0.1", "0.14"] {
      let request = try RecommendationRequest(
        emotion: "sad", confidence: confidence, now: now, localZone: utc)
      #expect(request.moment.distribution == .uniform)
    }
    let sure = try RecommendationRequest(emotion: "sad", now: now, localZone: utc)
    #expect(sure.moment.distribution == EmotionDistribution(.sad))
  }

  struct Wrong: Sendable {
    var emotion, confidence, probabilities, at, timeZone, kinds, limit: String?
    var error: RequestError
  }

  @Test(arguments: [
    Wrong(emotion: "sadly", error: .emotion("sadly")),
    Wrong(emotion: "sad", confidence: "80%", error: .confidence("80%")),
    Wrong(emotion: "sad", confidence: "nan", error: .confidence("nan")),
    Wrong(emotion: "sad", confidence: "1.1", error: .confidence("1.1")),
    Wrong(confidence: "0.8", error: .confidenceWithoutEmotion),
    Wrong(probabilities: "1,2,3", error: .probabilities("1,2,3")),
    Wrong(probabilities: "0,0,0,0,0,0,0", error: .probabilities("0,0,0,0,0,0,0")),
    Wrong(probabilities: "1,0,0,0,0,0,,0", error: .probabilities("1,0,0,0,0,0,,0")),
    Wrong(emotion: "sad", probabilities: "1,0,0,0,0,0,0", error: .emotionAndProbabilities),
    Wrong(at: "tomorrow", error: .time("tomorrow")), Wrong(timeZone: "Berlin", error: .timeZone("Berlin")),
    Wrong(kinds: "music,games", error: .kind("games")), Wrong(limit: "0", error: .limit("0", 1...100)),
    Wrong(limit: "101", error: .limit("101", 1...100)), Wrong(limit: "ten", error: .limit("ten", 1...100)),
  ])
  func `what is wrong is named`(wrong: Wrong) {
    #expect(throws: wrong.error) {
      try RecommendationRequest(
        emotion: wrong.emotion, confidence: wrong.confidence, probabilities: wrong.probabilities,
        at: wrong.at,
        timeZone: wrong.timeZone, kinds: wrong.kinds, limit: wrong.limit, now: now, localZone: utc)
    }
    #expect(!wrong.error.description.isEmpty)
  }

  @Test func `a list is written as JSON and as text`() throws {
    let ranker = Ranker(catalogue: [item("a", creator: "Ada", minutes: 65, arousal: -0.3, energy: 0.2)])
    let request = try RecommendationRequest(
      emotion: "sad", confidence: "0.8", at: "2026-11-22T23:30", now: now, localZone: utc)
    let list = RecommendationList(request, from: ranker)
    #expect(list.at == "2026-11-22T23:30:00Z")
    #expect(
      list.summary
        == "It is 23:30 on a Sunday, so the list is a little calmer than at other hours. You look sad, 80 %.")
    let json = try JSONEncoder().encode(list)
    #expect(try JSONDecoder().decode(RecommendationList.self, from: json) == list)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    let first = try #require((object["items"] as? [[String: Any]])?.first)
    #expect(Set(first.keys) == ["item", "score", "reasons", "propensity"])
    let reason = try #require((first["reasons"] as? [[String: Any]])?.first)
    #expect(Set(reason.keys) == ["term", "contribution", "text", "why"])
    #expect(list.tendency.why.map(\.code) == ["hour.counts", "mood.seen"])
    #expect(list.tendency.why[0].values["tendency"] == .text("calmer"))
    #expect(list.tendency.why[0].values["time"] == .text("23:30"))
    #expect(list.tendency.why[1].values == ["emotion": .text("sad"), "confidence": .number(0.8)])
    #expect(list.text().contains("\n1. The a (Ada), music, 1 hour 5 minutes\n   It is made up.\n"))
    #expect(list.text().hasSuffix("\n   https://open.spotify.com/search/The%20a%20Ada"))
    // The summary has said it of the whole list.
    #expect(!list.text().contains("suits 23:30"))
    #expect(list.text(explaining: true).contains("clock: suits 23:30 on a Sunday"))
    #expect(list.text(explaining: true).contains("  in all"))
    let none = RecommendationList(request, from: Ranker(catalogue: []))
    #expect(none.text().hasSuffix("Nothing in the catalogue fits."))
  }
}
