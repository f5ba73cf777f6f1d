import Emotions
import Images
import Testing
import Training

@Suite struct MixupTests {
  /// Pictures of one shade each, 4 pixels, with the shade's number as the label.
  private func batch(_ images: Int) -> (pixels: [Float], targets: [Float]) {
    let pixels = (0..<images).flatMap { [Float](repeating: Float($0), count: 4) }
    let targets = (0..<images).flatMap { Emotion.allCases[$0 % 7].oneHot }
    return (pixels, targets)
  }

  @Test func `a picture and its target are mixed with the same partner in the same shares`() {
    var (pixels, targets) = batch(7)
    var generator = SeededGenerator(seed: 3)
    Mixup(alpha: 0.8).mix(&pixels, &targets, images: 7, using: &generator)
    for image in 0..<7 {
      let target = targets[image * 7..<(image + 1) * 7]
      // The shade is the label's number, so the mean of the labels' numbers under the target is the mixed shade.
      let expected = zip(target, 0...).reduce(Float(0)) { $0 + $1.0 * Float($1.1) }
      for pixel in pixels[image * 4..<(image + 1) * 4] { #expect(abs(pixel - expected) < 1e-5) }
      #expect(abs(target.reduce(0, +) - 1) < 1e-6)
      #expect(target[target.startIndex + image] >= 0.5, "the larger share is the picture's own")
    }
    #expect(pixels != batch(7).pixels)
  }

  @Test func `shares follow Beta of alpha and alpha`() {
    var generator = SeededGenerator(seed: 5)
    var own: [Double] = []
    for _ in 0..<2_000 {
      var (pixels, targets) = batch(7)
      Mixup(alpha: 0.5).mix(&pixels, &targets, images: 7, using: &generator)
      for image in 0..<7 where targets[image * 7 + image] < 1 {
        own.append(Double(targets[image * 7 + image]))
      }
    }
    // Of max(λ, 1 − λ) with λ ~ Beta(½, ½), the arcsine law: the mean is ½ + 1/π, half lie above cos²(π/8).
    let mean = own.reduce(0, +) / Double(own.count)
    #expect(abs(mean - (0.5 + 1 / Double.pi)) < 0.01)
    let above = Double(own.count { $0 > 0.853553 }) / Double(own.count)
    #expect(abs(above - 0.5) < 0.02)
  }
}

@Suite struct BalancedSamplingTests {
  private func rows(_ counts: [Int]) -> [FaceRow] {
    var rows: [FaceRow] = []
    for (emotion, count) in zip(Emotion.allCases, counts) {
      for _ in 0..<count {
        rows.append(
          FaceRow(
            image: GrayImage(width: 1, height: 1, pixels: [0]), label: emotion, target: emotion.oneHot,
            split: "Training", number: rows.count, name: "row \(rows.count)"))
      }
    }
    return rows
  }

  @Test func `without balance each row is drawn once`() {
    #expect(BalancedSampling(rows([4, 1]), power: 0).draw(at: 0.7) == [0, 1, 2, 3, 4])
  }

  @Test func `at full balance every class is drawn equally often`() {
    let rows = rows([600, 60, 20, 10, 5, 4, 1])
    let drawn = BalancedSampling(rows, power: 1).draw(at: 0.5)
    #expect(drawn.count == 700)
    for emotion in Emotion.allCases {
      #expect(abs(drawn.count { rows[$0].label == emotion } - 100) <= 1)
    }
  }

  @Test func `at half balance rows weigh the root`() {
    let rows = rows([900, 100])
    let drawn = BalancedSampling(rows, power: 0.5).draw(at: 0)
    // 900 / √900 : 100 / √100 = 30 : 10.
    #expect(drawn.count == 1000)
    #expect(abs(drawn.count { $0 < 900 } - 750) <= 1)
    #expect(drawn == drawn.sorted())
    #expect(Set(drawn.filter { $0 >= 900 }).count == 100, "each rare row comes at least twice")
  }

  @Test func `another offset draws other rows of a common class`() {
    let sampling = BalancedSampling(rows([900, 100]), power: 0.5)
    #expect(sampling.draw(at: 0.1) != sampling.draw(at: 0.9))
  }
}
