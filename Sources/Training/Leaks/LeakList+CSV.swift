import Foundation

extension LeakList {
  /// The list as a file: a header, and a line a pair.
  public func csv() -> String {
    let lines = pairs.map { pair in
      let fields = [
        Self.quoted(pair.a.split), "\(pair.a.number)", Self.quoted(pair.b.split), "\(pair.b.number)",
        String(format: "%.4f", pair.correlation), "\(pair.identical)",
      ]
      return fields.joined(separator: ",")
    }
    return ([Self.header] + lines).map { $0 + "\n" }.joined()
  }

  /// Reads what ``csv()`` wrote.
  ///
  /// - Throws: ``DataSetError`` with the file, the line and what to change.
  public static func read(_ url: URL) throws(DataSetError) -> LeakList {
    let text = String(decoding: try SourceFile.bytes(url), as: UTF8.self)
    // Spreadsheets put a byte order mark before the header, and write TRUE.
    let lines = text.trimmingPrefix("\u{FEFF}").split(omittingEmptySubsequences: false) { $0.isNewline }
    guard let first = lines.first, first == header else {
      throw .missingHeader(path: url.path, expected: header, found: String((lines.first ?? "").prefix(80)))
    }
    var pairs: [Pair] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      pairs.append(try Self.pair(fields(of: line), path: url.path, line: index + 1))
    }
    return LeakList(pairs: pairs)
  }

  private static func pair(_ fields: [String], path: String, line: Int) throws(DataSetError) -> Pair {
    let names = header.split(separator: ",").map(String.init)
    guard fields.count >= names.count else {
      throw .missingField(path: path, line: line, field: names[fields.count])
    }
    func number(_ column: Int) throws(DataSetError) -> Int {
      guard let number = Int(fields[column]), number >= 0 else {
        throw .notANumber(path: path, line: line, field: names[column], text: fields[column])
      }
      return number
    }
    guard let correlation = Double(fields[4]), correlation.isFinite else {
      throw .missingField(path: path, line: line, field: names[4])
    }
    guard let identical = Bool(fields[5].lowercased()) else {
      throw .missingField(path: path, line: line, field: names[5])
    }
    return Pair(
      a: Row(split: fields[0], number: try number(1)), b: Row(split: fields[2], number: try number(3)),
      correlation: correlation, identical: identical)
  }

  /// A field in quotes where it needs them (RFC 4180).
  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    var last: Character?
    for character in line {
      if character == "\"" {
        // Two in a row within quotes are one of the text.
        if !isQuoted, last == "\"" { fields[fields.count - 1].append("\"") }
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
      last = character
    }
    return fields
  }
}
