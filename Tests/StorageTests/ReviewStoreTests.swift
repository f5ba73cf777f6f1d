import Foundation
import Recommendations
import Storage
import Testing

@Suite(.everyEngine) struct ReviewStoreTests {
  private let temporary: TemporaryStore
  private var reviews: ReviewStore { temporary.store.reviews }

  init() throws { temporary = try TemporaryStore() }

  private func text(_ text: String) throws -> ReviewText { try #require(ReviewText(text)) }

  private func reading(_ sentiment: Double?, _ reader: String = "test") -> ReviewStore.Reading {
    ReviewStore.Reading(sentiment: sentiment, reader: reader)
  }

  /// Reads whatever is unread: the sentiment is the number that the text begins with, in tenths.
  private func readAll(by reader: String = "test") async throws -> [String] {
    let unread = try await reviews.unread(by: reader, most: 1000)
    try await reviews.note(
      unread.map { ($0, $0.text.split(separator: " ").first.flatMap { Double($0) }.map { $0 / 10 }) },
      by: reader)
    return unread.map(\.text)
  }

  @Test func `a review comes back to its writer alone, and a second one takes its place`() async throws {
    let (ada, bob) = (try await temporary.account("ada"), try await temporary.account("bob"))
    let first = try await reviews.put(try text("Lovely; 'DROP TABLE' 🙂"), of: "a", for: ada, at: noon)
    #expect(first.sentiment == nil)
    #expect(try await reviews.find("a", of: ada) == first)
    #expect(try await reviews.find("a", of: bob) == nil)
    #expect(try await reviews.find("b", of: ada) == nil)
    let second = try await reviews.put(
      try text("Dull."), of: "a", for: ada, at: noon.addingTimeInterval(60), reading: reading(-0.25))
    #expect(try await reviews.find("a", of: ada) == second)
    #expect(second.sentiment == -0.25)
    #expect(try await temporary.store.texts("SELECT text FROM reviews") == ["Dull."])
    try await reviews.delete("a", of: bob)
    #expect(try await reviews.find("a", of: ada) == second)
    try await reviews.delete("a", of: ada)
    #expect(try await reviews.find("a", of: ada) == nil)
    try await reviews.delete("a", of: ada)
  }

  @Test func `reviews are read once by each reader, and a new text anew`() async throws {
    let ada = try await temporary.account("ada")
    _ = try await reviews.put(try text("5 stars"), of: "a", for: ada, at: noon)
    _ = try await reviews.put(try text("schön"), of: "b", for: ada, at: noon.addingTimeInterval(1))
    #expect(try await readAll() == ["5 stars", "schön"])
    #expect(try await readAll() == [])
    #expect(try await reviews.find("a", of: ada)?.sentiment == 0.5)
    #expect(try await reviews.find("b", of: ada)?.sentiment == nil)
    #expect(try await readAll(by: "another") == ["5 stars", "schön"])
    _ = try await reviews.put(try text("3 stars"), of: "a", for: ada, at: noon)
    let unread = try await reviews.unread(by: "another", most: 9)
    #expect(unread.map(\.text) == ["3 stars"])
    // What was written meanwhile is another text.
    _ = try await reviews.put(try text("1 star"), of: "a", for: ada, at: noon)
    try await reviews.note(unread.map { ($0, 0.3) }, by: "another")
    #expect(try await reviews.find("a", of: ada)?.sentiment == nil)
  }

  @Test func `what people write of an item is counted as it should be`() async throws {
    for (number, name) in ["ada", "bob", "cleo", "dan"].enumerated() {
      let account = try await temporary.account(name)
      let at = noon.addingTimeInterval(Double(number))
      _ = try await reviews.put(
        try text(number < 3 ? "8 the same!" : "-4 another"), of: "a", for: account, at: at)
      _ = try await reviews.put(try text(number < 3 ? "8 THE SAME" : "x"), of: "b", for: account, at: at)
    }
    _ = try await readAll()
    let all = try await reviews.summaries()
    #expect(all["a"] == ReviewSummary(of: [0.8, -0.4]))
    #expect(try await reviews.summary(of: "a") == all["a"])
    // A writer's text counts for the item it was written of first.
    #expect(Set(all.keys) == ["a"])
    #expect(try await reviews.summary(of: "b") == nil)
    #expect(try await reviews.summary(of: "never") == nil)
  }

  private func imported(_ item: String, _ words: String, by writer: String?) throws -> ImportedReview {
    ImportedReview(itemID: item, text: try text(words), writer: writer, at: noon)
  }

  @Test func `an import is kept whole or not at all, and twice is once`() async throws {
    let found = [
      try imported("a", "8 warm", by: "O'Neil"), try imported("a", "-4 cold", by: nil),
      try imported("b", "2 so so", by: "O'Neil"),
    ]
    let first = try await reviews.importing { add in
      try add([found[0]])
      try add(Array(found.dropFirst()))
      return 3
    }
    #expect(first.result == 3)
    #expect(first.changed == 3)
    #expect(try await readAll().count == 3)
    let version = try await reviews.version()
    let again = try await reviews.importing { add in try add(found) }
    #expect(again.changed == 0)
    #expect(try await reviews.version() == version)
    #expect(try await readAll() == [])
    let other = [try imported("a", "9 warmer", by: "O'Neil")]
    #expect(try await reviews.importing { add in try add(other) }.changed == 1)
    #expect(try await readAll() == ["9 warmer"])
    #expect(try await reviews.summary(of: "a") == ReviewSummary(of: [0.9, -0.4]))
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await reviews.importing { add in
        try add([found[0]])
        throw Stop()
      }
    }
    #expect(try await reviews.summary(of: "a") == ReviewSummary(of: [0.9, -0.4]))
  }

  @Test func `each change is noticed, and reviews go with their writer and are exported to them`()
    async throws
  {
    let ada = try await temporary.account("ada")
    var versions = [try await reviews.version()]
    _ = try await reviews.put(try text("7 warm"), of: "a", for: ada, at: noon)
    versions.append(try await reviews.version())
    _ = try await readAll()
    versions.append(try await reviews.version())
    let table = try await temporary.store.export.tables(of: ada).first { $0.name == "reviews" }
    #expect(table?.columns == ["item_id", "text", "written_at", "sentiment"])
    #expect(table?.rows == [[.text("a"), .text("7 warm"), .time(noon), .number(0.7)]])
    let found = [try imported("a", "8 warm", by: nil)]
    try await reviews.importing { add in try add(found) }
    versions.append(try await reviews.version())
    try await temporary.store.accounts.delete(name: "ada")
    versions.append(try await reviews.version())
    #expect(Set(versions).count == 5)
    #expect(try await temporary.store.texts("SELECT text FROM reviews") == ["8 warm"])
  }
}
