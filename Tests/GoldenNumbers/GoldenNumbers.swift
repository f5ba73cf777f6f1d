import Foundation
import Tensors

/// The numbers that `tools/golden_network.py` makes as well: SplitMix64 seeded with a name.
public enum GoldenNumbers {
  /// Values fit for the kind of tensor that the name's ending tells.
  public static func tensor(_ name: String, _ shape: [Int]) -> [Float] {
    let values = uniform(name, shape.reduce(1, *))
    switch name.split(separator: ".").last {
    case "weight":
      let bound = (6 / Float(shape.dropFirst().reduce(1, *))).squareRoot()
      return values.map { ($0 * 2 - 1) * bound }
    case "gamma", "variance": return values.map { $0 + 0.5 }
    case "beta", "mean", "bias": return values.map { $0 - 0.5 }
    default: return values.map { $0 * 2 - 1 }
    }
  }

  /// `count` numbers in 0..<1.
  public static func uniform(_ name: String, _ count: Int) -> [Float] {
    let seed = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in generator.uniform() }
  }

  /// `batch` distributions over `classes`.
  public static func targets(_ name: String, batch: Int, classes: Int) -> [Float] {
    let values = uniform(name, batch * classes)
    return (0..<batch).flatMap { image in
      let row = values[image * classes..<(image + 1) * classes].map(Double.init)
      let sum = row.reduce(0, +)
      return row.map { Float($0 / sum) }
    }
  }

  /// A golden file beside a test.
  public static func file(_ name: String, besideTest path: String) throws -> WeightFile {
    try Safetensors.read(
      URL(filePath: path).deletingLastPathComponent().appending(path: "Golden").appending(path: name))
  }

  /// Largest difference, relative to the largest magnitude of what is expected (or to `scale`).
  public static func error(_ actual: [Float], _ expected: [Float], scale: Float? = nil) -> Float {
    guard actual.count == expected.count else { return .infinity }
    let largest = max(scale ?? expected.map(abs).max() ?? 0, 1e-6)
    return zip(actual, expected).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
      / largest
  }
}
