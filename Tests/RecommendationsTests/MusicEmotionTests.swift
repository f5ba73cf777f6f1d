import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct MusicEmotionTests {
  /// A piece as an import sees it, and where people would put it: labelled by us, before the estimator was run on it.
  struct Labelled: Sendable {
    let tags: [String]
    var audio = AudioFeatures()
    let pleasant: Bool
    let lively: Bool
  }

  static let labelled: [Labelled] = [
    Labelled(tags: ["disco", "party"], pleasant: true, lively: true),
    Labelled(tags: ["Samba"], audio: AudioFeatures(tempo: 140, isMajor: true), pleasant: true, lively: true),
    Labelled(tags: ["funk", "groovy", "soul"], pleasant: true, lively: true),
    Labelled(tags: ["pop", "summer", "feel-good"], pleasant: true, lively: true),
    Labelled(tags: ["EDM", "euphoric"], pleasant: true, lively: true),
    Labelled(tags: ["rock and roll"], audio: AudioFeatures(energy: 0.85), pleasant: true, lively: true),
    Labelled(tags: ["ska", "energetic"], pleasant: true, lively: true),
    Labelled(tags: ["gospel", "joyful"], pleasant: true, lively: true),
    Labelled(tags: ["classical", "triumphant", "majestic"], pleasant: true, lively: true),
    Labelled(tags: ["house"], audio: AudioFeatures(tempo: 124, energy: 0.8), pleasant: true, lively: true),
    Labelled(tags: ["afrobeat"], pleasant: true, lively: true),
    Labelled(tags: ["swing", "playful"], pleasant: true, lively: true),
    Labelled(
      tags: [], audio: AudioFeatures(tempo: 150, energy: 0.9, isMajor: true), pleasant: true, lively: true),
    Labelled(tags: ["metal", "aggressive"], pleasant: false, lively: true),
    Labelled(
      tags: ["death metal"], audio: AudioFeatures(tempo: 190, energy: 0.98), pleasant: false, lively: true),
    Labelled(tags: ["industrial", "dark"], pleasant: false, lively: true),
    Labelled(tags: ["orchestra", "tense", "soundtrack"], pleasant: false, lively: true),
    Labelled(tags: ["hardcore", "angry"], pleasant: false, lively: true),
    Labelled(tags: ["grunge", "raw"], audio: AudioFeatures(isMajor: false), pleasant: false, lively: true),
    Labelled(tags: ["classical", "stormy", "threatening"], pleasant: false, lively: true),
    Labelled(tags: ["horror", "scary", "suspense"], pleasant: false, lively: true),
    Labelled(
      tags: [], audio: AudioFeatures(tempo: 160, energy: 0.95, isMajor: false, loudness: -4), pleasant: false,
      lively: true),
    Labelled(tags: ["black metal"], pleasant: false, lively: true),
    Labelled(tags: ["folk", "sad"], pleasant: false, lively: false),
    Labelled(tags: ["melancholic", "piano"], pleasant: false, lively: false),
    Labelled(tags: ["ballad", "heartbreak", "slow"], pleasant: false, lively: false),
    Labelled(tags: ["requiem", "mournful", "choral"], pleasant: false, lively: false),
    Labelled(tags: ["singer-songwriter", "lonely"], pleasant: false, lively: false),
    Labelled(tags: ["blues", "gloomy"], pleasant: false, lively: false),
    Labelled(
      tags: [], audio: AudioFeatures(tempo: 62, energy: 0.15, isMajor: false), pleasant: false, lively: false),
    Labelled(tags: ["indie", "bleak", "sombre"], pleasant: false, lively: false),
    Labelled(tags: ["depressing"], pleasant: false, lively: false),
    Labelled(tags: ["strings", "wistful", "longing"], pleasant: false, lively: false),
    Labelled(tags: ["ambient", "sleep"], pleasant: true, lively: false),
    Labelled(tags: ["lullaby"], pleasant: true, lively: false),
    Labelled(tags: ["bossa nova", "chill"], pleasant: true, lively: false),
    Labelled(tags: ["new age", "meditation", "nature"], pleasant: true, lively: false),
    Labelled(tags: ["lo-fi", "mellow"], pleasant: true, lively: false),
    Labelled(tags: ["acoustic", "tender", "guitar"], pleasant: true, lively: false),
    Labelled(tags: ["nocturne", "piano", "serene"], pleasant: true, lively: false),
    Labelled(tags: ["jazz", "smooth", "relaxing"], pleasant: true, lively: false),
    Labelled(
      tags: [], audio: AudioFeatures(tempo: 66, energy: 0.15, isMajor: true), pleasant: true, lively: false),
    Labelled(tags: ["folk", "warm", "gentle"], pleasant: true, lively: false),
  ]

  @Test func `nine of ten labelled pieces come into the right quarter of the plane`() throws {
    let right = try Self.labelled.count { piece in
      let place = try #require(AffectEstimator.estimate(tags: piece.tags, audio: piece.audio)).place
      return (place.valence > 0) == piece.pleasant && (place.arousal > 0) == piece.lively
    }
    #expect(Double(right) / Double(Self.labelled.count) >= 0.9)
  }

  @Test func `the music of the starter catalogue is put near where people put it`() throws {
    let music = try Catalogue.starter().items.filter { $0.kind == .music }
    let pairs = music.compactMap { item in
      AffectEstimator.estimate(tags: item.tags).map { (item.place, $0.place) }
    }
    #expect(Double(pairs.count) / Double(music.count) > 0.95)
    func correlation(_ axis: (Affect) -> Double) -> Double {
      let (x, y) = (pairs.map { axis($0.0) }, pairs.map { axis($0.1) })
      let count = Double(pairs.count)
      let (mx, my) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
      let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
      let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
      let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
      return xy / (xx * yy).squareRoot()
    }
    print("starter music, estimated from tags: r = \(correlation(\.valence)), \(correlation(\.arousal))")
    #expect(correlation(\.valence) > 0.6)
    #expect(correlation(\.arousal) > 0.6)
  }

  @Test(arguments: MoodRegion.allCases)
  func `the middle of a region belongs to it, and shares are shares`(region: MoodRegion) {
    let memberships = AffectEstimator.memberships(at: region.place)
    #expect(memberships[0].region == region && memberships[0].share > 0.9)
    let between = AffectEstimator.memberships(at: Affect(valence: 0.3, arousal: -0.2))
    #expect(abs(between.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    #expect(between[0].share < 0.7)
  }

  @Test func `confidence grows with evidence and falls with contradiction`() throws {
    let little = try #require(AffectEstimator.estimate(tags: ["folk"]))
    let much = try #require(AffectEstimator.estimate(tags: ["folk", "calm", "gentle", "peaceful"]))
    let torn = try #require(AffectEstimator.estimate(tags: ["happy", "sad", "calm", "furious"]))
    #expect(little.confidence < much.confidence)
    #expect(torn.confidence < much.confidence)
    #expect(much.region == .calm)
    #expect(AffectEstimator.estimate(tags: ["my favourites", "2019"]) == nil)
    #expect(AffectEstimator.estimate(tags: [], audio: AudioFeatures(tempo: .nan)) == nil)
  }

  @Test func `an estimated item says so until a person corrects it`() throws {
    let guessed = Item(
      estimating: "x", title: "X", creator: "Y", kind: .music, minutes: 3, tags: ["calm", "piano"])
    #expect(guessed.estimate.map { $0 > 0.3 } == true)
    #expect(guessed.why == "Estimated from calm, piano.")
    let json = try JSONEncoder().encode([guessed])
    #expect(try Catalogue.parse(json: json) == [guessed])
    #expect(try JSONDecoder().decode([Item].self, from: json) == [guessed])
    let corrected = guessed.corrected(to: Affect(valence: 0.1, arousal: 0.2))
    #expect(corrected.estimate == nil && corrected.place.arousal == 0.2)
    let unknown = Item(estimating: "z", title: "Z", creator: "Y", kind: .music, minutes: 3, tags: [])
    #expect(unknown.estimate == 0 && unknown.place == .origin)
    let list = Ranker(catalogue: [guessed]).recommend(at: try moment(.sad, at: "2026-11-24T15:10"), limit: 1)
    #expect(list[0].item == guessed)
  }
}
