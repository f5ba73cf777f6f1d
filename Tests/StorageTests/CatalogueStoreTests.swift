import Foundation
import GRDB
import Recommendations
import Storage
import Testing

@Suite struct CatalogueStoreTests {
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

  @Test func `an item that cannot be read is named`() async throws {
    try await catalogue.add([item("a")], at: noon)
    try await DatabaseQueue(path: temporary.store.file.path()).write {
      try $0.execute(sql: "UPDATE catalogue_items SET item_json = '{'")
    }
    await #expect(throws: StorageError.damagedItem(id: "a")) { try await catalogue.imported() }
  }
}
