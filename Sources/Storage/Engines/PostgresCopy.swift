/// Rows in the text format of PostgreSQL's `COPY`: tabs between the values, and a backslash before what would otherwise end
/// one.
enum PostgresCopy {
  static func line(_ row: [DatabaseValue]) -> [UInt8] {
    var line: [UInt8] = []
    for (place, value) in row.enumerated() {
      if place > 0 { line.append(UInt8(ascii: "\t")) }
      guard let text = value.postgresText else {
        line += Array("\\N".utf8)
        continue
      }
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\\"): line += Array("\\\\".utf8)
        case UInt8(ascii: "\t"): line += Array("\\t".utf8)
        case UInt8(ascii: "\n"): line += Array("\\n".utf8)
        case UInt8(ascii: "\r"): line += Array("\\r".utf8)
        default: line.append(byte)
        }
      }
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }
}
