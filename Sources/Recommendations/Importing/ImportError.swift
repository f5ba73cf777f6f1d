/// Where something stands in what is imported. Lines count from 1.
public struct ImportPlace: Hashable, Sendable, CustomStringConvertible {
  /// The file's name, without its folder.
  public let file: String
  /// From 1.
  public let line: Int

  /// "films.csv, line 7"
  public var description: String { "\(file), line \(line)" }

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}

/// Why an import stopped. What it handed on before must not be kept.
public enum ImportError: Error, Equatable, CustomStringConvertible {
  case unreadable(file: String, reason: String)
  case unknownFormat(file: String)
  case wrongEncoding(ImportPlace, remedy: String)
  case tooLong(ImportPlace, limit: Int)
  case tooLarge(file: String, limit: Int)
  case wrongColumns(ImportPlace, unknown: [String], missing: [String], known: [String])
  case syntax(ImportPlace, String)
  case refusedRow(SkippedRow)
  case nothingFound(file: String, skipped: SkippedRow?)

  /// What is wrong, where, and what to change.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
    case .unknownFormat(let file):
      "\(file): its format is not recognised; name it, one of "
        + ImportFormat.ofFiles.map(\.rawValue).joined(separator: ", ")
    case .wrongEncoding(let place, let remedy): "\(place): \(remedy)"
    case .tooLong(let place, let limit):
      "\(place): a line or text longer than \(limit) bytes; this is hardly what it claims to be"
    case .tooLarge(let file, let limit): "\(file) has more than \(limit) bytes: split it into several files"
    case .wrongColumns(let place, let unknown, let missing, let known):
      "\(place): "
        + [
          missing.isEmpty ? nil : "there is no column \(Self.list(missing))",
          unknown.isEmpty ? nil : "unknown column \(Self.list(unknown)): rename it or take it out",
        ].compactMap(\.self).joined(separator: "; ") + "; the columns are \(known.joined(separator: ", "))"
    case .syntax(let place, let what): "\(place): \(what)"
    case .refusedRow(let row): "\(row); nothing was imported"
    case .nothingFound(let file, let skipped):
      "\(file): nothing in it could be imported"
        + (skipped.map { "; the first that was skipped is \($0)" } ?? "")
    }
  }

  private static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }
}

/// Why one row or entry is left out; the import goes on.
struct RowProblem: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
