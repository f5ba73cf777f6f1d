import CKernels
import Foundation
import Tensors
import Testing

/// The loops between the products, beside the plain formulas in double precision.
@Suite struct KernelTests {
  private func numbers(_ count: Int, from low: Float, to high: Float) -> [Float] {
    var generator = SplitMix64(seed: UInt64(count))
    return (0..<count).map { _ in low + (high - low) * generator.uniform() }
  }

  @Test(arguments: [1, 7, 8, 1000, 1536]) func `GELU is x times the normal distribution below x`(count: Int) {
    var x = numbers(count, from: -12, to: 12)
    let expected = x.map { Double($0) * 0.5 * erfc(-Double($0) / 2.0.squareRoot()) }
    mien_gelu_rows(1, &x, count)
    #expect(zip(x, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 * max(1, abs($1)) })
  }

  @Test func `GELU of what is far out is x or nothing`() {
    var x: [Float] = [-1e30, -100, -0.0, 0, 100, 1e30]
    mien_gelu_rows(1, &x, x.count)
    #expect(x[0...3].allSatisfy { abs($0) < 1e-6 })
    #expect(x[4] == 100)
    #expect(x[5] == 1e30)
  }

  @Test(arguments: [1, 3, 8, 21, 256]) func `softmax makes of each row a distribution`(columns: Int) {
    let rows = 5
    var x = numbers(rows * columns, from: -30, to: 80)
    let given = x
    mien_softmax_rows(2, &x, rows, columns)
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let top = Double(given[range].max() ?? 0)
      let powers = given[range].map { exp(Double($0) - top) }
      let sum = powers.reduce(0, +)
      #expect(zip(x[range], powers).allSatisfy { abs(Double($0) - $1 / sum) < 1e-6 })
    }
  }

  @Test(arguments: [1, 5, 384, 385]) func `layer norm gives each row the mean and the deviation wanted`(
    columns: Int
  ) {
    let rows = 3
    var x = numbers(rows * columns, from: 90, to: 110)
    let (gamma, beta) = (numbers(columns, from: 0.5, to: 2), numbers(columns, from: -1, to: 1))
    let given = x
    mien_layer_norm_rows(2, &x, rows, columns, gamma, beta, 1e-5)
    for row in 0..<rows {
      let values = given[row * columns..<(row + 1) * columns].map(Double.init)
      let mean = values.reduce(0, +) / Double(columns)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
      for column in 0..<columns {
        let unit = (values[column] - mean) / (variance + 1e-5).squareRoot()
        let expected = unit * Double(gamma[column]) + Double(beta[column])
        #expect(abs(Double(x[row * columns + column]) - expected) < 1e-4)
      }
    }
  }

  @Test(arguments: [32, 33, 384]) func `products of bytes are exact`(columns: Int) {
    var generator = SplitMix64(seed: 7)
    let rows = 4
    let matrix = (0..<rows * columns).map { _ in Int8(truncatingIfNeeded: Int(generator.next() % 255) - 127) }
    let query = (0..<columns).map { _ in Int16(truncatingIfNeeded: Int(generator.next() % 16382) - 8191) }
    var products = [Float](repeating: 0, count: rows)
    mien_byte_products(matrix, rows, columns, query, [1, 1, 0.5, 2], &products)
    for (row, scale) in [1, 1, 0.5, 2].enumerated() {
      let sum = (0..<columns).reduce(0) { $0 + Int(matrix[row * columns + $1]) * Int(query[$1]) }
      #expect(products[row] == Float(sum) * Float(scale))
    }
  }

  @Test(arguments: [1, 8, 19, 384]) func `products with half floats are those of the floats`(columns: Int) {
    let halves = numbers(columns, from: -1, to: 1).map { Float16($0) }
    let query = numbers(columns, from: -1, to: 1)
    let product = mien_half_product(halves.map(\.bitPattern), query, columns)
    let expected = zip(halves, query).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(Double(product) - expected) < 1e-4)
    #expect(mien_half_product([Float16(6e-8).bitPattern, Float16(-3).bitPattern], [1, 1], 2) < -2.99)
  }
}
