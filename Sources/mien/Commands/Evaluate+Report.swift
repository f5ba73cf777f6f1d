import Emotions
import Foundation
import Images
import Networks
import Tensors
import Training

/// `mien evaluate --report`
extension Evaluate {
  /// Names the model, the faces and the command.
  func subject(
    _ classifier: EmotionClassifier, _ set: FaceDataSet, _ rows: FaceDataSet, _ leaks: LeakedFaces,
    _ settings: Settings
  ) throws -> ReportSubject {
    let file = settings.model ?? EmotionCheckpoint.shippedURL
    let bytes = try Data(contentsOf: file)
    var hash = SHA256()
    hash.update([UInt8](bytes))
    let splits = rows.splits.map(\.name)
    let name = settings.model == nil ? "the checkpoint built in" : file.lastPathComponent
    return ReportSubject(
      model: name, modelSHA256: hash.hexadecimal(), network: words(for: classifier, bytes: bytes.count),
      data: URL(filePath: faces.path).lastPathComponent, dataSHA256: set.contentHash(),
      split: splits.count == 1 ? splits[0] : "all", labels: labelsInWords, rows: rows.rows.count,
      skipped: set.skipped.count, leaks: leaks.summary, command: TypedCommand.ofThisProcess.record)
  }

  private func words(for classifier: EmotionClassifier, bytes: Int) -> String {
    let checkpoint = classifier.checkpoint
    let parts = [
      "MobileNetV2 of width \(checkpoint.network.widthMultiplier)",
      "input \(checkpoint.side)×\(checkpoint.side), faces of at most \(checkpoint.sourceSide) pixels",
      "computed in \(classifier.precision.rawValue)",
      String(format: "temperature %.3f", checkpoint.temperature),
      String(format: "%.1f MB", Double(bytes) / 1_000_000),
    ]
    return (parts + (checkpoint.notes["epoch"].map { ["epoch \($0) of its run"] } ?? [])).joined(
      separator: ", ")
  }

  private var labelsInWords: String {
    guard let labels = faces.labels else { return "the data's own" }
    return "\(URL(filePath: labels).lastPathComponent), \(faces.rule.rawValue) rule"
  }

  /// Adds what only a report has: flips, damaged faces, speed, and the log of the run.
  func measure(
    _ result: inout ModelReport, _ rows: FaceDataSet, _ classifier: EmotionClassifier, _ settings: Settings
  ) throws {
    let placed = rows.rows.map(\.face)
    let read = { (faces: [PlacedFace]) throws -> [EmotionDistribution] in try classifier.classify(faces) }
    result.flipped = try FlipAveraging.distributions(result.all.distributions, of: placed, read: read)
    if robustnessRows > 0 {
      let drawn = result.unseen.map { $0.map { rows.rows[$0] } } ?? rows.rows
      result.robustness = try Robustness(
        of: drawn, count: robustnessRows, seed: result.seed,
        progress: { Console.note("Robustness: \($0.title.lowercased())…") }, read: read)
    }
    result.speed = try Speed(
      of: classifier.checkpoint, precision: precision, faces: placed, threads: Self.threads,
      clock: { ProcessInfo.processInfo.systemUptime })
    if let model = settings.model {
      result.log = RunFolder(model.deletingLastPathComponent()).records()
    }
  }

  /// Writes the page and its numbers.
  func write(_ result: ModelReport, _ rows: FaceDataSet, to folder: URL) throws {
    let page = try ReportPage(result, faces: rows.rows).html()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure("\(folder.path) cannot be made: \(FileProblem(error))")
    }
    let file = folder.appending(path: "index.html")
    try Console.write(Data(page.utf8), to: file)
    try Console.write(try result.json(), to: folder.appending(path: "report.json"))
    Console.note(
      "\(file.path) is the report; it shows faces of your data. report.json beside it has its numbers.")
  }
}
