import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct CatalogueStoreTests {
  let temporary: TemporaryStore
  var catalogue: CatalogueStore { temporary.store.catalogue }

  init() throws { temporary = try TemporaryStore() }

  @Test func `imported items come back as they were, by title`() async throws {
    let items = [item("b", title: "Beta", kind: .film), item("a", title: "Alpha")]
    try await catalogue.add(items, at: noon)
    #expect(try await catalogue.imported() == items.reversed())
  }

  @Test func `an item imported again takes the place of the old one`() async throws {
    try await catalogue.add([item("a", title: "Old"), item("b", title: "Other")], at: noon)
    let before = try await catalogue.version()
    try await catalogue.add([item("a", title: "New")], at: noon.addingTimeInterval(1))
    #expect(try await catalogue.imported().map(\.title) == ["New", "Other"])
    #expect(try await catalogue.version() != before)
  }

  @Test func `imported items stand beside the starter's and replace those with their ids`() async throws {
    let starter = try Catalogue(items: [item("a", title: "Starter a"), item("b", title: "Starter b")])
    try await catalogue.add([item("b", title: "Mine"), item("c", title: "More")], at: noon)
    #expect(try await catalogue.merged(with: starter).items.map(\.title) == ["Starter a", "Mine", "More"])
  }

  @Test func `an item that cannot be read is named and does not take the others along`() async throws {
    try await catalogue.add(["a", "b", "c", "d"].map { item($0) }, at: noon)
    // PostgreSQL keeps texts alone in a column of texts.
    let other = TestEngine.current == .sqlite ? "x'ff'" : "''"
    try await temporary.store.run(
      "UPDATE catalogue_items SET item_json = '{' WHERE id = 'a'",
      "UPDATE catalogue_items SET item_json = \(other) WHERE id = 'b'",
      """
      UPDATE catalogue_items SET item_json = (SELECT item_json FROM catalogue_items WHERE id = 'd')
      WHERE id = 'c'
      """)
    #expect(try await catalogue.unreadable() == ["a", "b", "c"])
    #expect(try await catalogue.imported().map(\.id) == ["d"])
    let starter = try Catalogue(items: [item("s")])
    #expect(try await catalogue.merged(with: starter).items.map(\.id) == ["s", "d"])
    try await catalogue.add([item("a")], at: noon)
    #expect(try await catalogue.unreadable() == ["b", "c"])
  }

  @Test(arguments: [-3600, 0, 0.0001])
  func `an import is noticed whatever the clock says`(seconds: TimeInterval) async throws {
    var versions = [try await catalogue.version()]
    for round in 0..<4 {
      try await catalogue.add([item("a", title: "\(round)")], at: noon + seconds * Double(round))
      versions.append(try await catalogue.version())
    }
    #expect(Set(versions).count == 5)
  }
}
