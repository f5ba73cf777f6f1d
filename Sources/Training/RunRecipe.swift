import Foundation

/// Every choice of a kind of run: a JSON object in a file, and in the run that was made with it.
public protocol RunRecipe: Codable, Hashable, Sendable {
  /// The defaults.
  init()
  /// Looks whether every value is in its range.
  ///
  /// - Throws: ``TrainingError/recipe(reason:)`` for one that is not.
  func check() throws(TrainingError)
}

extension RunRecipe {
  /// Reads a recipe: a JSON object with any of the keys; what is missing has its default.
  ///
  /// - Throws: ``TrainingError/recipe(reason:)`` for an unknown key, a wrong type or a value out of range.
  public init(json: Data) throws(TrainingError) {
    let read = { (data: Data) in try? JSONSerialization.jsonObject(with: data) as? [String: Any] }
    guard let given = read(json), let defaults = read(Self().json()) else {
      throw .recipe(reason: "the recipe is not a JSON object like {\"epochs\": 12}")
    }
    let all = try Self.changing(defaults, by: given, of: "it")
    do { self = try JSONDecoder().decode(Self.self, from: JSONSerialization.data(withJSONObject: all)) } catch
    {
      throw .recipe(reason: Self.unfit(all, like: defaults))
    }
    try check()
  }

  /// The recipe as a JSON object with sorted keys.
  public func json() -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return (try? encoder.encode(self)) ?? Data("{}".utf8)
  }

  private static func changing(
    _ values: [String: Any], by changes: [String: Any], of name: String
  ) throws(TrainingError) -> [String: Any] {
    var values = values
    for (key, value) in changes {
      guard let known = values[key] else {
        let keys = values.keys.sorted().joined(separator: ", ")
        throw .recipe(reason: "\(name) has no key '\(key)': use \(keys)")
      }
      if let inner = known as? [String: Any], let changes = value as? [String: Any] {
        values[key] = try changing(inner, by: changes, of: "'\(key)'")
      } else {
        values[key] = value
      }
    }
    return values
  }

  /// Which value cannot be read, and what stands in its place by default.
  private static func unfit(_ values: [String: Any], like defaults: [String: Any]) -> String {
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      var alone = defaults
      alone[key] = value
      let data = (try? JSONSerialization.data(withJSONObject: alone)) ?? Data()
      if (try? JSONDecoder().decode(Self.self, from: data)) != nil { continue }
      func written(_ value: Any?) -> String {
        let data = value.flatMap {
          try? JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed, .sortedKeys])
        }
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "nothing"
      }
      return "\(key) cannot be \(written(value)): its default is \(written(defaults[key]))"
    }
    return "a value has the wrong type"
  }

  func require(_ condition: Bool, _ reason: String) throws(TrainingError) {
    guard condition else { throw .recipe(reason: reason) }
  }

  /// A learning rate that rises straight to its peak, then falls straight to zero.
  ///
  /// - Parameters:
  ///   - warmUp: share of the steps in which it rises, 0..<1.
  ///   - step: 0..<`steps`.
  func linearRate(peak: Float, warmUp: Float, step: Int, of steps: Int) -> Float {
    let rise = Float(steps) * warmUp
    if Float(step) < rise { return peak * Float(step + 1) / (rise + 1) }
    return peak * max(0, 1 - (Float(step) - rise) / (Float(steps) - rise))
  }
}
