import ArgumentParser
import Emotions
import Foundation
import Language

/// `mien read`
struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads the emotion of what somebody wrote.",
    discussion: """
      Seven probabilities a text, most probable first. Only English was learned: of other languages, and where there is no \
      word, it says that it is unsure. Nothing is kept.

      Example:

        mien read "I finally got the job!"
      """)

  @Argument(help: "Texts; - is standard input, a text a line.")
  var texts: [String]

  @Flag(help: "Print one JSON object a text, one a line.")
  var json = false

  @Option(
    help: ArgumentHelp("What 'mien text train' made, instead of what is built in.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @OptionGroup(title: "Encoder") var options: TextOptions

  /// Most of standard input that is read, bytes.
  private static let mostBytes = 64 << 20

  func validate() throws {
    if texts.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input (-) is read once.") }
  }

  func run() throws {
    let classifier = try WordsClassifier(
      folder: options.files().weights.deletingLastPathComponent(),
      checkpoint: model.map { URL(filePath: $0) } ?? WordsCheckpoint.shippedURL)
    let texts = try wanted()
    for (text, reading) in zip(texts, try classifier.read(texts, threads: options.threadCount)) {
      if json {
        try Console.printJSON(ReadingAnswer(text, reading))
      } else {
        for line in ReadingText.lines(text, reading) { Console.print(line) }
      }
    }
  }

  private func wanted() throws -> [String] {
    var result: [String] = []
    for text in texts {
      guard text == "-" else {
        result.append(text)
        continue
      }
      let bytes = try InputFile.read("-", atMost: Self.mostBytes)
      guard bytes.count <= Self.mostBytes else {
        throw Failure("standard input has more than \(Self.mostBytes >> 20) MB: give it in parts")
      }
      // What is no UTF-8 becomes a sign for "unknown", which is no word.
      result += bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
    return result
  }
}

/// A reading as `mien read --json` prints it.
private struct ReadingAnswer: Encodable {
  let text: String
  /// Missing where nothing was read: see ``WordsReading/isRead``.
  let emotion: Emotion?
  let confidence: Double
  let probabilities: EmotionDistribution
  let named: [Emotion]
  let unsure: TextDoubt?
  let cutOff: Bool

  enum CodingKeys: String, CodingKey {
    case text, emotion, confidence, probabilities, named, unsure
    case cutOff = "cut_off"
  }

  init(_ text: String, _ reading: WordsReading) {
    self.text = text
    emotion = reading.isRead ? reading.distribution.top : nil
    confidence = reading.distribution.confidence
    probabilities = reading.distribution
    named = reading.named
    unsure = reading.doubt
    cutOff = reading.isCutOff
  }
}

/// A reading for people.
private enum ReadingText {
  private static let width = 24
  private static let longestText = 80

  static func lines(_ text: String, _ reading: WordsReading) -> [String] {
    let shown = text.count > longestText ? text.prefix(longestText) + "…" : text[...]
    let distribution = reading.distribution
    var lines = ["“\(String(shown).withoutControls)”"]
    if let doubt = reading.doubt { lines.append("  unsure: \(doubt.words)") }
    if reading.isCutOff { lines.append("  only its beginning was read") }
    guard reading.isRead else { return lines }
    for emotion in Emotion.allCases.sorted(by: { distribution[$0] > distribution[$1] }) {
      let share = distribution[emotion]
      let name = emotion.rawValue
      let bar = String(repeating: "█", count: Int((share * Double(width)).rounded()))
      let percent = "\(Int((share * 100).rounded())) %"
      lines.append(
        "  \(name)\(String(repeating: " ", count: 9 - name.count))"
          + "\(String(repeating: " ", count: 6 - percent.count))\(percent)  \(bar)")
    }
    return lines
  }
}
