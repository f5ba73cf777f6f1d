import ArgumentParser
import Foundation
import Recommendations
import Storage

/// `mien recommender`
struct RecommenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommender",
    abstract: "Judges the rule that makes the lists, from the log of what was served.",
    discussion: """
      One place in four of a list is drawn, and the log keeps the chances. From it follows what other rules would have
      earned.

      Example:

        mien recommender evaluate
      """,
    subcommands: [RecommenderEvaluate.self, RecommenderExport.self])
}

/// `mien recommender evaluate`
struct RecommenderEvaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compares the rule that served with the fixed rule and with popularity.",
    discussion: """
      Inverse propensity scoring, its self-normalised form and the doubly robust estimate, each with a 95 % interval, and how
      many decisions of the rule itself would tell as much. Says so when the log cannot carry a conclusion.

      Example:

        mien recommender evaluate --log lists.jsonl --json evaluation.json
      """)

  @Option(
    help: ArgumentHelp(
      "A database, or what export wrote; the database of the data directory if left out.", valueName: "file"))
  var log: String?

  @Option(
    help: ArgumentHelp("Write the figures as JSON too; - for standard output alone.", valueName: "file"))
  var json: String?

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let evaluation = LogEvaluation(of: try await lists())
    if json != "-" { Console.print(evaluation.text) }
    if let json { try ResultFile(json).write(Console.json(evaluation)) }
  }

  private func lists() async throws -> [LoggedList] {
    guard let log else { return try await ListLog.lists(Settings(data).existingStore()) }
    let file = URL(filePath: log)
    if try InputFile.isDatabase(log) {
      let folder = file.deletingLastPathComponent()
      return try await ListLog.lists(Store(.file(file), directory: folder))
    }
    do {
      let content = try InputFile.read(log, atMost: ListLog.mostBytes)
      guard content.count <= ListLog.mostBytes else {
        throw Failure("it has more than \(ListLog.mostBytes >> 20) MB; take out the oldest lists")
      }
      return try LoggedList.parse(jsonLines: Data(content))
    } catch {
      throw Failure("\(InputFile.name(log)): \(error)")
    }
  }
}

/// `mien recommender export`
struct RecommenderExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the log of served lists as JSON Lines, without names.",
    discussion: """
      One list a line, with its drawn places, their chances and rewards.

      Example:

        mien recommender export lists.jsonl
      """)

  @Argument(help: ArgumentHelp("Where to write; - for standard output.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let lists = try await ListLog.lists(Settings(data).existingStore())
    let result = try ResultFile(file)
    for list in lists { try result.write(Console.json(list)) }
    if file != "-" { Console.print("Wrote \(lists.count) lists.") }
  }
}

/// Where the log of served lists comes from.
enum ListLog {
  /// Of a file in JSON Lines.
  static let mostBytes = 512 << 20

  /// All lists of a database; none where there is none.
  static func lists(_ store: Store?) async throws -> [LoggedList] {
    guard let store else { return [] }
    return try await store.lists.all()
  }
}

extension InputFile {
  /// Whether a file begins as SQLite's do.
  fileprivate static func isDatabase(_ path: String) throws -> Bool {
    guard path != "-" else { return false }
    guard let handle = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return false }
    defer { try? handle.close() }
    return try handle.read(upToCount: 16) == Data("SQLite format 3\u{0}".utf8)
  }
}
