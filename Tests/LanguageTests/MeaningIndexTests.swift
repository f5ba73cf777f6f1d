import Language
import Tensors
import Testing

@Suite struct MeaningIndexTests {
  private func vectors(_ count: Int, width: Int, seed: UInt64) -> [[Float16]] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let values = (0..<width).map { _ in generator.uniform() + generator.uniform() - 1 }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { Float16($0 / length) }
    }
  }

  private func index(_ vectors: [[Float16]], width: Int) -> MeaningIndex {
    var index = MeaningIndex(width: width)
    for vector in vectors { index.append(vector) }
    return index
  }

  /// Every product, in double precision.
  private func products(_ vectors: [[Float16]], _ query: [Float]) -> [Double] {
    vectors.map { zip($0, query).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
  }

  @Test(arguments: [64, 100, 384]) func `the nearest are those of all products`(width: Int) {
    let all = vectors(3000, width: width, seed: 1)
    let index = index(all, width: width)
    for query in vectors(5, width: width, seed: 2).map({ $0.map(Float.init) }) {
      let products = products(all, query)
      let expected = products.indices.sorted { products[$0] > products[$1] }
      let found = index.nearest(to: query, count: 20)
      #expect(found.map(\.row) == Array(expected.prefix(20)))
      #expect(found.allSatisfy { abs(Double($0.similarity) - products[$0.row]) < 1e-5 })
    }
  }

  @Test func `a vector is nearest to itself`() {
    let all = vectors(500, width: 384, seed: 3)
    let index = index(all, width: 384)
    for row in [0, 250, 499] {
      let found = index.nearest(to: all[row].map(Float.init), count: 1)
      #expect(found.first?.row == row)
    }
  }

  @Test func `only what is wanted and near enough is found`() {
    let all = vectors(2000, width: 64, seed: 4)
    let index = index(all, width: 64)
    let query = all[7].map(Float.init)
    let products = products(all, query)
    let even = products.indices.filter { $0.isMultiple(of: 2) }.sorted { products[$0] > products[$1] }
    #expect(index.nearest(to: query, count: 10) { $0.isMultiple(of: 2) }.map(\.row) == Array(even.prefix(10)))
    let near = index.nearest(to: query, count: 2000, atLeast: 0.2)
    #expect(near.count == products.count { $0 >= 0.2 })
    #expect(near.allSatisfy { $0.similarity >= 0.2 })
    #expect(index.nearest(to: query, count: 0).isEmpty)
    #expect(index.nearest(to: query, count: 5000).count == 2000)
  }

  @Test func `what rows are raised by counts as much as their cosines, and the order is exact`() {
    let all = vectors(3000, width: 64, seed: 7)
    let index = index(all, width: 64)
    var generator = SplitMix64(seed: 8)
    let raises: [Float] = all.map { _ in generator.uniform() < 0.2 ? 0.1 * generator.uniform() : 0 }
    for query in vectors(5, width: 64, seed: 9).map({ $0.map(Float.init) }) {
      let products = products(all, query)
      let sums = products.indices.map { products[$0] + Double(raises[$0]) }
      let expected = products.indices.filter { products[$0] >= 0.15 }.sorted { sums[$0] > sums[$1] }
      let found = index.nearest(to: query, count: 40, raisedBy: raises) { $1 >= 0.15 }
      #expect(found.map(\.row) == Array(expected.prefix(40)))
      #expect(found.allSatisfy { abs(Double($0.similarity) - products[$0.row]) < 1e-5 })
    }
  }

  @Test func `of vectors alike the one added first comes first`() {
    let one = vectors(1, width: 64, seed: 5)[0]
    let index = index([one, one, one], width: 64)
    #expect(index.nearest(to: one.map(Float.init), count: 2).map(\.row) == [0, 1])
    #expect(MeaningIndex(width: 64).nearest(to: one.map(Float.init), count: 2).isEmpty)
  }

  @Test func `a vector of zeros is near nothing and harms nobody`() {
    let zeros = [Float16](repeating: 0, count: 64)
    let index = index([zeros] + vectors(10, width: 64, seed: 6), width: 64)
    let found = index.nearest(to: [Float](repeating: 0.125, count: 64), count: 11)
    #expect(found.count == 11)
    #expect(found.first { $0.row == 0 }?.similarity == 0)
  }
}
