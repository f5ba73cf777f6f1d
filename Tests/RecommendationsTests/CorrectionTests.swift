import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct CorrectionTests {
  private let items = ["a", "b", "c"].map { id in
    Item(
      id: id, title: id, creator: id, kind: .music, minutes: 4, place: Affect(valence: -0.6, arousal: -0.2),
      energy: 0.5, tags: [], why: "For a test.", estimate: 0.4)
  }

  @Test func `a corrected item is ranked where the viewer says it stands, and is no estimate any more`()
    throws
  {
    let ranker = Ranker(catalogue: items)
    let corrected = ranker.with(corrections: ["c": Affect(valence: 0.8, arousal: 0.5), "nobody's": .origin])
    let moment = Moment(
      date: Date(timeIntervalSince1970: 1_795_348_800), timeZone: .gmt,
      distribution: EmotionDistribution(.happy))
    let list = corrected.recommend(at: moment, limit: 3)
    #expect(list.first?.item.id == "c")
    #expect(list.first?.item.place == Affect(valence: 0.8, arousal: 0.5))
    #expect(list.map(\.item.estimate) == [nil, 0.4, 0.4])
    // The one it was made from stays as it was.
    #expect(ranker.recommend(at: moment, limit: 3).map(\.item) == items)
    #expect(ranker.with(corrections: [:]).recommend(at: moment, limit: 3).map(\.item) == items)
  }

  @Test func `the nearest region is that of the largest membership`() {
    for valence in stride(from: -1, through: 1, by: 0.25) {
      for arousal in stride(from: -1, through: 1, by: 0.25) {
        let place = Affect(valence: valence, arousal: arousal)
        let largest = AffectEstimator.memberships(at: place).map(\.share).max()
        let nearest = AffectEstimator.memberships(at: place).first {
          $0.region == MoodRegion.nearest(to: place)
        }
        #expect(nearest?.share == largest)
      }
    }
  }

  @Test func `one item in JSON is checked as a catalogue's are`() throws {
    let item = try #require(items.first)
    let json = try JSONEncoder().encode(item)
    #expect(try Item.parse(json: json) == item)
    let wrong: [(String, CatalogueError)] = [
      ("[]", .notAnItem(line: 1)), ("3", .notAnItem(line: 1)),
      (
        #"{"id":"x","valence":0}"#,
        .wrongFields(
          line: 1, id: "x", unknown: [],
          missing: ["title", "creator", "kind", "minutes", "arousal", "energy", "tags", "why"])
      ),
    ]
    for (text, error) in wrong {
      #expect(throws: error) { try Item.parse(json: Data(text.utf8)) }
    }
    let link = String(decoding: json, as: UTF8.self).replacing(
      #""id":"a""#, with: #""id":"a","link":"javascript:1""#)
    #expect(throws: CatalogueError.refusedLink(line: 1, id: "a", link: "javascript:1")) {
      try Item.parse(json: Data(link.utf8))
    }
    #expect(throws: CatalogueError.self) { try Item.parse(json: json + Data(",".utf8) + json) }
  }

  @Test func `an item without a place gets an estimate from its tags`() throws {
    let item = try Item.parse(
      json: Data(
        "{\"title\": \"Rain\",\n \"kind\": \"music\", \"id\": \"rain\", \"tags\": [\"calm\", \"ambient\"]}"
          .utf8))
    #expect(item.id == "rain")
    #expect(item.place.arousal < 0)
    #expect(try #require(item.estimate) > 0)
    #expect(item.why.hasPrefix("Estimated from"))
    #expect(throws: ImportError.self) { try Item.parse(json: Data(#"{"title": "Rain"}"#.utf8)) }
    #expect(throws: ImportError.self) {
      try Item.parse(json: Data(#"{"title":"R","kind":"music","link":"javascript:1"}"#.utf8))
    }
  }
}
