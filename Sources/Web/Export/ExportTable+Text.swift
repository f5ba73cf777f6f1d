import Foundation
import Storage

extension ExportTable {
  /// The table as lines of values with commas between them (RFC 4180), the columns' names first.
  ///
  /// A text that a spreadsheet would take for a formula gets an apostrophe before it; JSON has it as it is.
  var commaSeparated: String {
    let lines = [columns.map(Self.field)] + rows.map { $0.map(Self.field) }
    return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private static func field(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .whole(let number): String(number)
    case .number(let number): String(number)
    case .time(let time): time.inMilliseconds
    case .text(let text): field(text)
    }
  }

  private static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}

/// Tables as one JSON object: `{"exported_at", "account": [{…}], "moods": [{…}, …], …}`.
struct ExportDocument: Encodable {
  let tables: [ExportTable]
  let exportedAt: Date

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Name.self)
    try document.encode(exportedAt.inMilliseconds, forKey: Name(stringValue: "exported_at"))
    for table in tables {
      var list = document.nestedUnkeyedContainer(forKey: Name(stringValue: table.name))
      for row in table.rows {
        var fields = list.nestedContainer(keyedBy: Name.self)
        for (column, value) in zip(table.columns, row) {
          let name = Name(stringValue: column)
          switch value {
          case .null: try fields.encodeNil(forKey: name)
          case .whole(let number): try fields.encode(number, forKey: name)
          case .number(let number): try fields.encode(number, forKey: name)
          case .text(let text): try fields.encode(text, forKey: name)
          case .time(let time): try fields.encode(time.inMilliseconds, forKey: name)
          }
        }
      }
    }
  }
}

extension Date {
  /// "2026-11-22T12:00:00.250Z"
  fileprivate var inMilliseconds: String {
    formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
