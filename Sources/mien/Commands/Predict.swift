import ArgumentParser
import Emotions
import Engine
import Foundation
import Images
import Networks

/// `mien predict`
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads the faces in pictures: where they are and what they express.",
    discussion: """
      A folder stands for the pictures in it and in the folders below. A picture without a face is a normal \
      answer: an empty list. A file that cannot be read is named on standard error, the others go on, and the \
      exit code is 1.

      Example:

        mien predict --json portrait.jpg holidays
      """)

  @Argument(
    help: "Pictures (JPEG, PNG or WebP) and folders of them; - is a picture on standard input.",
    completion: .file())
  var files: [String]

  @Flag(help: "Print one JSON object a picture, one a line.")
  var json = false

  @Option(
    help: ArgumentHelp("Write one row a face, with commas; - is standard output.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Flag(help: "Each picture is one face, framed as FER2013 frames them: look for no other.")
  var aligned = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions
  @OptionGroup(title: "Networks") var precision: PrecisionOptions

  func validate() throws {
    if files.contains("") { throw ValidationError("A picture's name is not empty.") }
    if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input (-) is read once.") }
    if csv == "" { throw ValidationError("--csv is a file, or - for standard output.") }
    if csv == "-", json { throw ValidationError("Give --json or --csv -, not both.") }
  }

  func run() throws {
    let settings = try Settings(data, model, flags: precision.flags)
    let list = FileList(files, of: .pictures)
    for (path, reason) in list.problems { Console.note("mien: \(path.withoutControls): \(reason)") }
    let table = try csv.map { try ResultFile($0) }
    try table?.write(CSV.row(Prediction.columns))
    guard !list.paths.isEmpty else { throw ExitCode.failure }

    let reader = PictureReader(settings: settings, isAligned: aligned)
    let unsureBelow = try reader.checkpoint().unsureBelow
    let work = OrderedWork(list.paths, threads: Surroundings.ofThisProcess().processors) {
      try reader.prepare()
    }
    var progress = ProgressBar(
      total: list.paths.count, unit: "pictures",
      isTerminal: list.paths.count > 1 && isatty(STDERR_FILENO) == 1, at: Self.now)
    var (done, failures) = (0, 0)
    try work.inOrder { (path, answer) in
      let text: [String]
      switch answer {
      case .failure(let problem):
        failures += 1
        progress.clear()
        Console.note("mien: \(InputFile.name(path)): \(problem.reason)")
        text = []
      case .success(let prediction):
        for row in table == nil ? [] : prediction.rows { try table?.write(CSV.row(row)) }
        text = try lines(prediction, unsureBelow: unsureBelow)
      }
      if !text.isEmpty { progress.clear() }
      for line in text { Console.print(line) }
      done += 1
      progress.show(done, at: Self.now)
    }
    progress.clear()
    if failures > 0, list.paths.count > 1 {
      Console.note("\(failures) of \(list.paths.count) pictures could not be read.")
    }
    if failures > 0 || !list.problems.isEmpty { throw ExitCode.failure }
  }

  /// What is printed of a picture: with `--csv` alone, nothing.
  private func lines(_ prediction: Prediction, unsureBelow: Double) throws -> [String] {
    if json { return [try Console.json(prediction)] }
    return csv == nil ? PredictionText.lines(prediction, unsureBelow: unsureBelow) : []
  }

  /// Seconds on a clock that does not jump.
  private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
