import Emotions
import Foundation

/// Reads GoEmotions in its Ekman form (Demszky et al. 2020, arXiv:2005.00547): a text, a tab, its labels' numbers with
/// commas between them, a tab and a name that nobody needs; and beside it labels.txt, a label's name a line.
public enum GoEmotionsReader {
  /// Longest text that is taken, characters: the longest of GoEmotions has 703.
  static let longestText = 10_000
  /// Largest file, bytes.
  static let mostBytes = 512 << 20

  /// Names that other data sets use for our seven.
  private static let names: [String: Emotion] = [
    "anger": .angry, "disgust": .disgust, "fear": .fear, "joy": .happy, "neutral": .neutral, "sadness": .sad,
    "surprise": .surprise,
  ]

  /// Reads a file and the labels.txt in its folder.
  ///
  /// - Throws: ``TextDataError`` if one of them cannot be read, a label has no meaning here, or no row is sound.
  public static func read(_ file: URL) throws(TextDataError) -> TextDataSet {
    let labels = try labels(file.deletingLastPathComponent().appending(path: "labels.txt"))
    let set = parse(try text(file), labels: labels)
    guard !set.texts.isEmpty else {
      throw .unreadable(
        path: file.path(percentEncoded: false),
        reason: "has no labelled text: a line is a text, a tab and the numbers of its labels")
    }
    return set
  }

  /// The emotion that each number stands for.
  static func labels(_ file: URL) throws(TextDataError) -> [Emotion] {
    var result: [Emotion] = []
    for line in try text(file).split(whereSeparator: \.isNewline) {
      let name = line.trimmingCharacters(in: .whitespaces).lowercased()
      guard let emotion = names[name] ?? Emotion(rawValue: name) else {
        throw .unreadable(
          path: file.path(percentEncoded: false),
          reason: "names a label '\(name)': known are \(names.keys.sorted().joined(separator: ", "))")
      }
      result.append(emotion)
    }
    guard !result.isEmpty else {
      throw .unreadable(path: file.path(percentEncoded: false), reason: "names no label")
    }
    return result
  }

  /// - Parameter labels: the emotion that each number stands for.
  public static func parse(_ content: String, labels: [Emotion]) -> TextDataSet {
    var texts: [LabelledText] = []
    var skipped: [TextDataSet.SkippedText] = []
    // By bytes: a text may hold the separators that only Unicode knows.
    for (index, line) in content.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
      switch row(Substring(line), labels) {
      case .success(let text): texts.append(text)
      case .failure(let reason): skipped.append(.init(line: index + 1, reason: reason.text))
      }
    }
    return TextDataSet(texts, skipped: skipped)
  }

  private struct Reason: Error {
    let text: String
  }

  private static func row(_ line: Substring, _ labels: [Emotion]) -> Result<LabelledText, Reason> {
    let fields = line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
      Substring($0)
    }
    guard fields.count >= 2 else { return .failure(Reason(text: "it has no tab")) }
    let text = fields[0].trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { return .failure(Reason(text: "its text is empty")) }
    guard text.count <= longestText else {
      return .failure(Reason(text: "its text is longer than \(longestText) characters"))
    }
    var emotions: Set<Emotion> = []
    for part in fields[1].split(separator: ",", omittingEmptySubsequences: false) {
      let number = part.trimmingCharacters(in: .whitespacesAndNewlines)
      guard let index = Int(number), labels.indices.contains(index) else {
        return .failure(
          Reason(text: "its label '\(number.prefix(20))' is no number from 0 to \(labels.count - 1)"))
      }
      emotions.insert(labels[index])
    }
    return .success(LabelledText(text, emotions))
  }

  private static func text(_ file: URL) throws(TextDataError) -> String {
    let path = file.path(percentEncoded: false)
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      data = try handle.read(upToCount: mostBytes + 1) ?? Data()
    } catch { throw .unreadable(path: path, reason: "cannot be read: is it there, and may you read it?") }
    guard data.count <= mostBytes else {
      throw .unreadable(path: path, reason: "has more than \(mostBytes >> 20) MB")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .unreadable(path: path, reason: "is no text in UTF-8")
    }
    return text
  }
}

/// What is wrong with a file of labelled texts.
public enum TextDataError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) \(reason)"
    }
  }
}
