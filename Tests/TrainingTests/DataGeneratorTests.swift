import Testing
import Training

struct DataGeneratorTests {
  @Test func `the generator is SplitMix64`() {
    var generator = SeededGenerator(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.indices.map { _ in generator.next() } == expected)
  }

  @Test func `each picture of each epoch has its own sequence`() {
    var firsts: Set<UInt64> = []
    for seed in 0..<4 as Range<UInt64> {
      for epoch in 0..<10 {
        for index in 0..<100 {
          var generator = SeededGenerator(seed: seed, epoch: epoch, index: index)
          firsts.insert(generator.next())
        }
      }
    }
    #expect(firsts.count == 4_000)
  }

  @Test func `numbers lie in their range and fill it evenly`() {
    var generator = SeededGenerator(seed: 5)
    let numbers = (0..<10_000).map { _ in generator.uniform(-2...2) }
    #expect(numbers.allSatisfy { abs($0) <= 2 })
    #expect(abs(numbers.reduce(0, +) / 10_000) < 0.05)
    var counts = [Int](repeating: 0, count: 5)
    for _ in 0..<10_000 { counts[generator.below(5)] += 1 }
    #expect(counts.allSatisfy { (1_850...2_150).contains($0) })
  }

  @Test func `a permutation holds every number once and depends on the seed`() {
    var one = SeededGenerator(seed: 1)
    var two = SeededGenerator(seed: 2)
    let order = one.permutation(1_000)
    #expect(order.sorted() == Array(0..<1_000))
    #expect(order != two.permutation(1_000))
    one = SeededGenerator(seed: 1)
    #expect(order == one.permutation(1_000))
  }
}
