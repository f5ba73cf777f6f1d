import ArgumentParser
import Foundation
import Training

/// `mien data check`
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds pictures that show the same photograph, within and across splits.",
    discussion: """
      Counts identical and near-identical pictures. --output writes a page with the pictures side by side, \
      index.html, and the list of all pairs, pairs.csv, which train and evaluate take with --exclude.

      Example:

        mien data check --data fer2013.csv --output leaks
      """)

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "fer2013.csv, a folder of classes, or RAF-DB's folder; again for each set to compare.",
      valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "FER+ votes, or RAF-DB's list, of the first --data; again for the second, and so on.",
      valueName: "file"),
    completion: .file())
  var labels: [String] = []

  @Option(help: ArgumentHelp("Which rows with votes have a label: majority or plurality.", valueName: "rule"))
  var rule: LabelRule = .majority

  @Option(
    help: ArgumentHelp("Folder for index.html and pairs.csv.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(help: ArgumentHelp("Writes the counts as JSON.", valueName: "file"), completion: .file())
  var json: String?

  func validate() throws {
    guard Set(paths).count == paths.count else {
      throw ValidationError("--data names the same set twice; once is enough to compare it with itself.")
    }
    guard labels.count <= paths.count else {
      throw ValidationError("There are more --labels than --data.")
    }
  }

  func run() throws {
    let report = LeakReport(try paths.indices.map(open))
    Console.print("\(report)".trimmingCharacters(in: .newlines))
    if let json { try Console.write(try report.json(), to: URL(filePath: json)) }
    if let output {
      let folder = URL(filePath: output)
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw Failure("\(output) cannot be made: \(FileProblem(error))")
      }
      let page = folder.appending(path: "index.html")
      try Console.write(Data(try LeakPage(report).html().utf8), to: page)
      try Console.write(Data(report.list.csv().utf8), to: folder.appending(path: "pairs.csv"))
      Console.note(
        "\(page.path) shows the pictures; pairs.csv beside it lists all pairs, which 'mien train' and "
          + "'mien evaluate' leave out with --exclude.")
    }
  }

  /// One set with its labels; says what was left out of it.
  private func open(_ position: Int) throws -> FaceDataSet {
    let labels = labels.indices.contains(position) ? URL(filePath: labels[position]) : nil
    let set = try DataSet.open(path: URL(filePath: paths[position]), labels: labels, rule: rule)
    set.noteSkipped()
    return set
  }
}
