import Recommendations
import Storage

/// What a person is told after an import.
struct ImportSummary {
  let report: ImportReport
  let changes: ImportChanges
  /// Who got the interactions, if anybody.
  let account: String?

  /// So many of the rows that were left out are named.
  static let mostRows = 20

  /// The result, on standard output.
  var lines: [String] {
    let items = "Imported \(Self.count(report.items, "item"))"
    var lines = [
      "\(items): \(changes.added) new, \(changes.updated) changed, \(changes.unchanged) as before."
    ]
    if let account, report.interactions > 0 {
      lines.append(
        "Noted \(Self.count(changes.interactions, "new play or like", "new plays and likes")) for \(account)."
      )
    }
    return lines
  }

  /// What else there is to know, on standard error.
  var notes: [String] {
    var notes = report.skippedRows.prefix(Self.mostRows).map { "Left out: \($0)" }
    if report.skipped > notes.count {
      notes.append("Left out: \(report.skipped - notes.count) more, \(report.skipped) in all")
    }
    notes += report.notes
    if report.repeated > 0 {
      notes.append("\(Self.count(report.repeated, "entry", "entries")) came more than once.")
    }
    if report.estimated > 0 {
      notes.append(
        "\(Self.count(report.estimated, "place", "places")) on the plane \(report.estimated == 1 ? "is" : "are") estimated."
      )
    }
    if account == nil, report.interactions > 0 {
      notes.append(
        "\(Self.count(report.interactions, "play or like", "plays and likes")) in it were left alone: "
          + "say whose they are with --account NAME.")
    }
    if changes.tooOld > 0 {
      notes.append(
        "\(Self.count(changes.tooOld, "play or like", "plays and likes")) are older than the "
          + "\(InteractionStore.mostPerAccount) newest, which alone are kept.")
    }
    return notes
  }

  func show() {
    for note in notes { Console.note(note) }
    for line in lines { Console.print(line) }
  }

  private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }
}
