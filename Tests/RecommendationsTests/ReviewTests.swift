import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct ReviewTests {
  private let noon = Date(timeIntervalSince1970: 1_800_000_000)

  private func review(_ item: String, _ writer: String, _ text: String, _ sentiment: Double) -> ScoredReview {
    ScoredReview(itemID: item, writer: writer, textKey: text, sentiment: sentiment)
  }

  @Test func `a handful moves little, many move much, and the doubt shrinks`() {
    let few = ReviewSummary(of: [0.8, 0.8, 0.8])
    #expect(abs(few.warmth - 0.1846) < 1e-4)
    let many = ReviewSummary(of: Array(repeating: 0.8, count: 100))
    #expect(abs(many.warmth - 0.7273) < 1e-4)
    let none = ReviewSummary(of: [])
    #expect(none.warmth == 0)
    #expect(abs(none.uncertainty - 0.1581) < 1e-4)
    #expect(few.uncertainty < none.uncertainty)
    #expect(many.uncertainty < 0.02)
    // Where people disagree more is left open.
    let split = ReviewSummary(of: (0..<100).map { $0 % 2 == 0 ? 0.8 : -0.8 })
    #expect(abs(split.warmth) < 1e-12)
    #expect(split.uncertainty > 3 * many.uncertainty)
  }

  @Test func `of an item a text counts once and a writer once, and a writer's text for one item`() {
    var reviews = (0..<50).map { review("spammed", "writer \($0)", "buy now", 0.8) }
    reviews += (0..<50).map { review("flooded", "one writer", "text \($0)", 0.8) }
    reviews += (0..<50).map { review("item \($0)", "a machine", "so good", 0.8) }
    reviews += [review("fair", "a", "warm", 0.8), review("fair", "b", "cold", -0.4)]
    let summaries = ReviewSummary.ofItems(reviews)
    #expect(summaries["spammed"]?.count == 1)
    #expect(summaries["flooded"]?.count == 1)
    #expect(summaries["item 0"]?.count == 1)
    #expect(summaries["item 1"] == nil)
    #expect(summaries["fair"] == ReviewSummary(of: [0.8, -0.4]))
    #expect(ReviewSummary.ofItems([review("x", "a", "t", 9)])["x"] == ReviewSummary(of: [1]))
  }

  @Test func `one text is one text, however it is dressed up`() throws {
    func normalized(_ text: String) throws -> String { try #require(ReviewText(text)).normalized }
    let plain = try normalized("Great film, buy it")
    for other in [
      "GREAT FILM – buy it!!!", "  great\nfilm buy it ", "Grreaat filmm buy it", "Grêat fìlm, buy it.",
      "Great\u{200B} fi\u{200D}lm buy it", "Ｇｒｅａｔ film buy it 🙂",
    ] { #expect(try normalized(other) == plain, "\(other)") }
    #expect(try normalized("Great film, sell it") != plain)
    #expect(try normalized("10/10") != normalized("1/10"))
    #expect(try normalized("とても良い") != normalized("とても悪い"))
  }

  @Test func `a text is plain, has a word and an end`() throws {
    #expect(ReviewText("") == nil)
    #expect(ReviewText(" \n ") == nil)
    #expect(ReviewText("!!! 🙂") == nil)
    #expect(ReviewText(String(repeating: "a", count: ReviewText.longest + 1)) == nil)
    #expect(ReviewText(String(repeating: "a", count: ReviewText.longest))?.text.count == ReviewText.longest)
    #expect(ReviewText(" a\u{0}b\u{1B}[31m\u{202E}c\n\td ")?.text == "ab[31mc\n\td")
    #expect(ReviewText("<b>5</b> 👩‍👩‍👧")?.text == "<b>5</b> 👩‍👩‍👧")
  }

  @Test func `the score carries how warmly people write, and says so`() throws {
    let items = ["warm", "cool", "none", "few"].map { item($0, creator: "Maker of \($0)") }
    let ranker = Ranker(catalogue: items).with(reviews: [
      "warm": ReviewSummary(of: Array(repeating: 0.8, count: 40)),
      "cool": ReviewSummary(of: Array(repeating: -0.5, count: 40)),
      "few": ReviewSummary(of: [0.8]), "gone": ReviewSummary(of: [0.8]),
    ])
    let list = ranker.recommend(at: try moment(.happy, at: "2026-11-24T12:00"), limit: 4)
    let terms = Dictionary(uniqueKeysWithValues: list.map { ($0.item.id, $0.contribution(.reviews)) })
    #expect(abs(try #require(terms["warm"]) - 0.3 * 0.64) < 1e-9)
    #expect(abs(try #require(terms["cool"]) + 0.3 * 0.4) < 1e-9)
    #expect(abs(try #require(terms["few"]) - 0.3 * 0.8 / 11) < 1e-9)
    #expect(terms["none"] == 0)
    let warm = try #require(list.first { $0.item.id == "warm" })
    #expect(warm.text(.reviews) == "people write warmly of it: 40 reviews, 0.64 ± 0.03 between -1 and 1")
    let why = try #require(warm.reasons.first { $0.term == "reviews" }).why
    #expect(why.code == "reviews.warm")
    #expect(why.values["reviews"] == .number(40))
    #expect(
      list.first { $0.item.id == "cool" }?.text(.reviews)
        == "people write coolly of it: 40 reviews, -0.40 ± 0.03 between -1 and 1")
  }

  @Test func `where zero lies within the uncertainty it does not say warm or cool`() throws {
    let items = ["few", "split", "cold"].map { item($0, creator: "Maker of \($0)") }
    let ranker = Ranker(catalogue: items).with(reviews: [
      "few": ReviewSummary(of: [0.6, 0.5, 0.2, -0.1]),
      "split": ReviewSummary(of: (0..<40).map { $0 % 2 == 0 ? 0.8 : -0.7 }),
      "cold": ReviewSummary(of: [-0.8, -0.8, -0.8, -0.8]),
    ])
    let list = ranker.recommend(at: try moment(.happy, at: "2026-11-24T12:00"), limit: 3)
    func reason(_ id: String) throws -> Reason {
      let entry = try #require(list.first { $0.item.id == id })
      return try #require(entry.reasons.first { $0.term == "reviews" })
    }
    #expect(try reason("few").text == "too few reviews to tell: 4 reviews, 0.09 ± 0.12 between -1 and 1")
    #expect(try reason("few").why.code == "reviews.open")
    #expect(try reason("split").text == "people differ about it: 40 reviews, 0.04 ± 0.10 between -1 and 1")
    #expect(try reason("split").why.code == "reviews.open")
    #expect(try reason("cold").why.code == "reviews.cool")
  }

  // MARK: - Files

  private func importing(
    _ text: String, as name: String, strict: Bool = false, batch: Int = 1000
  ) throws -> (reviews: [ImportedReview], report: ReviewImportReport) {
    var reviews: [ImportedReview] = []
    let importer = ReviewImporter(options: ImportOptions(isStrict: strict, batch: batch))
    let report = try importer.run(
      .bytes(Array(text.utf8), name: name), at: noon, isKnown: { $0.hasPrefix("known") },
      handOn: { reviews += $0 })
    return (reviews, report)
  }

  @Test func `a table is read, and what cannot be used is named with its line`() throws {
    let (reviews, report) = try importing(
      """
      item,text,writer,at
      known-1,"Moving,
      and long.",ada,2026-01-02T03:04:05Z
      unknown,Good.,ada,
      known-1,!!!,bob,
      known-1,Again by her.,ada,
      known-2,Fine.,,yesterday
      known-2,Fine.,,
      known-2,FINE!,,
      """, as: "reviews.csv", batch: 1)
    #expect(reviews.map(\.itemID) == ["known-1", "known-2"])
    #expect(reviews[0].text.text == "Moving,\nand long.")
    #expect(reviews[0].writer == "ada")
    #expect(reviews[0].at == Date(timeIntervalSince1970: 1_767_323_045))
    #expect(reviews[1].writer == nil)
    #expect(reviews[1].at == noon)
    #expect(report.reviews == 2)
    #expect(
      report.skippedRows.map(\.description) == [
        "reviews.csv, line 4: there is no item with the id “unknown”",
        "reviews.csv, line 5: text must have a word in it, and 5000 characters at most",
        "reviews.csv, line 6: “ada” wrote of this item in line 2 already",
        "reviews.csv, line 7: at must be a time such as 2026-11-22 or 2026-11-22T23:30:00Z",
        "reviews.csv, line 9: the same was written of this item in line 8 already",
      ])
  }

  @Test func `lines of JSON are read alike`() throws {
    let (reviews, report) = try importing(
      """
      {"item": "known-1", "text": "Warm 🙂", "writer": "ada", "at": 1767323045}
      [1]
      {"item": "known-1", "text": 5}
      {"item": "known-1", "stars": 5}
      {"item_id": "known-2", "review": "Cold.", "writer": null}
      """, as: "reviews.jsonl")
    #expect(reviews.map(\.text.text) == ["Warm 🙂", "Cold."])
    #expect(reviews[0].at == Date(timeIntervalSince1970: 1_767_323_045))
    #expect(report.skippedRows.map(\.place.line) == [2, 3, 4])
    #expect(report.skippedRows[2].reason == "unknown field “stars”; there are item, text, writer, at")
  }

  @Test func `what is no table of reviews is an error that says what to change`() throws {
    #expect(throws: ImportError.self) { try importing("item,stars\nknown,5\n", as: "a.csv") }
    #expect(throws: ImportError.self) { try importing("item,text,review\nknown,a,b\n", as: "a.csv") }
    #expect(throws: ImportError.self) { try importing("", as: "a.csv") }
    #expect(throws: ImportError.self) { try importing("item,text\nunknown,b\n", as: "a.csv") }
    let strict = #expect(throws: ImportError.self) {
      try importing("item,text\nknown,Good.\nunknown,b\n", as: "a.csv", strict: true)
    }
    #expect(
      strict?.description
        == "a.csv, line 3: there is no item with the id “unknown”; nothing was imported")
  }
}
