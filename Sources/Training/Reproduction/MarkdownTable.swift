/// A table that reads well as Markdown and in a terminal alike: columns of equal width, numbers to the right.
struct MarkdownTable: CustomStringConvertible {
  private let head: [String]
  private var rows: [[String]] = []

  init(_ head: [String]) { self.head = head }

  /// - Precondition: as many cells as the head has.
  mutating func append(_ cells: [String]) {
    precondition(cells.count == head.count, "\(cells.count) cells in a table of \(head.count) columns")
    rows.append(cells)
  }

  var description: String {
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map { column, width in
      let dashes = String(repeating: "-", count: max(width - 1, 2))
      return column == 0 ? " " + dashes + "- " : " " + dashes + ": "
    }
    return ([line(head), "|" + rule.joined(separator: "|") + "|"] + rows.map(line)).joined(separator: "\n")
  }
}
