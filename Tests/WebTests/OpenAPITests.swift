import Emotions
import Foundation
import HTTPTypes
import Hummingbird
import Storage
import Testing
import Web

@Suite struct OpenAPITests {
  private let server: TestServer
  private let table: [Route]
  private let document: JSONValue
  private var check: SchemaCheck { SchemaCheck(document: document) }

  init() async throws {
    server = try TestServer(read: { frame, _, _ in
      let baseline = try Baseline([0, 0, 0, 0, 0.5, -1, 0])
      return frame.count > 1
        ? seen([reading(.happy), reading(.sad)], learning: .learned(baseline)) : seen([])
    })
    table = routes(server.dependencies).filter {
      $0.path.hasPrefix("/api/") || $0.path.hasPrefix("/health/")
        || $0.path == "/metrics"
    }
    let url = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Web/Resources/openapi.json")
    document = try JSONDecoder().decode(JSONValue.self, from: try Data(contentsOf: url))
  }

  /// What the document says of a route.
  private func operation(_ method: String, _ path: String) throws -> JSONValue {
    let path = path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
    return try #require(document[["paths", path, method.lowercased()]], "\(method) \(path)")
  }

  private func content(_ part: JSONValue?) -> [String: JSONValue] {
    var part = part
    if let reference = part?["$ref"]?.string {
      part = document[reference.dropFirst(2).split(separator: "/").map(String.init)]
    }
    return part?["content"]?.object ?? [:]
  }

  @Test func `anybody gets the document`() async throws {
    try await server.run { browser in
      let answer = try await browser.get("/api/v1/openapi.json")
      #expect(answer.status == 200)
      #expect(answer.header("Content-Type") == "application/json")
      #expect(try JSONDecoder().decode(JSONValue.self, from: Data(answer.bytes)) == document)
      #expect(answer["openapi"] as? String == "3.1.0")
    }
  }

  @Test func `every route is described, and every description is a route`() throws {
    let described = try #require(document["paths"]?.object).flatMap { path, methods in
      (methods.object ?? [:]).keys.map { "\($0.uppercased()) \(path)" }
    }
    let routes = table.map { route in
      let parts = route.path.split(separator: "/", omittingEmptySubsequences: false)
      return "\(route.method) "
        + parts.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
        .joined(separator: "/")
    }
    #expect(described.sorted() == routes.sorted())
  }

  @Test func `who may call a route and what it takes is said`() throws {
    var names: Set<String> = []
    for route in table {
      let operation = try operation(route.method.rawValue, route.path)
      let place: Comment = "\(route.method) \(route.path)"
      #expect(operation["operationId"]?.string.map { names.insert($0).inserted } == true, place)
      var ways: [JSONValue] = []
      if route.caller != .anyone {
        ways.append(
          .object(["session": .array([])].merging(route.changes ? ["csrf": .array([])] : [:]) { $1 }))
      }
      if let scope = route.scope { ways.append(.object(["token": .array([.string(scope.rawValue)])])) }
      #expect(operation["security"] == .array(ways), place)
      let taken: [Route.Body: [String]] = [
        .none: [], .json: ["application/json"], .jpeg: ["image/jpeg"],
        .file: ["application/octet-stream"],
      ]
      #expect(Array(content(operation["requestBody"]).keys) == taken[route.body], place)
      let parameters = operation["parameters"]?.array ?? []
      let inPath = parameters.filter { $0["in"]?.string == "path" }.compactMap { $0["name"]?.string }
      #expect(
        inPath == route.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
      )
    }
  }

  @Test func `every example has the shape that is described`() throws {
    var examples = 0
    for (path, methods) in try #require(document["paths"]?.object) {
      for (method, operation) in methods.object ?? [:] {
        let parts = [operation["requestBody"]] + (operation["responses"]?.object ?? [:]).values.map { $0 }
        for (type, media) in parts.flatMap({ content($0) }) {
          if let schema = media["schema"], let example = media["example"] {
            examples += 1
            #expect(check.problems(of: example, as: schema) == [], "\(method) \(path) \(type)")
          } else if let schema = media["schema"] {
            // What has no example is described all the same.
            #expect(check.problems(of: .null, as: schema).allSatisfy { !$0.contains("there is no") })
          }
        }
      }
    }
    #expect(examples > 20)
    let events = try content(operation("GET", "/api/v1/mood/events")["responses"]?["200"])
    let text = try #require(events["text/event-stream"]?["example"]?.string)
    let data = try #require(text.split(separator: "\n").first { $0.hasPrefix("data: ") }?.dropFirst(6))
    let event = try JSONDecoder().decode(JSONValue.self, from: Data(data.utf8))
    let schema = try #require(document[["components", "schemas", "MoodEvent"]])
    #expect(check.problems(of: event, as: schema) == [])
  }

  /// Compares an answer with what the document says of it.
  private func expect(
    _ answer: Answer, to method: String, _ path: String, is status: Int,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: place)
    let described = try operation(method, path)["responses"]?[String(status)]
    #expect(described != nil, "\(method) \(path) does not tell of \(status)", sourceLocation: place)
    let schema = content(described)["application/json"]?["schema"]
    #expect((schema == nil) == answer.bytes.isEmpty, "\(answer.text)", sourceLocation: place)
    guard let schema else { return }
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(answer.bytes))
    #expect(check.problems(of: value, as: schema) == [], sourceLocation: place)
  }

  @Test func `what the server answers has the shape that is described`() async throws {
    try await server.run { browser in
      let api = "/api/v1/"
      try expect(await browser.get("/health/live"), to: "GET", "/health/live", is: 200)
      try expect(await browser.get("/health/ready"), to: "GET", "/health/ready", is: 200)
      try expect(await browser.get("/metrics"), to: "GET", "/metrics", is: 401)
      try expect(await browser.get(api + "setup"), to: "GET", api + "setup", is: 200)
      var root = browser
      let credentials = #"{"name":"root","password":"a long password"}"#
      try expect(await root.enter(api + "setup", credentials), to: "POST", api + "setup", is: 201)
      try expect(await browser.post(api + "setup", credentials), to: "POST", api + "setup", is: 409)
      try expect(await browser.post(api + "session", credentials), to: "POST", api + "session", is: 200)
      try expect(await browser.post(api + "session", "{"), to: "POST", api + "session", is: 400)
      try expect(await root.get(api + "me"), to: "GET", api + "me", is: 200)
      try expect(await browser.get(api + "me"), to: "GET", api + "me", is: 401)
      let invitation = try await root.send(.post, api + "invitations")
      try expect(invitation, to: "POST", api + "invitations", is: 201)
      let code = try #require(invitation["code"] as? String)
      var ada = browser
      try expect(
        await ada.enter(
          api + "accounts", #"{"invitation":"\#(code)","name":"ada","password":"long enough"}"#),
        to: "POST", api + "accounts", is: 201)
      try expect(await root.get(api + "status"), to: "GET", api + "status", is: 200)
      try expect(await ada.get(api + "status"), to: "GET", api + "status", is: 403)
      #expect(try await root.get(api + "model/card").text == "# A card")
      try expect(await root.get(api + "links"), to: "GET", api + "links", is: 200)
      let checks = api + "links/checks"
      try expect(await root.post(checks, #"{"again":true}"#), to: "POST", checks, is: 202)
      try expect(await root.post(checks, #"{"again":1}"#), to: "POST", checks, is: 400)
      try expect(await root.delete(checks), to: "DELETE", checks, is: 204)
      let token = try await ada.post(api + "tokens", #"{"name":"a","scopes":["frames"],"days":9}"#)
      try expect(token, to: "POST", api + "tokens", is: 201)
      try expect(
        await ada.post(api + "tokens", #"{"name":"","scopes":["frames"]}"#), to: "POST", api + "tokens",
        is: 422)
      try expect(await ada.get(api + "tokens"), to: "GET", api + "tokens", is: 200)
      let id = try #require(token["id"] as? String)
      try expect(await ada.delete(api + "tokens/\(id)"), to: "DELETE", api + "tokens/:id", is: 204)
      try expect(await ada.delete(api + "tokens/\(id)"), to: "DELETE", api + "tokens/:id", is: 404)
      try await identityAnswers(ada, root)
      try await viewerAnswers(ada)
      try await itemAnswers(ada)
      try await reviewAnswers(ada)
      try await moodAnswers(ada)
      try await editingAnswers(root, ada)
      try expect(await ada.delete(api + "session"), to: "DELETE", api + "session", is: 204)
    }
  }

  private func identityAnswers(_ ada: Browser, _ root: Browser) async throws {
    let api = "/api/v1/"
    try expect(await ada.get(api + "sessions"), to: "GET", api + "sessions", is: 200)
    try expect(await ada.delete(api + "sessions/x"), to: "DELETE", api + "sessions/:id", is: 404)
    try expect(await ada.delete(api + "sessions"), to: "DELETE", api + "sessions", is: 204)
    let factor = api + "second-factor"
    try expect(await ada.get(factor), to: "GET", factor, is: 200)
    try expect(await ada.post(factor, #"{"password":"long enough"}"#), to: "POST", factor, is: 201)
    try expect(await ada.put(factor, #"{"code":"1"}"#), to: "PUT", factor, is: 422)
    try expect(await ada.post(factor, #"{"password":"wrong"}"#), to: "POST", factor, is: 403)
    let wrong = #"{"current":"wrong","new":"another one"}"#
    try expect(await ada.put(api + "password", wrong), to: "PUT", api + "password", is: 403)
    let invitations = api + "invitations"
    _ = try await root.send(.post, invitations)
    let open = try await root.get(invitations)
    try expect(open, to: "GET", invitations, is: 200)
    let id = try #require(open.list("invitations").last?["id"] as? String)
    try expect(await root.delete(invitations + "/\(id)"), to: "DELETE", invitations + "/:id", is: 204)
    let accounts = api + "accounts"
    let all = try await root.get(accounts)
    try expect(all, to: "GET", accounts, is: 200)
    let own = try #require(all.list("accounts").first { $0["name"] as? String == "root" }?["id"] as? String)
    let other = try #require(all.list("accounts").first { $0["name"] as? String == "ada" }?["id"] as? String)
    let member = #"{"role":"member"}"#
    try expect(await root.put(accounts + "/\(own)/role", member), to: "PUT", accounts + "/:id/role", is: 409)
    try expect(
      await root.put(accounts + "/\(other)/role", member), to: "PUT", accounts + "/:id/role", is: 204)
    try expect(await root.delete(accounts + "/\(own)"), to: "DELETE", accounts + "/:id", is: 409)
    let reset = try await root.send(.post, accounts + "/\(other)/reset")
    try expect(reset, to: "POST", accounts + "/:id/reset", is: 201)
    try expect(
      await ada.post(api + "password-resets", #"{"code":"x","new":"another one"}"#), to: "POST",
      api + "password-resets", is: 403)
    try expect(await root.get(api + "audit"), to: "GET", api + "audit", is: 200)
    try expect(await root.get(api + "audit?limit=0"), to: "GET", api + "audit", is: 400)
  }

  private func reviewAnswers(_ ada: Browser) async throws {
    let (path, described) = ("/api/v1/catalogue/walden/review", "/api/v1/catalogue/:id/review")
    try expect(await ada.get(path), to: "GET", described, is: 200)
    try expect(await ada.post(path, #"{"text":"Slow and good."}"#), to: "POST", described, is: 201)
    try expect(await ada.post(path, #"{"text":" "}"#), to: "POST", described, is: 400)
    try expect(await ada.get(path), to: "GET", described, is: 200)
    try expect(await ada.get("/api/v1/catalogue/no/review"), to: "GET", described, is: 404)
    try expect(await ada.delete(path), to: "DELETE", described, is: 204)
  }

  private func viewerAnswers(_ ada: Browser) async throws {
    let (frames, face, baseline) = ("/api/v1/frames", "/api/v1/viewer/face", "/api/v1/viewer/baseline")
    for frame: [UInt8] in [[1], [1, 2]] {
      try expect(await ada.post(frame: frame), to: "POST", frames, is: 200)
    }
    try expect(await ada.post(frame: [1], type: "text/plain"), to: "POST", frames, is: 415)
    try expect(await ada.put(face, #"{"id":2}"#), to: "PUT", face, is: 204)
    try expect(await ada.put(face, #"{"id":0}"#), to: "PUT", face, is: 400)
    let kept = try await ada.get(baseline)
    try expect(kept, to: "GET", baseline, is: 200)
    #expect(kept["baseline", "sad"] as? Double == -1, "it was learned")
    try expect(await ada.put(baseline, kept.text), to: "PUT", baseline, is: 200)
    try expect(await ada.delete(baseline), to: "DELETE", baseline, is: 204)
    try expect(await ada.get(baseline), to: "GET", baseline, is: 200)
    try expect(await ada.send(.post, baseline + "/learning"), to: "POST", baseline + "/learning", is: 202)
  }

  private func itemAnswers(_ ada: Browser) async throws {
    let (feedback, lists) = ("/api/v1/feedback", "/api/v1/recommendations")
    try expect(
      await ada.post(feedback, #"{"item_id":"walden","kind":"like"}"#), to: "POST", feedback, is: 201)
    try expect(await ada.post(feedback, #"{"item_id":"x","kind":"like"}"#), to: "POST", feedback, is: 404)
    try expect(await ada.get(feedback), to: "GET", feedback, is: 200)
    try expect(await ada.get(lists + "?goal=lift&emotion=sad"), to: "GET", lists, is: 200)
    try expect(await ada.get(lists + "?emotion=sad&limit=4"), to: "GET", lists, is: 200)
    try expect(await ada.get(lists + "?goal=none"), to: "GET", lists, is: 400)
    try expect(await ada.delete(feedback + "/walden?kind=like"), to: "DELETE", feedback + "/:item", is: 204)
    let items = try await ada.get("/api/v1/catalogue?limit=3")
    try expect(items, to: "GET", "/api/v1/catalogue", is: 200)
    #expect(items.list("items").count == 3)
    try expect(
      await ada.get("/api/v1/catalogue?by=meaning&search=rain"), to: "GET", "/api/v1/catalogue", is: 503)
  }

  private func moodAnswers(_ ada: Browser) async throws {
    let (preferences, moods) = ("/api/v1/preferences", "/api/v1/moods")
    try expect(await ada.get(preferences), to: "GET", preferences, is: 200)
    try expect(await ada.post(moods, #"{"label":"sad"}"#), to: "POST", moods, is: 409)
    try expect(await ada.put(preferences, #"{"store_moods":true}"#), to: "PUT", preferences, is: 422)
    try expect(
      await ada.put(preferences, #"{"store_moods":true,"consent_version":"1"}"#), to: "PUT", preferences,
      is: 200)
    try expect(await ada.get(preferences), to: "GET", preferences, is: 200)
    try expect(await ada.post(moods, #"{"label":"sad"}"#), to: "POST", moods, is: 201)
    let place = try await ada.post(moods, #"{"valence":0.5,"arousal":0}"#)
    try expect(place, to: "POST", moods, is: 201)
    try expect(await ada.get(moods), to: "GET", moods, is: 200)
    try expect(await ada.get(moods + "?from=x"), to: "GET", moods, is: 400)
    try expect(await ada.get(moods + "/summary"), to: "GET", moods + "/summary", is: 200)
    let id = try #require(place["id"] as? String)
    try expect(await ada.delete(moods + "/\(id)"), to: "DELETE", moods + "/:id", is: 204)
    try expect(await ada.delete(moods + "/\(id)"), to: "DELETE", moods + "/:id", is: 404)
    try expect(await ada.delete(moods), to: "DELETE", moods, is: 204)
  }

  private func editingAnswers(_ root: Browser, _ ada: Browser) async throws {
    let catalogue = "/api/v1/catalogue"
    let item = #"{"id":"new","title":"New","kind":"music","tags":["calm"]}"#
    try expect(await root.post(catalogue, item), to: "POST", catalogue, is: 201)
    try expect(await root.post(catalogue, item), to: "POST", catalogue, is: 409)
    try expect(await root.post(catalogue, "{}"), to: "POST", catalogue, is: 422)
    try expect(await root.put(catalogue + "/new", item), to: "PUT", catalogue + "/:id", is: 200)
    try expect(await root.put(catalogue + "/old", item), to: "PUT", catalogue + "/:id", is: 400)
    let place = catalogue + "/:id/place"
    try expect(
      await ada.put(catalogue + "/new/place", #"{"valence":1,"arousal":1}"#), to: "PUT", place, is: 200)
    try expect(await ada.get(catalogue), to: "GET", catalogue, is: 200)
    try expect(await ada.delete(catalogue + "/new/place"), to: "DELETE", place, is: 200)
    try expect(await root.delete(catalogue + "/new"), to: "DELETE", catalogue + "/:id", is: 204)
    try expect(await root.delete(catalogue + "/new"), to: "DELETE", catalogue + "/:id", is: 404)
    let file = ByteBuffer(string: "title,kind\nA,music\n,music\n")
    let report = try await root.send(.post, catalogue + "/import?format=csv", body: file)
    try expect(report, to: "POST", catalogue + "/import", is: 200)
    #expect(report.list("skipped").count == 1)
    try expect(
      await root.send(.post, catalogue + "/import"), to: "POST", catalogue + "/import", is: 422)
  }
}
