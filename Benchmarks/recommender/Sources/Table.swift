import Foundation

/// Rows of a CSV file with a header; fields may stand in double quotes.
struct Table {
  let rows: [[String: String]]

  init(_ url: URL) throws {
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    let header = Self.fields(lines.first ?? "")
    rows = lines.dropFirst().map {
      Dictionary(zip(header, Self.fields($0)), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var quoted = false
    for character in line {
      if character == "\"" {
        quoted.toggle()
      } else if character == "," && !quoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
