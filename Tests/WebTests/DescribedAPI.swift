import Foundation
import Hummingbird
import Testing

extension JSONValue {
  /// As a text of JSON.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): String(value)
    case .number(let value): Int(exactly: value).map(String.init) ?? String(value)
    case .string(let value): Self.quoted(value)
    case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\(Self.quoted($0)): \($1.text)" }.joined(separator: ", ")
        + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let list = try? JSONSerialization.data(withJSONObject: [text])
    return list.map { String(String(decoding: $0, as: UTF8.self).dropFirst().dropLast()) } ?? "null"
  }
}

/// The API as its description tells of it, for tests that go through all of its fields.
struct DescribedAPI: Sendable {
  struct Operation: Sendable {
    let method: HTTPRequest.Method
    let path: String
    let description: JSONValue
  }

  /// One request with a text of somebody's choice in one place.
  struct Attempt: Sendable {
    let method: HTTPRequest.Method
    let uri: String
    let body: JSONValue?
    /// "POST /api/v1/session, name".
    let place: String

    func send(by browser: Browser) async throws -> Answer {
      guard let body else { return try await browser.send(method, uri) }
      return try await browser.send(
        method, uri, headers: ["Content-Type": "application/json"], body: ByteBuffer(string: body.text))
    }
  }

  let document: JSONValue

  init() throws {
    let url = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Web/Resources/openapi.json")
    document = try JSONDecoder().decode(JSONValue.self, from: try Data(contentsOf: url))
  }

  /// All operations in an order that is always the same.
  func operations() throws -> [Operation] {
    try #require(document["paths"]?.object).sorted { $0.key < $1.key }.flatMap { path, methods in
      try (methods.object ?? [:]).sorted { $0.key < $1.key }.map { method, description in
        Operation(
          method: try #require(HTTPRequest.Method(method.uppercased())), path: path, description: description)
      }
    }
  }

  /// The operation's requests, in each of which another text of its body, its path or its query is the given one.
  func attempts(at operation: Operation, with text: String) -> [Attempt] {
    let name = "\(operation.method) \(operation.path)"
    let parameters = (operation.description["parameters"]?.array ?? []).map(resolved)
    let usual = filled(operation.path, parameters)
    let example = usualBody(of: operation)
    var found: [Attempt] = []
    if let (schema, body) = example {
      for (value, place) in variants(of: body, schema, with: text) {
        found.append(Attempt(method: operation.method, uri: usual, body: value, place: name + place))
      }
    }
    for parameter in parameters {
      guard let key = parameter["name"]?.string, isText(parameter["schema"]) else { continue }
      let uri =
        parameter["in"]?.string == "path"
        ? filled(operation.path, parameters, [key: text]) : "\(usual)?\(key)=\(Self.escaped(text))"
      found.append(
        Attempt(method: operation.method, uri: uri, body: example?.body, place: "\(name), \(key)"))
    }
    return found
  }

  // MARK: - Values

  /// What the administrator of the tests would send.
  private static let usual: [String: JSONValue] = [
    "name": .string("root"), "password": .string("a long password"), "current": .string("a long password"),
  ]

  private func usualBody(of operation: Operation) -> (schema: JSONValue, body: JSONValue)? {
    guard let request = operation.description["requestBody"].map(resolved),
      let media = request[["content", "application/json"]], let schema = media["schema"]
    else { return nil }
    let example = media["example"]?.object ?? [:]
    return (schema, .object(example.merging(Self.usual.filter { example[$0.key] != nil }) { $1 }))
  }

  /// The value with another of its texts replaced each time, those that it leaves out as well.
  private func variants(
    of value: JSONValue?, _ schema: JSONValue, with text: String, at place: String = ""
  ) -> [(value: JSONValue, place: String)] {
    let schema = resolved(schema)
    if let choices = schema["anyOf"]?.array {
      return choices.flatMap { variants(of: value, $0, with: text, at: place) }
    }
    if isText(schema) { return [(.string(text), place)] }
    if let items = schema["items"] {
      return variants(of: nil, items, with: text, at: place + "[0]").map { (.array([$0.value]), $0.place) }
    }
    let members = value?.object ?? [:]
    return (schema["properties"]?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { key, member in
      variants(of: members[key], member, with: text, at: "\(place), \(key)").map {
        (.object(members.merging([key: $0.value]) { $1 }), $0.place)
      }
    }
  }

  private func isText(_ schema: JSONValue?) -> Bool {
    guard let type = schema.map(resolved)?["type"] else { return false }
    return type.string == "string" || type.array?.contains(.string("string")) == true
  }

  private func resolved(_ value: JSONValue) -> JSONValue {
    guard let reference = value["$ref"]?.string else { return value }
    return document[reference.dropFirst(2).split(separator: "/").map(String.init)] ?? value
  }

  private func filled(
    _ path: String, _ parameters: [JSONValue], _ values: [String: String] = [:]
  ) -> String {
    parameters.reduce(path) { path, parameter in
      guard parameter["in"]?.string == "path", let key = parameter["name"]?.string else { return path }
      return path.replacing("{\(key)}", with: Self.escaped(values[key] ?? "gymnopedie"))
    }
  }

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
