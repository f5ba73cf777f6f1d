import ArgumentParser
import Emotions
import Engine
import Faces
import Foundation
import Images

/// `mien predict`
struct Predict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads the faces in pictures: where they are and what they express.",
    discussion: """
      A picture without a face is a normal answer: an empty list. A file that cannot be read is named on \
      standard error, the others go on, and the exit code is 1.

      Example:

        mien predict --json portrait.jpg party.png
      """)

  @Argument(help: "Pictures: JPEG, PNG or WebP; - is standard input.", completion: .file())
  var files: [String]

  @Flag(help: "Print one JSON object a picture, one a line.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func run() async throws {
    let engine = try await Settings(data, model).engine(workers: 1, limits: .default)
    var failures = 0
    for file in files {
      do {
        let analysis = try await engine.analyse(InputFile.read(file, atMost: ImageLimits.default.bytes))
        if json {
          try Console.printJSON(Prediction(path: file, analysis))
        } else {
          for line in PredictionText.lines(file, analysis) { Console.print(line) }
        }
      } catch {
        failures += 1
        Console.note("mien: \(InputFile.name(file)): \(error)")
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }
}

/// A picture in the output of `mien predict --json`; docs/command-line.md gives the schema.
struct Prediction: Encodable {
  let path: String
  let width: Int
  let height: Int
  let faces: [Face]

  struct Face: Encodable {
    let box: BoundingBox
    let score: Double
    let emotion: Emotion
    let confidence: Double
    let probabilities: EmotionDistribution
    let valence: Double
    let arousal: Double
  }

  init(path: String, _ analysis: FrameAnalysis) {
    self.path = path
    width = analysis.width
    height = analysis.height
    faces = analysis.faces.map {
      Face(
        box: $0.box, score: $0.score, emotion: $0.distribution.top, confidence: $0.distribution.confidence,
        probabilities: $0.distribution, valence: $0.distribution.affect.valence,
        arousal: $0.distribution.affect.arousal)
    }
  }
}

/// A picture in the output of `mien predict` for people.
enum PredictionText {
  static func lines(_ path: String, _ analysis: FrameAnalysis) -> [String] {
    let count = analysis.faces.count
    let found = count == 0 ? "no face" : count == 1 ? "1 face" : "\(count) faces"
    return ["\(path)  \(analysis.width)×\(analysis.height)  \(found)"] + analysis.faces.flatMap(lines)
  }

  private static func lines(_ face: FaceReading) -> [String] {
    let distribution = face.distribution
    let box = [face.box.x, face.box.y, face.box.width, face.box.height].map { Int($0.rounded()) }
    return [
      "  \(distribution.top) \(percent(distribution.confidence))"
        + "  at \(box[0]),\(box[1])  \(box[2])×\(box[3])"
        + "  valence \(signed(distribution.affect.valence))  arousal \(signed(distribution.affect.arousal))",
      "    "
        + Emotion.allCases.map { "\($0) \(percent(distribution[$0]))" }.joined(separator: "  "),
    ]
  }

  private static func percent(_ probability: Double) -> String { "\(Int((probability * 100).rounded())) %" }

  private static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }
}
