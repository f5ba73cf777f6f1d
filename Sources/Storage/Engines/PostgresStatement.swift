import Foundation

/// SQL with a `?` for each value, as PostgreSQL wants it: with `$1`, `$2` and so on.
enum PostgresStatement {
  /// What stands in quotes stays as it is.
  static func numbered(_ sql: String) -> String {
    var text = ""
    text.reserveCapacity(sql.utf8.count + 16)
    var quote: Character?
    var count = 0
    for character in sql {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "?" {
        count += 1
        text += "$\(count)"
        continue
      }
      text.append(character)
    }
    return text
  }

  /// A statement of ``Tables`` with PostgreSQL's types. Texts are compared byte by byte, as SQLite does, so that both sort
  /// alike whatever the language of the server.
  static func translated(_ sql: String) -> String {
    sql.replacing(/\bTEXT\b/, with: #"TEXT COLLATE "C""#).replacing(/\bBLOB\b/, with: "BYTEA")
  }
}

extension DatabaseValue {
  /// PostgreSQL's number of the type (`pg_type.dat`); 0 lets the statement decide.
  var postgresType: UInt32 {
    switch self {
    case .null: 0
    case .whole: 20
    case .number: 701
    case .text: 25
    case .bytes: 17
    }
  }

  /// As PostgreSQL reads it, but for the zero at the end; `nil` for `NULL`. A text may not have a zero in it there.
  var postgresText: String? {
    switch self {
    case .null: nil
    case .whole(let number): String(number)
    case .number(let number): String(number)
    case .text(let text): text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    case .bytes(let bytes): "\\x" + hexadecimal(Array(bytes))
    }
  }

  /// From the text of an answer.
  init(_ text: UnsafeBufferPointer<UInt8>, postgresType: UInt32) {
    let string = String(decoding: text, as: UTF8.self)
    self =
      switch postgresType {
      case 16: .whole(string == "t" ? 1 : 0)
      case 20, 21, 23, 26: Int64(string).map(DatabaseValue.whole) ?? .null
      case 700, 701, 1700: Double(string).map(DatabaseValue.number) ?? .null
      case 17: .bytes(DatabaseValue.bytes(hexadecimal: text))
      default: .text(string)
      }
  }

  /// `\x0a1b…`
  private static func bytes(hexadecimal text: UnsafeBufferPointer<UInt8>) -> Data {
    let digits = text.dropFirst(2).map { $0 < 0x3A ? $0 &- 0x30 : ($0 | 0x20) &- 0x57 }
    return Data(stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
  }
}
