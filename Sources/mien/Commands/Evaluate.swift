import ArgumentParser
import Foundation
import Images
import Networks
import Training

/// `mien evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says how good a checkpoint is on labelled faces.",
    discussion: """
      Accuracy, precision, recall and F1 of each emotion, and the confusion matrix: for all faces, and next to it \
      without those whose photograph is among the faces trained on. --report writes a page with all of it, \
      curves, calibration, robustness and the worst mistakes.

      Example:

        mien evaluate --data fer2013.csv --labels fer2013new.csv --split PublicTest --report report
      """)

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(
    help: ArgumentHelp("Which split; PublicTest or test where there is one, else all.", valueName: "name"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "The data trained on, such as fer2013.csv#Training; by default the training split of --data.",
      valueName: "path#split"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "pairs.csv of 'mien data check': its faces are leaks as well, however alike they look.",
      valueName: "list"),
    completion: .file(extensions: ["csv"]))
  var exclude: String?

  @Option(
    help: ArgumentHelp(
      "Folder for a page with everything, index.html, and its numbers.", valueName: "folder"),
    completion: .directory)
  var report: String?

  @Option(help: ArgumentHelp("Faces that --report damages in many ways; 0 for none.", valueName: "number"))
  var robustnessRows = 500

  @Option(help: ArgumentHelp("What the network is computed in: float32, int8 or auto.", valueName: "numbers"))
  var precision: PrecisionChoice = .float32

  @Flag(help: "Give one JSON object.")
  var json = false

  @Argument(help: ArgumentHelp("Where --json writes; standard output if left out.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    if output != nil, !json { throw ValidationError("A file is written with --json only.") }
    guard robustnessRows >= 0 else { throw ValidationError("--robustness-rows is a number from 0.") }
  }

  func run() throws {
    let settings = try Settings(data, model)
    let checkpoint = try settings.checkpoint()
    let set = try faces.open(settings)
    let wanted = try wanted(of: set)
    let rows = wanted.labelled
    let list = try exclude.map { try LeakList.read(URL(filePath: $0)) }
    let leaks = LeakedFaces(
      rows, trainedOn: try told(set, settings) ?? TrainedOn(in: set, notes: checkpoint.notes), list: list)
    note(leaks)

    let classifier = try EmotionClassifier(
      checkpoint, precision: precision, batch: 32, threads: Self.threads)
    let placed = checkpoint.aligned ? try rows.aligned(settings, side: checkpoint.sourceSide) : rows
    let all = Evaluation(
      distributions: try classifier.classify(placed.rows.map(\.face)), labels: rows.rows.compactMap(\.label),
      targets: targets(of: rows))
    let subject = try subject(classifier, set, wanted, leaks, settings)
    var result = ModelReport(
      subject, all: all, unseen: leaks.unseen.flatMap { $0.isEmpty ? nil : $0 },
      unsureBelow: checkpoint.unsureBelow)
    if json, let output {
      try Console.write(try result.evaluation.json(), to: URL(filePath: output))
    } else if json {
      let text = String(decoding: try result.evaluation.json(), as: UTF8.self)
      Console.print(text.trimmingCharacters(in: .newlines))
    } else {
      let text = result.evaluation.text(intervals: result.accuracyIntervals)
      Console.print(text.trimmingCharacters(in: .newlines))
    }
    if let report {
      try measure(&result, placed, classifier, settings)
      try write(result, placed, to: URL(filePath: report, directoryHint: .isDirectory))
    }
  }

  static var threads: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The rows of the split, at least one of them with a label.
  private func wanted(of set: FaceDataSet) throws -> FaceDataSet {
    let names = set.splits.map(\.name)
    let usual = ["publictest", "test"].lazy.compactMap { name in names.first { $0.lowercased() == name } }
      .first
    let rows = try (split ?? usual).map { try set.split($0) } ?? set
    guard !rows.labelled.rows.isEmpty else {
      throw Failure("no face of \(set.source) has a label to compare with")
    }
    return rows
  }

  /// The votes, where every row has some.
  private func targets(of rows: FaceDataSet) -> [[Float]]? {
    let targets = rows.rows.compactMap(\.target)
    return targets.count == rows.rows.count ? targets : nil
  }

  /// The faces that `--against` names: a file or folder, and behind the last `#` a split of it.
  private func told(_ set: FaceDataSet, _ settings: Settings) throws -> TrainedOn? {
    guard let against else { return nil }
    let parts = against.split(separator: "#", omittingEmptySubsequences: false)
    let path = parts.count > 1 ? parts.dropLast().joined(separator: "#") : against
    let known = path == faces.path ? set : try faces.read(path, settings)
    return .told(try parts.count > 1 ? known.split(String(parts[parts.count - 1])) : known)
  }

  /// Warns of what makes the raw figure better than it should be, in one sentence.
  private func note(_ leaks: LeakedFaces) {
    if leaks.isLeaking {
      Console.note("Warning: the split leaks: \(leaks.summary)")
    } else if leaks.unseen == nil {
      Console.note(leaks.summary)
    }
    if leaks.unseen?.isEmpty ?? false {
      Console.note("Every face is also among those trained on: there is no leak-free figure.")
    }
  }
}
