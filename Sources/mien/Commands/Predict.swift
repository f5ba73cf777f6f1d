import ArgumentParser
import Emotions
import Engine
import Faces
import Foundation
import Images
import Networks

/// `mien predict`
struct Predict: ParsableCommand {
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

  @Flag(help: "Each picture is one face, framed as FER2013 frames them: look for no other.")
  var aligned = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions

  func validate() throws {
    if files.contains("") { throw ValidationError("A picture's name is not empty.") }
    if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input (-) is read once.") }
  }

  func run() throws {
    let (unsureBelow, read) = try reader(Settings(data, model))
    var failures = 0
    for file in files {
      do {
        let prediction = try read(file)
        if json {
          try Console.printJSON(prediction)
        } else {
          let lines = PredictionText.lines(prediction, unsureBelow: unsureBelow)
          for line in lines { Console.print(line) }
        }
      } catch {
        failures += 1
        Console.note("mien: \(InputFile.name(file)): \(error)")
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }

  /// What reads a file: detectors and emotion network, or with --aligned the latter alone.
  private func reader(_ settings: Settings) throws -> (
    unsureBelow: Double, read: (String) throws -> Prediction
  ) {
    guard aligned else {
      let pipeline = try FramePipeline(EngineFiles(weights: settings.weights, emotion: settings.model))
      return (
        pipeline.checkpoint.unsureBelow, { Prediction(path: $0, try pipeline.analyse(bytes(of: $0))) }
      )
    }
    let classifier = try EmotionClassifier(settings.checkpoint())
    return (
      classifier.checkpoint.unsureBelow,
      { file in
        let image = try ImageDecoder.decode(bytes(of: file))
        return Prediction(path: file, aligned: image, try classifier.classify([image.gray()])[0])
      }
    )
  }

  private func bytes(of file: String) throws -> [UInt8] {
    try InputFile.read(file, atMost: ImageLimits.default.bytes)
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
    /// Of the detector; `nil` where it was not asked.
    let score: Double?
    let emotion: Emotion
    let confidence: Double
    let probabilities: EmotionDistribution
    let valence: Double
    let arousal: Double

    init(box: BoundingBox, score: Double?, _ distribution: EmotionDistribution) {
      self.box = box
      self.score = score
      emotion = distribution.top
      confidence = distribution.confidence
      probabilities = distribution
      valence = distribution.affect.valence
      arousal = distribution.affect.arousal
    }
  }

  init(path: String, _ analysis: FrameAnalysis) {
    self.path = path
    width = analysis.width
    height = analysis.height
    faces = analysis.faces.map { Face(box: $0.box, score: $0.score, $0.distribution) }
  }

  /// A picture that is one face from edge to edge.
  init(path: String, aligned image: RGBImage, _ distribution: EmotionDistribution) {
    self.path = path
    width = image.width
    height = image.height
    let box = BoundingBox(x: 0, y: 0, width: Double(width), height: Double(height))
    faces = [Face(box: box, score: nil, distribution)]
  }
}

/// A picture in the output of `mien predict` for people.
enum PredictionText {
  /// - Parameter unsureBelow: confidence below which the verdict is "unsure".
  static func lines(_ picture: Prediction, unsureBelow: Double) -> [String] {
    let count = picture.faces.count
    let found = count == 0 ? "no face" : count == 1 ? "1 face" : "\(count) faces"
    return ["\(picture.path)  \(picture.width)×\(picture.height)  \(found)"]
      + picture.faces.flatMap { lines($0, unsureBelow: unsureBelow) }
  }

  private static func lines(_ face: Prediction.Face, unsureBelow: Double) -> [String] {
    let distribution = face.probabilities
    let verdict = distribution.confidence >= unsureBelow ? "" : "unsure: "
    let box = [face.box.x, face.box.y, face.box.width, face.box.height].map { Int($0.rounded()) }
    return [
      "  \(verdict)\(distribution.top) \(percent(distribution.confidence))"
        + "  at \(box[0]),\(box[1])  \(box[2])×\(box[3])"
        + "  valence \(signed(distribution.affect.valence))  arousal \(signed(distribution.affect.arousal))",
      "    "
        + Emotion.allCases.map { "\($0) \(percent(distribution[$0]))" }.joined(separator: "  "),
    ]
  }

  private static func percent(_ probability: Double) -> String { "\(Int((probability * 100).rounded())) %" }

  private static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }
}
