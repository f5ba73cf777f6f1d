import Emotions
import Foundation

/// RAF-DB as its authors give it out (Li et al. 2017): `basic/Image/aligned/*.jpg` and
/// `list_patition_label.txt`.
///
/// The list has lines such as `train_00001.jpg 5` (1 surprise … 7 neutral); the picture of that line is
/// `train_00001_aligned.jpg`, and the name's beginning is the split.
struct RAFLayout {
  static let list = "list_patition_label.txt"

  private let root: URL
  private let aligned: URL

  /// `nil` if there is no `Image/aligned` folder at, or one `basic` below, the root.
  init?(root: URL) {
    let candidates = ["basic/Image/aligned", "Image/aligned"].map { root.appendingPathComponent($0) }
    guard let aligned = candidates.first(where: { SourceFile.isFolder($0) == true }) else { return nil }
    self.root = root
    self.aligned = aligned
  }

  func read(labels: URL?, options: ImageReadingOptions) throws(DataSetError) -> FaceDataSet {
    let places = ["", "EmoLabel/", "basic/", "basic/EmoLabel/"].map {
      root.appendingPathComponent($0 + Self.list)
    }
    guard let list = labels ?? places.first(where: { SourceFile.isFolder($0) == false }) else {
      throw .missingLabels(path: root.path, expected: "EmoLabel/" + Self.list)
    }
    let present = Set(try SourceFile.contents(of: aligned).map(\.lastPathComponent))
    var references: [ImageReference] = []
    let text = String(decoding: try SourceFile.bytes(list), as: UTF8.self)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { continue }
      guard words.count == 2 else {
        throw .missingField(path: list.path, line: index + 1, field: "label (a line is: name.jpg 5)")
      }
      guard let label = Int(words[1]).flatMap(ClassNames.raf) else {
        throw .unknownLabel(
          path: list.path, line: index + 1, text: String(words[1]),
          expected: "1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry or 7 neutral")
      }
      let stem = words[0].split(separator: ".").first.map(String.init) ?? String(words[0])
      let names = [stem + "_aligned.jpg", stem + ".jpg", stem + "_aligned.png"]
      guard let name = names.first(where: present.contains) else {
        throw .missingImage(
          path: aligned.appendingPathComponent(names[0]).path, list: list.path, line: index + 1)
      }
      references.append(
        ImageReference(
          url: aligned.appendingPathComponent(name), name: name, label: label,
          split: stem.split(separator: "_").first.map(String.init) ?? "all"))
    }
    guard !references.isEmpty else {
      throw .missingLabels(path: root.path, expected: "a filled \(Self.list)")
    }
    return try FaceDataSet(source: root.path, references: references, options: options)
  }
}
