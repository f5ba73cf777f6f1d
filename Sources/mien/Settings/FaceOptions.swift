import ArgumentParser
import Engine
import Faces
import Foundation
import Training

/// Which labelled faces, as training and evaluation take them.
struct FaceOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("fer2013.csv, a folder of classes, or RAF-DB's folder.", valueName: "path"),
    completion: .file())
  var path: String

  @Option(
    help: ArgumentHelp("FER+ votes for fer2013.csv, or RAF-DB's list.", valueName: "file"),
    completion: .file())
  var labels: String?

  @Option(help: ArgumentHelp("Which rows with votes have a label: majority or plurality.", valueName: "rule"))
  var rule: LabelRule = .majority

  /// Reads the set, cutting the faces out of larger pictures, and says what was left out of it.
  func open(_ settings: Settings) throws -> FaceDataSet {
    let set = try read(path, labels: labels, settings)
    set.noteSkipped()
    return set
  }

  /// Reads any set in that way.
  func read(_ path: String, labels: String? = nil, _ settings: Settings) throws -> FaceDataSet {
    let cutter = FaceCutter(EngineFiles(weights: settings.weights))
    return try DataSet.open(
      path: URL(filePath: path), labels: labels.map { URL(filePath: $0) }, rule: rule,
      options: ImageReadingOptions(face: { cutter.face(in: $0) }))
  }
}

extension FaceDataSet {
  /// The set as a network takes it that was, or will be, trained on aligned faces in pictures of `side` pixels.
  ///
  /// - Throws: ``Failure`` if the detector is not there, without which nothing can be aligned.
  func aligned(_ settings: Settings, side: Int) throws -> FaceDataSet {
    let files = EngineFiles(weights: settings.weights)
    // Its error says what to do; the cutter would leave every face as it is.
    _ = try FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange)
    let cutter = FaceCutter(files)
    return aligned { cutter.placed($0, side: side) }
  }

  /// Says how many pictures were left out because they cannot be read, and names them.
  func noteSkipped() {
    guard !skipped.isEmpty else { return }
    let shown = skipped.prefix(20).map { "  \($0.path): \($0.reason)" }
    let rest = skipped.count > shown.count ? ["  and \(skipped.count - shown.count) more"] : []
    let count = skipped.count == 1 ? "1 picture" : "\(skipped.count) pictures"
    Console.note((["\(count) cannot be read, left out:"] + shown + rest).joined(separator: "\n"))
  }
}

extension LabelRule: ExpressibleByArgument {}
