import Emotions
import Testing

struct MoodFusionTests {
  private func voice(_ source: MoodSource, _ emotion: Emotion, _ confidence: Double) -> MoodVoice {
    MoodVoice(source, EmotionDistribution(emotion, confidence: confidence))
  }

  @Test func `nothing said is no mood, one source is its own distribution`() throws {
    #expect(FusedMood([]) == nil)
    let alone = try #require(FusedMood([voice(.words, .sad, 0.7)]))
    #expect(alone.parts.map(\.source) == [.words] && alone.parts.map(\.share) == [1])
    #expect(alone.leading.label == .sad && alone.leading.confidence == 0.7)
    #expect(abs(alone.distribution[.sad] - 0.7) < 1e-12)
    #expect(alone.disagreement == nil)
  }

  @Test func `the surer source has the larger share, by how much doubt it takes away`() throws {
    let fused = try #require(FusedMood([voice(.words, .sad, 0.9), voice(.face, .neutral, 0.6)]))
    // ln(6/7 ÷ 0.4) = 0.76214 and ln(6/7 ÷ 0.1) = 2.14843.
    let share = 2.148434 / (2.148434 + 0.762140)
    #expect(fused.parts.map(\.source) == [.face, .words])
    #expect(abs(fused.parts[1].share - share) < 1e-5)
    #expect(abs(fused.distribution[.sad] - (share * 0.9 + (1 - share) * 0.4 / 6)) < 1e-5)
    #expect(fused.leading.source == .words)
    #expect(fused.disagreement == "Your face looks neutral, your words sound sad: I went by your words.")
  }

  @Test func `where two contradict each other the mood is the leading one's, as sure as both are of it`()
    throws
  {
    let words = try EmotionDistribution([0, 0, 0.1, 0, 0, 0.9, 0])
    let fused = try #require(FusedMood([voice(.face, .happy, 0.8), MoodVoice(.words, words)]))
    let share = fused.parts[1].share
    let sad = share * 0.9 + (1 - share) * 0.2 / 6
    #expect(fused.leading.source == .words && !fused.contradicting.isEmpty)
    #expect(abs(fused.distribution[.sad] - sad) < 1e-12)
    // Nothing of the happy face is left in it, but doubt.
    let kept: Double = (sad - 1.0 / 7) / (0.9 - 1.0 / 7)
    #expect(abs(fused.distribution[.happy] - (1 - kept) / 7) < 1e-12)
    #expect(abs(fused.distribution[.fear] - (0.1 * kept + (1 - kept) / 7)) < 1e-12)
    #expect(fused.distribution.affect.valence < -0.2)
  }

  @Test func `sources that agree are no surer than the surer of them`() throws {
    let fused = try #require(FusedMood([voice(.face, .happy, 0.8), voice(.words, .happy, 0.6)]))
    #expect(fused.distribution[.happy] < 0.8)
    #expect(fused.distribution[.happy] > 0.6)
    #expect(fused.disagreement == nil)
  }

  @Test func `a source that is unsure neither contradicts nor counts much`() throws {
    let fused = try #require(FusedMood([voice(.face, .angry, 0.3), .hand(.happy)]))
    #expect(fused.disagreement == nil)
    #expect(fused.distribution.top == .happy)
    #expect(fused.parts[0].share < 0.1)
    let nobody = try #require(FusedMood([voice(.face, .sad, 1 / 7), voice(.words, .happy, 1 / 7)]))
    #expect(nobody.parts.map(\.share) == [0.5, 0.5])
    #expect(nobody.disagreement == nil)
  }

  @Test func `a choice by hand leads, and three may disagree`() throws {
    let fused = try #require(
      FusedMood([.hand(.surprise), voice(.words, .fear, 0.7), voice(.face, .disgust, 0.8)]))
    #expect(
      fused.disagreement
        == "Your face looks disgusted, your words sound afraid, you chose surprise: I went by your choice.")
  }

  @Test func `words fade, faces do not, and a clock that jumps back ages nothing`() {
    let words = voice(.words, .sad, 1)
    let half = words.faded(by: MoodVoice.halfLifeOfWords).distribution
    #expect(abs(half[.sad] - (0.5 + 0.5 / 7)) < 1e-12)
    #expect(abs(words.faded(by: .seconds(86_400 * 365)).distribution[.sad] - 1.0 / 7) < 1e-9)
    #expect(words.faded(by: .seconds(-5)) == words)
    let face = voice(.face, .sad, 0.9)
    #expect(face.faded(by: .seconds(3600)) == face)
  }
}
