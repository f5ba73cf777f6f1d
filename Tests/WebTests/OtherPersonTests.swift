import Foundation
import Hummingbird
import Storage
import Testing
import Web

/// Somebody who knows the ids of what is another's: the table of routes is walked with them.
@Suite struct OtherPersonTests {
  private let server: TestServer
  /// The routes that name something.
  private let naming: [Route]

  init() throws {
    server = try TestServer()
    naming = routes(server.dependencies).filter { $0.path.hasPrefix("/api/") && $0.path.contains(":") }
  }

  private func account(_ name: String) async throws -> Account {
    try #require(try await server.store.accounts.list().first { $0.name == name })
  }

  /// What the route names, of Ada's; an item is everybody's.
  private func id(_ route: Route, _ ada: Account, _ hers: Belongings, invitation: String) throws -> String {
    let beginnings = [
      "/api/v1/sessions/": hers.session, "/api/v1/tokens/": hers.token, "/api/v1/journal/": hers.entry,
      "/api/v1/moods/": hers.mood, "/api/v1/accounts/": ada.id, "/api/v1/invitations/": invitation,
      "/api/v1/feedback/": Belongings.item, "/api/v1/catalogue/": Belongings.item,
    ]
    let found = beginnings.first { route.path.hasPrefix($0.key) }
    return try #require(found?.value, "say in this test what \(route.path) names")
  }

  private func call(_ route: Route, _ id: String, _ body: String, from browser: Browser) async throws
    -> Answer
  {
    let path =
      route.path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(":") ? id : String($0) }.joined(separator: "/") + "?kind=like"
    return try await browser.send(
      route.method, path, headers: ["Content-Type": "application/json"], body: ByteBuffer(string: body))
  }

  private static let body =
    #"{"role": "administrator", "valence": 1, "arousal": 1, "text": "mine", "title": "Walden", "kind": "book"}"#

  @Test func `a member with another's ids gets nothing and changes nothing`() async throws {
    try await server.run { browser in
      _ = try await server.session("root", .administrator)
      _ = try await server.session("ada")
      let (root, ada) = (try await account("root"), try await account("ada"))
      let hers = try await Belongings.give(to: ada, in: server.store, at: server.clock.now)
      _ = try await server.store.invitations.create(by: root, at: server.clock.now)
      let invitations = try await server.store.invitations.open(at: server.clock.now)
      let invitation = try #require(invitations.first).id
      let before = try await server.store.export.tables(of: ada)
      let bob = browser.with(try await server.session("bob"))
      #expect(naming.count > 10)
      for route in naming {
        let id = try id(route, ada, hers, invitation: invitation)
        let answer = try await call(route, id, Self.body, from: bob)
        let place: Comment = "\(route.method) \(route.path): \(answer.text)"
        #expect(!answer.text.contains(Belongings.secret), place)
        if route.caller == .administrator {
          #expect(answer.code == "not_administrator", place)
        } else if id == Belongings.item {
          // This server has no files to play.
          let isServed = [200, 201, 204].contains(answer.status) || answer.code == "nothing_to_play"
          #expect(isServed, place)
        } else {
          #expect(answer.status == 404, place)
        }
        #expect(try await server.store.export.tables(of: ada) == before, place)
      }
      #expect(try await server.store.invitations.open(at: server.clock.now) == invitations)
      let roles = try await server.store.accounts.list().map { "\($0.name) \($0.role)" }
      #expect(roles.sorted() == ["ada member", "bob member", "root administrator"])
    }
  }

  @Test func `an administrator neither, of what is only its owner's`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      _ = try await server.session("ada")
      let ada = try await account("ada")
      let hers = try await Belongings.give(to: ada, in: server.store, at: server.clock.now)
      let before = try await server.store.export.tables(of: ada)
      for route in naming where route.caller == .signedIn {
        let id = try id(route, ada, hers, invitation: "")
        let answer = try await call(route, id, Self.body, from: root)
        let place: Comment = "\(route.method) \(route.path): \(answer.text)"
        #expect(!answer.text.contains(Belongings.secret), place)
        if id != Belongings.item { #expect(answer.status == 404, place) }
        #expect(try await server.store.export.tables(of: ada) == before, place)
      }
    }
  }

  @Test func `an access token of one account opens nothing of another`() async throws {
    try await server.run { browser in
      _ = try await server.session("ada")
      let ada = try await account("ada")
      let hers = try await Belongings.give(to: ada, in: server.store, at: server.clock.now)
      let before = try await server.store.export.tables(of: ada)
      let script = browser.with(
        bearer: try await server.accessToken("bob", Set(Scope.allCases)))
      for route in naming {
        let id = try id(route, ada, hers, invitation: "nobody's")
        let answer = try await call(route, id, Self.body, from: script)
        let place: Comment = "\(route.method) \(route.path): \(answer.text)"
        #expect(!answer.text.contains(Belongings.secret), place)
        if route.scope == nil { #expect(answer.code == "missing_scope", place) }
        #expect(try await server.store.export.tables(of: ada) == before, place)
      }
    }
  }
}
