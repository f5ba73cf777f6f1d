import Foundation

extension LeakReport: CustomStringConvertible {
  /// Pairs by splits, and for each split the share of its rows that another one shows too; aligned for a
  /// terminal.
  public var description: String {
    let counts = groups.map(\.counts)
    let pairs =
      [["pairs", "identical", "near", "labels differ"]]
      + counts.map {
        [
          $0.isWithin ? "within \($0.splitA)" : "\($0.splitA) – \($0.splitB)", "\($0.identical)",
          "\($0.near)", "\($0.conflicting)",
        ]
      }
    let rows =
      [["rows also in another split", "rows", "identical", "same photograph"]]
      + summary.overlaps.map {
        [
          "\($0.split.name) in \($0.other)", "\($0.split.rows)", "\($0.leaked.identical)",
          $0.leaked.text,
        ]
      }
    return (aligned(pairs) + (rows.count == 1 ? [] : [""] + aligned(rows))).joined(separator: "\n") + "\n"
  }

  /// Lines of a table: its first column to the left, the others to the right.
  private func aligned(_ table: [[String]]) -> [String] {
    let columns = table.first?.indices ?? 0..<0
    let widths = columns.map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { line in
      zip(line, widths).enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + blanks : "  " + blanks + cell.0
      }.joined()
    }
  }
}

extension LeakedRows {
  /// The rows, and in percent of their split.
  var text: String { "\(samePhotograph) (\(String(format: "%.1f", 100 * share)) %)" }
}
