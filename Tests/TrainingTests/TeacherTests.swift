import Emotions
import Foundation
import Images
import Networks
import Tensors
import Testing
import Training

@Suite struct TeacherTests {
  private let network = MobileNetV2(widthMultiplier: 0.1, classes: 7)

  private func checkpoint(_ seed: UInt64, temperature: Double) -> EmotionCheckpoint {
    EmotionCheckpoint(
      network: network, weights: network.randomWeights(seed: seed), side: 32, temperature: temperature)
  }

  @Test(arguments: [false, true])
  func `the target moves towards the mean of what the teachers say`(mirrored: Bool) throws {
    let checkpoints = [checkpoint(1, temperature: 0.5), checkpoint(2, temperature: 2)]
    var generator = SeededGenerator(seed: 9)
    let faces = (0..<2).map { _ in
      GrayImage(
        width: 32, height: 32, pixels: (0..<32 * 32).map { _ in UInt8(generator.below(256)) })
    }
    let teacher = Teacher(checkpoints)
    try teacher.prepare(batch: 2, side: 32, threads: 1)
    let pixels = faces.flatMap { FaceRenderer(side: 32).render(PlacedFace($0)) }
    let targets = [Emotion.happy, .sad].flatMap(\.oneHot)
    let blended = try teacher.blend(targets, pixels: pixels, share: 0.25, mirrored: mirrored)

    let views = mirrored ? [faces, faces.map { $0.mirrored() }] : [faces]
    let said = try checkpoints.flatMap { checkpoint in
      try views.map { try EmotionClassifier(checkpoint).classify($0) }
    }
    for face in 0..<2 {
      for (place, emotion) in Emotion.allCases.enumerated() {
        let mean = said.map { $0[face][emotion] }.reduce(0, +) / Double(said.count)
        let expected = 0.75 * Double(targets[face * 7 + place]) + 0.25 * mean
        #expect(abs(Double(blended[face * 7 + place]) - expected) < 1e-4)
      }
    }
  }

  @Test func `another temperature or other weights are another teacher`() {
    let hashes = [
      Teacher([checkpoint(1, temperature: 1)]), Teacher([checkpoint(1, temperature: 2)]),
      Teacher([checkpoint(2, temperature: 1)]),
    ].map(\.hash)
    #expect(Set(hashes).count == 3)
    #expect(hashes[0] == Teacher([checkpoint(1, temperature: 1)]).hash)
  }
}
