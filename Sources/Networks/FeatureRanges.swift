import Foundation
import Tensors

/// The smallest and the largest value that each feature map takes that no activation bounds, by the unit that makes it:
/// what bytes of the map have to cover. Behind a ReLU6 that is 0…6.
///
/// Inverted residuals that pass their input on share the range of the first of them, so that bytes can be added as they
/// are.
public struct FeatureRanges: Hashable, Sendable {
  public let values: [String: ClosedRange<Float>]

  /// - Parameter bounds: the two ends of each range.
  /// - Returns: `nil` if a range has not two ends, an end that is no number, or no width to speak of.
  init?(_ bounds: [String: [Float]]) {
    var values: [String: ClosedRange<Float>] = [:]
    for (name, ends) in bounds {
      // A step of a byte that is no normal number would divide by nothing.
      guard ends.count == 2, ends[0] < ends[1], ((ends[1] - ends[0]) / 255).isNormal else { return nil }
      values[name] = ends[0]...ends[1]
    }
    self.values = values
  }

  /// Reads `{"block.0.project": [-4.5, 5], …}`; `nil` if it is something else.
  init?(json: String) {
    guard let bounds = try? JSONDecoder().decode([String: [Float]].self, from: Data(json.utf8)) else {
      return nil
    }
    self.init(bounds)
  }

  func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let pairs = values.mapValues { [$0.lowerBound, $0.upperBound] }
    return (try? encoder.encode(pairs)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The bytes of a unit's output.
  ///
  /// - Throws: ``TensorError/weight(name:reason:)`` if it has no range.
  func scale(of unit: ConvolutionUnit) throws(TensorError) -> ByteScale {
    if unit.activation == .relu6 { return ByteScale(covering: 0...6) }
    guard let range = values[unit.name] else {
      throw .weight(
        name: unit.name,
        reason: "has no range, which int8 needs: measure it with 'mien quantize', or use float32")
    }
    return ByteScale(covering: range)
  }
}
