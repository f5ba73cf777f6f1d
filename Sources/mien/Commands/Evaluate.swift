import ArgumentParser
import Foundation
import Networks
import Training

/// `mien evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says how good a checkpoint is on labelled faces.",
    discussion: """
      Accuracy, precision, recall and F1 of each emotion, and the confusion matrix. With --against the \
      same again without faces whose photograph is in the data that the checkpoint was trained on.

      Example:

        mien evaluate --data fer2013.csv --labels fer2013new.csv --split PublicTest --against fer2013.csv#Training
      """)

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(
    help: ArgumentHelp("Which split; PublicTest or test where there is one, else all.", valueName: "name"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "The data trained on, such as fer2013.csv#Training: gives leak-free figures as well.",
      valueName: "path#split"))
  var against: String?

  @Flag(help: "Give one JSON object.")
  var json = false

  @Argument(help: ArgumentHelp("Where --json writes; standard output if left out.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    if output != nil, !json { throw ValidationError("A file is written with --json only.") }
  }

  func run() throws {
    let settings = try Settings(data, model)
    let checkpoint = try settings.checkpoint()
    let set = try faces.open(settings)
    let rows = try wanted(of: set)
    let classifier = try EmotionClassifier(
      checkpoint, batch: 32, threads: ProcessInfo.processInfo.activeProcessorCount)
    let all = Evaluation(
      distributions: try classifier.classify(rows.rows.map(\.image)), labels: rows.rows.compactMap(\.label),
      targets: targets(of: rows))
    let report = EvaluationReport(
      raw: all.figures, leakFree: try leakFree(all, rows, trainedOn(set, settings)))
    if json, let output {
      try Console.write(try report.json(), to: URL(filePath: output))
    } else if json {
      Console.print(String(decoding: try report.json(), as: UTF8.self).trimmingCharacters(in: .newlines))
    } else {
      Console.print("\(report)".trimmingCharacters(in: .newlines))
    }
  }

  /// The labelled rows of the split.
  private func wanted(of set: FaceDataSet) throws -> FaceDataSet {
    let names = set.splits.map(\.name)
    let usual = ["publictest", "test"].lazy.compactMap { name in names.first { $0.lowercased() == name } }
      .first
    let rows = try (split ?? usual).map { try set.split($0) } ?? set
    guard !rows.labelled.rows.isEmpty else {
      throw Failure("no face of \(set.source) has a label to compare with")
    }
    return rows.labelled
  }

  /// The votes, where every row has some.
  private func targets(of rows: FaceDataSet) -> [[Float]]? {
    let targets = rows.rows.compactMap(\.target)
    return targets.count == rows.rows.count ? targets : nil
  }

  /// The faces that `--against` names: a file or folder, and behind the last `#` a split of it.
  private func trainedOn(_ set: FaceDataSet, _ settings: Settings) throws -> FaceDataSet? {
    guard let against else { return nil }
    let parts = against.split(separator: "#", omittingEmptySubsequences: false)
    let path = parts.count > 1 ? parts.dropLast().joined(separator: "#") : against
    let known = path == faces.path ? set : try faces.read(path, settings)
    return try parts.count > 1 ? known.split(String(parts[parts.count - 1])) : known
  }

  /// The figures without leaks; nil where no face is left to measure.
  private func leakFree(
    _ all: Evaluation, _ rows: FaceDataSet, _ trained: FaceDataSet?
  ) throws -> EvaluationFigures? {
    guard let trained else { return nil }
    let positions = unseen(rows, in: trained)
    guard !positions.isEmpty else {
      Console.note("Every face is also among those trained on: there is no leak-free figure.")
      return nil
    }
    return all.rows(positions).figures
  }

  /// Positions of the rows whose photograph is not among the faces trained on.
  private func unseen(_ rows: FaceDataSet, in trained: FaceDataSet) -> [Int] {
    let seen = Set(rows.excludingPhotographs(of: [trained]).excluded)
    return rows.rows.indices.filter { !seen.contains($0) }
  }
}
