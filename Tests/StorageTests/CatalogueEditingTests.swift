import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct CatalogueEditingTests {
  let temporary: TemporaryStore
  let starter: Catalogue
  var catalogue: CatalogueStore { temporary.store.catalogue }

  init() throws {
    temporary = try TemporaryStore()
    starter = try Catalogue(items: [item("s", title: "Starter"), item("t", title: "Other")])
  }

  private func titles() async throws -> [String] {
    try await catalogue.merged(with: starter).items.map(\.title)
  }

  @Test func `an item is added once, changed if it is there, and each change is noticed`() async throws {
    var versions = [try await catalogue.version()]
    try await catalogue.put(item("a", title: "Mine"), replacing: false, starter: starter, at: noon)
    versions.append(try await catalogue.version())
    for taken in ["a", "s"] {
      await #expect(throws: StorageError.itemExists(id: taken)) {
        try await catalogue.put(item(taken), replacing: false, starter: starter, at: noon)
      }
    }
    await #expect(throws: StorageError.noSuchItem(id: "b")) {
      try await catalogue.put(item("b"), replacing: true, starter: starter, at: noon)
    }
    #expect(try await catalogue.version() == versions.last)
    try await catalogue.put(item("a", title: "Better"), replacing: true, starter: starter, at: noon)
    versions.append(try await catalogue.version())
    try await catalogue.put(item("s", title: "Starter, mended"), replacing: true, starter: starter, at: noon)
    versions.append(try await catalogue.version())
    #expect(try await titles() == ["Other", "Better", "Starter, mended"])
    #expect(Set(versions).count == versions.count)
  }

  @Test func `what is taken out stays out until it comes back`() async throws {
    try await catalogue.put(item("a", title: "Mine"), replacing: false, starter: starter, at: noon)
    var versions = [try await catalogue.version()]
    for id in ["a", "s"] {
      try await catalogue.remove(id, starter: starter, at: noon)
      versions.append(try await catalogue.version())
      await #expect(throws: StorageError.noSuchItem(id: id)) {
        try await catalogue.remove(id, starter: starter, at: noon)
      }
      await #expect(throws: StorageError.noSuchItem(id: id)) {
        try await catalogue.put(item(id), replacing: true, starter: starter, at: noon)
      }
    }
    #expect(try await titles() == ["Other"])
    try await catalogue.add([item("s", title: "Back")], at: noon)
    versions.append(try await catalogue.version())
    try await catalogue.put(item("a", title: "Back too"), replacing: false, starter: starter, at: noon)
    versions.append(try await catalogue.version())
    #expect(try await titles() == ["Other", "Back", "Back too"])
    // What comes back from an import and goes again takes the starter's along.
    try await catalogue.remove("s", starter: starter, at: noon)
    #expect(try await titles() == ["Other", "Back too"])
    #expect(Set(versions).count == versions.count)
  }
}
