import Foundation
import Language
import Testing
import Web

/// Searching by meaning, with the encoder itself.
@Suite struct MeaningTests {
  static let weights: URL = {
    if let given = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"] { return URL(filePath: given) }
    return URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "weights")
  }()

  private let server: TestServer

  init() throws { server = try TestServer(meaning: EncoderFiles(folder: Self.weights)) }

  private func found(_ browser: Browser, _ query: String) async throws -> [String] {
    let answer = try await browser.get("/api/v1/catalogue?" + query)
    #expect(answer.status == 200)
    return answer.list("items").compactMap { $0["id"] as? String }
  }

  @Test func `items are found by what they mean, filtered and page by page`() async throws {
    let meaning = LiveMeaning(server.dependencies)
    try await meaning.update()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let comedies = try await found(ada, "by=meaning&search=silent%20comedy%20movie")
      #expect(comedies.first == "general")
      let spelled = try await found(ada, "by=letters&search=silent%20comedy%20movie")
      #expect(spelled.isEmpty)
      let composers = try await found(ada, "by=meaning&search=romantic%20piano%20composer")
      #expect(composers.contains("nocturne"))
      let films = try await found(ada, "by=meaning&kind=film&search=romantic%20piano%20composer")
      #expect(Set(films).isSubset(of: ["general"]))
      let calm = try await found(ada, "by=meaning&region=calm&search=romantic%20piano%20composer")
      #expect(Set(calm).isSubset(of: ["gymnopedie", "nocturne"]))

      var (pages, next): ([String], String?) = ([], "")
      while let after = next {
        let query = after.isEmpty ? "" : "&after=\(after)"
        let answer = try await ada.get("/api/v1/catalogue?by=meaning&limit=1&search=romantic%20piano\(query)")
        pages += answer.list("items").compactMap { $0["id"] as? String }
        next = (answer["next"] as? String)?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
      }
      let whole = try await found(ada, "by=meaning&search=romantic%20piano")
      #expect(pages == whole)
      #expect(try await ada.get("/api/v1/catalogue?by=meaning&search=piano&after=nobody").status == 400)
    }
  }

  @Test func `the encoder rests when its work is done and nobody asks, and comes back`() async throws {
    let meaning = LiveMeaning(server.dependencies)
    try await meaning.update()
    #expect(await meaning.isAwake)
    await meaning.rest()
    #expect(await !meaning.isAwake)

    let feeling = try await meaning.read("I am so happy today!").distribution.top
    #expect(feeling == .happy)
    server.clock.advance(299)
    await meaning.rest()
    #expect(await meaning.isAwake)
    server.clock.advance(1)
    await meaning.rest()
    #expect(await !meaning.isAwake)
    let found = try await meaning.nearest(to: "romantic piano composer", count: 1) { _ in true }
    #expect(found == ["nocturne"])
  }

  @Test func `by both the words come first, then what means the like`() async throws {
    try await LiveMeaning(server.dependencies).update()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let both = try await found(ada, "by=both&search=chopin")
      #expect(both.first == "nocturne")
      #expect(both.count > 1)
      #expect(Set(both).count == both.count)
      // Without words everything fits, in the catalogue's order.
      let all = try await found(ada, "")
      #expect(try await found(ada, "by=both&search=") == all)
      #expect(try await found(ada, "by=meaning&search=%20%20") == all)
    }
  }

  @Test func `a new item is found once it was read, and one taken out is not`() async throws {
    let meaning = LiveMeaning(server.dependencies)
    try await meaning.update()
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let item = #"{"id":"kettle","title":"How to boil an egg","kind":"book","tags":["cooking"]}"#
      _ = try await root.post("/api/v1/catalogue", item)
      try await meaning.update()
      server.clock.advance(60)
      let new = try await found(root, "by=meaning&search=breakfast%20recipes")
      #expect(new.first == "kettle")
      _ = try await root.delete("/api/v1/catalogue/kettle")
      let left = try await found(root, "by=meaning&search=breakfast%20recipes")
      #expect(!left.contains("kettle"))
    }
  }

  @Test func `hostile and empty words harm nobody`() async throws {
    try await LiveMeaning(server.dependencies).update()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let long = String(repeating: "piano%20", count: 400)
      for words in ["%00%07", "%5BSEP%5D%5BCLS%5D", "%F0%9F%98%AD", "'%3B%20DROP%20TABLE%20items%3B--", long]
      {
        _ = try await found(ada, "by=meaning&search=\(words)")
      }
      #expect(try await ada.get("/api/v1/catalogue?by=magic&search=x").status == 400)
    }
  }

  @Test func `without the encoder's weights letters go on, and meaning says so`() async throws {
    let nowhere = URL(filePath: "/nowhere")
    for files in [nil, EncoderFiles(folder: nowhere)] {
      let server = try TestServer(meaning: files)
      try await LiveMeaning(server.dependencies).update()
      try await server.run { browser in
        let ada = browser.with(try await server.session("ada"))
        let answer = try await ada.get("/api/v1/catalogue?by=meaning&search=piano")
        #expect(answer.status == 503)
        #expect(answer.code == "meaning_unavailable")
        #expect(try await found(ada, "by=both&search=chopin") == ["nocturne"])
      }
    }
  }
}
