import Emotions
import Recommendations
import Testing

@Suite struct HeardTrackTests {
  private func track(
    _ path: String = "/music/The Kitchen - Song of the Sink.mp3", title: String? = nil, artist: String? = nil,
    confidence: Double = 0.3
  ) -> HeardTrack {
    HeardTrack(
      path: path, title: title, artist: artist, seconds: 150, place: Affect(valence: 0.4, arousal: -0.2),
      confidence: confidence, tempo: 71.6, key: "A minor", loudness: -17.8)
  }

  private func item(
    link: String? = nil, tags: [String] = [], estimate: Double?, kind: ItemKind = .music
  ) -> Item {
    Item(
      id: "mine", title: "Song", creator: "The Kitchen", year: 2020, kind: kind, minutes: 3, link: link,
      place: Affect(valence: -0.5, arousal: 0.5), energy: 0.7, tags: tags, why: "Said so.", estimate: estimate
    )
  }

  @Test func `tags name a file, else its name does`() {
    #expect(track().title == "Song of the Sink")
    #expect(track().creator == "The Kitchen")
    let tagged = track("/music/07.mp3", title: "Drip", artist: "Tap\u{1B}[31m")
    #expect(tagged.title == "Drip" && tagged.creator == "Tap [31m")
    let plain = track("03 Kind of Blue.flac")
    #expect(plain.title == "Kind of Blue" && plain.creator == Item.unknownCreator)
    #expect(track("/music/\u{7}.mp3").title == "Untitled")
  }

  @Test func `a file is an item by its link, or by title and maker`() {
    let track = track()
    let link = "https://nas.example.org/music/The%20Kitchen%20-%20Song%20of%20the%20Sink.mp3?token=1"
    #expect(track.isHeard(in: item(link: link, estimate: nil)))
    #expect(!track.isHeard(in: item(link: link, estimate: nil, kind: .podcast)))
    #expect(!track.isHeard(in: item(link: "https://example.org/other.mp3", estimate: nil)))
    #expect(track.isHeard(in: track.item))
  }

  @Test func `a new item is an estimate and says from what`() {
    let item = track().item
    #expect(item.estimate == 0.3)
    #expect(item.place == Affect(valence: 0.4, arousal: -0.2))
    #expect(item.energy == 0.4)
    #expect(item.minutes == 3)
    #expect(item.why == "Estimated from its sound, 72 beats a minute, A minor, -18 dB.")
  }

  @Test func `what a person said stays`() {
    #expect(track().noted(in: item(estimate: nil)) == nil)
  }

  @Test func `an estimate is made better, and only better`() throws {
    let first = try #require(track().noted(in: item(estimate: 0)))
    #expect(first.place == Affect(valence: 0.4, arousal: -0.2))
    #expect(first.estimate == 0.3)
    #expect(first.year == 2020 && first.title == "Song")
    #expect(track().noted(in: first) == first)
    #expect(track().noted(in: item(estimate: 0.6)) == nil)
  }

  @Test func `tags speak as well, as much as they are sure`() throws {
    let known = try #require(AffectEstimator.estimate(tags: ["sad"]))
    let noted = try #require(track().noted(in: item(tags: ["sad"], estimate: known.confidence)))
    #expect(noted.place.valence < 0.4 && noted.place.valence > known.place.valence)
    #expect(noted.estimate == max(known.confidence, 0.3))
    #expect(noted.why.hasSuffix(" and “sad”.") || noted.why.contains("and "))
    #expect(track().noted(in: noted) == noted)
  }
}
