import ArgumentParser
import Engine
import Faces
import Foundation
import Images
import Training

/// `mien data`
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Looks at labelled faces before one trains on them.",
    discussion: """
      Example:

        mien data framing --data fer2013.csv
      """,
    subcommands: [DataCheckCommand.self, DataFraming.self])
}

/// `mien data framing`
struct DataFraming: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "framing",
    abstract: "Measures where eyes, nose and mouth lie in the pictures of a data set.",
    discussion: """
      Live faces are cropped so that eyes, nose and mouth lie where those of the training faces do. This finds the \
      face in each picture, enlarged, and prints medians in shares of the picture's sides.

      Example:

        mien data framing --data fer2013.csv --limit 3000
      """)

  @OptionGroup(title: "Faces") var faces: FaceOptions

  @Option(help: ArgumentHelp("Pictures to look at, spread over the set.", valueName: "number"))
  var limit = 3000

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is a number from 1.") }
  }

  func run() throws {
    let settings = try Settings(data, model)
    let rows = try faces.open(settings).rows
    let files = EngineFiles(weights: settings.weights)
    let detector = try FaceDetector(shortRange: files.shortRange, fullRange: files.fullRange)
    let step = max(1, rows.count / limit)
    let looked = Array(stride(from: 0, to: rows.count, by: step).prefix(limit))
    let found = try looked.compactMap { try shares(detector, rows[$0].image) }
    guard !found.isEmpty else {
      throw Failure("no face was found in \(looked.count) pictures of \(faces.path)")
    }

    Console.print("faces found       \(found.count) of \(looked.count)")
    let points: [(String, (Landmarks) -> Point)] = [
      ("right eye", { $0.rightEye }), ("left eye ", { $0.leftEye }), ("nose     ", { $0.nose }),
      ("mouth    ", { $0.mouth }),
    ]
    for (name, point) in points {
      let (x, y) = (share(0.5, found.map { point($0).x }), share(0.5, found.map { point($0).y }))
      Console.print("\(name) at      \(text(x)), \(text(y))")
    }
    let distances = found.map { hypot($0.leftEye.x - $0.rightEye.x, $0.leftEye.y - $0.rightEye.y) }
    Console.print("eyes' distance    \(spread(distances))")
    let tilts = found.map { atan2($0.leftEye.y - $0.rightEye.y, $0.leftEye.x - $0.rightEye.x) * 180 / .pi }
    Console.print("tilt in degrees   \(spread(tilts))")
  }

  /// Where a face's points are, in shares of the picture's sides.
  private func shares(_ detector: FaceDetector, _ image: GrayImage) throws -> Landmarks? {
    try detector.landmarks(ofFace: image).map { seen in
      func share(_ point: Point) -> Point {
        Point(x: point.x / Double(image.width), y: point.y / Double(image.height))
      }
      return Landmarks(
        rightEye: share(seen.rightEye), leftEye: share(seen.leftEye), nose: share(seen.nose),
        mouth: share(seen.mouth), rightEar: share(seen.rightEar), leftEar: share(seen.leftEar))
    }
  }

  /// The value below which `part` of the values lie.
  private func share(_ part: Double, _ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
  }

  /// The median and where nine tenths of the values lie.
  private func spread(_ values: [Double]) -> String {
    "\(text(share(0.5, values))) (5–95 %: \(text(share(0.05, values))) to \(text(share(0.95, values))))"
  }

  private func text(_ value: Double) -> String { String(format: "%.3f", value) }
}
