import Recommendations

/// What a person is told after an import of reviews.
struct ReviewSummaryLines {
  let report: ReviewImportReport
  /// New ones, and such whose text is another.
  let changed: Int

  /// So many of the rows that were left out are named.
  private static let mostRows = 20

  func show() {
    let named = report.skippedRows.prefix(Self.mostRows)
    for row in named { Console.note("Left out: \(row)") }
    if report.skipped > named.count {
      Console.note("Left out: \(report.skipped - named.count) more, \(report.skipped) in all")
    }
    let reviews = "\(report.reviews) review\(report.reviews == 1 ? "" : "s")"
    Console.print("Imported \(reviews): \(changed) new or changed, \(report.reviews - changed) as before.")
    Console.note("How warm they are is read by 'mien catalogue embed', or by the server.")
  }
}
