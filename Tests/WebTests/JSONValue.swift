/// A JSON value as it stands in a text.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  indirect case array([JSONValue])
  indirect case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  /// The member of an object, or `nil`.
  subscript(key: String) -> JSONValue? { object?[key] }

  /// The value at a path of keys.
  subscript(path: [String]) -> JSONValue? { path.reduce(self) { $0?[$1] } }

  var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
  var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  var string: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }

  /// As JSON Schema names it; a whole number is both.
  var types: Set<String> {
    switch self {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .number(let number): number == number.rounded() ? ["number", "integer"] : ["number"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }
}

/// The part of JSON Schema that the API's description uses.
struct SchemaCheck {
  /// With the schemas under `components`.
  let document: JSONValue

  private static let known: Set<String> = [
    "$ref", "anyOf", "type", "enum", "properties", "required", "additionalProperties", "items", "minItems",
    "minimum", "maximum", "description", "format",
  ]

  /// What is wrong with a value, each with its place.
  func problems(of value: JSONValue, as schema: JSONValue, at place: String = "$") -> [String] {
    let strange = Set((schema.object ?? [:]).keys).subtracting(Self.known)
    guard strange.isEmpty else { return ["\(place): no idea what \(strange) means"] }
    if let reference = schema["$ref"]?.string {
      guard let target = document[reference.dropFirst(2).split(separator: "/").map(String.init)] else {
        return ["\(place): there is no \(reference)"]
      }
      return problems(of: value, as: target, at: place)
    }
    if let choices = schema["anyOf"]?.array {
      let each = choices.map { problems(of: value, as: $0, at: place) }
      return each.contains([]) ? [] : each.flatMap(\.self)
    }
    return typeProblems(of: value, as: schema, at: place) + boundProblems(of: value, as: schema, at: place)
      + memberProblems(of: value, as: schema, at: place)
  }

  private func typeProblems(of value: JSONValue, as schema: JSONValue, at place: String) -> [String] {
    let types = schema["type"].map { $0.array?.compactMap(\.string) ?? [$0.string ?? ""] } ?? []
    guard types.isEmpty || !value.types.isDisjoint(with: types) else {
      return ["\(place): \(value) is no \(types)"]
    }
    guard let allowed = schema["enum"]?.array, !allowed.contains(value) else { return [] }
    return ["\(place): \(value) is none of \(allowed)"]
  }

  private func boundProblems(of value: JSONValue, as schema: JSONValue, at place: String) -> [String] {
    guard let number = value.number else { return [] }
    let least = schema["minimum"]?.number ?? -.infinity
    let most = schema["maximum"]?.number ?? .infinity
    return (least...most).contains(number) ? [] : ["\(place): \(number) is not in \(least)…\(most)"]
  }

  private func memberProblems(of value: JSONValue, as schema: JSONValue, at place: String) -> [String] {
    if let values = value.array, let items = schema["items"] {
      let few = Double(values.count) < schema["minItems"]?.number ?? 0 ? ["\(place): too few"] : []
      return few + values.enumerated().flatMap { problems(of: $1, as: items, at: "\(place)[\($0)]") }
    }
    guard let members = value.object else { return [] }
    let known = schema["properties"]?.object ?? [:]
    let missing = (schema["required"]?.array ?? []).compactMap(\.string).filter { members[$0] == nil }
    let isClosed = schema["additionalProperties"] == .bool(false)
    return missing.map { "\(place).\($0): missing" }
      + members.flatMap { name, member in
        known[name].map { problems(of: member, as: $0, at: "\(place).\(name)") }
          ?? (isClosed ? ["\(place).\(name): not described"] : [])
      }
  }
}
