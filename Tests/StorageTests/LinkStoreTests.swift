import Foundation
import Storage
import Testing

@Suite(.everyEngine) struct LinkStoreTests {
  private let temporary: TemporaryStore
  private var links: LinkStore { temporary.store.links }
  private let noon = Date(timeIntervalSince1970: 1_800_000_000.25)

  init() throws { temporary = try TemporaryStore() }

  private func check(_ link: String, _ outcome: LinkCheck.Outcome, _ status: Int?, after seconds: Double = 0)
    -> LinkCheck
  {
    LinkCheck(
      link: link, outcome: outcome, status: status, checkedAt: noon.addingTimeInterval(seconds))
  }

  @Test func `of each link the last that came of it is known`() async throws {
    #expect(try await links.all().isEmpty)
    let there = check("https://a.example/'; DROP TABLE", .fine, 200)
    let longest = check("https://b.example/" + String(repeating: "é%20", count: 400), .local, nil)
    let gone = check("https://c.example/", .broken, 404, after: 60)
    for one in [there, longest, check("https://c.example/", .unreachable, nil), gone] {
      try await links.keep(one)
    }
    let known = try await links.all()
    #expect(known.count == 3)
    #expect(known[there.link] == there)
    #expect(known[longest.link] == longest)
    #expect(known[gone.link] == gone)
    try await links.keepOnly([gone.link, "https://never.example/"])
    #expect(try await links.all() == [gone.link: gone])
  }
}
