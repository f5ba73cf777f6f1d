import ArgumentParser
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

  /// Reads the set and says what was left out of it.
  func open() throws(DataSetError) -> FaceDataSet {
    let set = try DataSet.open(
      path: URL(filePath: path), labels: labels.map { URL(filePath: $0) }, rule: rule)
    if let first = set.skipped.first {
      Console.note(
        "\(set.skipped.count) pictures cannot be read and are left out, "
          + "such as \(first.path): \(first.reason)")
    }
    return set
  }
}

extension LabelRule: ExpressibleByArgument {}
