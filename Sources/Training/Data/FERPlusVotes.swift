import Emotions
import Foundation

/// What ten people called one face of FER2013: the votes of FER+ for ten labels.
public struct FERPlusVotes: Hashable, Sendable {
  /// The columns of `fer2013new.csv` after the split and the name.
  package static let columns = [
    "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF",
  ]
  private static let emotions: [Emotion] = [.neutral, .happy, .surprise, .sad, .angry, .disgust, .fear]

  /// Ten numbers of votes, in the order of the file's columns, labels with a single vote already at 0.
  public let counts: [Int]

  /// Votes for ten labels; single votes are dropped, as the authors of FER+ do.
  ///
  /// - Precondition: ten counts.
  public init(_ counts: [Int]) {
    precondition(counts.count == Self.columns.count, "FER+ has ten labels, not \(counts.count)")
    self.counts = counts.map { $0 > 1 ? $0 : 0 }
  }

  /// The label of the row under `rule`; `nil` if the row does not count.
  public func label(_ rule: LabelRule) -> Emotion? {
    let most = counts.max() ?? 0
    guard most > 0, let winner = counts.firstIndex(of: most), winner < Self.emotions.count else { return nil }
    if rule == .majority, 2 * most <= counts.reduce(0, +) { return nil }
    return Self.emotions[winner]
  }

  /// The seven emotions' votes divided by their sum, in the order of ``Emotion``; contempt, unknown and
  /// not-a-face are left out. `nil` if nothing remains.
  public var target: [Float]? {
    let sum = counts.prefix(Self.emotions.count).reduce(0, +)
    guard sum > 0 else { return nil }
    var target = [Float](repeating: 0, count: Emotion.allCases.count)
    for (emotion, count) in zip(Self.emotions, counts) { target[emotion.index] = Float(count) / Float(sum) }
    return target
  }
}

/// Reads FER+'s `fer2013new.csv`: one line of votes for each line of `fer2013.csv`, in the same order.
struct FERPlusReader {
  /// One line of votes.
  struct Row: Sendable {
    let split: String
    /// The authors' file name; empty for the rows they found to hold no face, whose votes do not count.
    let name: String
    let votes: FERPlusVotes?
    let line: Int
  }

  let url: URL

  func read() throws(DataSetError) -> [Row] {
    let data = try SourceFile.bytes(url)
    let result = data.withUnsafeBytes { raw in
      Result { () throws(DataSetError) in try parse(raw.bindMemory(to: UInt8.self)) }
    }
    return try result.get()
  }

  private func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataSetError) -> [Row] {
    let csv = CSVLines(bytes)
    let header = ["Usage", "Image name"] + FERPlusVotes.columns
    let positions = header.map { csv.column($0.lowercased().filter { $0 != " " }) }
    let columns = positions.compactMap(\.self)
    guard columns.count == header.count else {
      throw .missingHeader(
        path: url.path, expected: header.joined(separator: ","), found: String(csv.header.prefix(80)))
    }
    var rows: [Row] = []
    rows.reserveCapacity(csv.lines.count)
    for (range, line) in zip(csv.lines, csv.numbers) {
      let fields = CSVLines.fields(of: range, in: bytes)
      for (column, name) in zip(columns, header) where !fields.indices.contains(column) {
        throw .missingField(path: url.path, line: line, field: name)
      }
      var counts: [Int] = []
      for (column, name) in zip(columns, header).dropFirst(2) {
        guard let count = CSVLines.number(fields[column], in: bytes) else {
          throw .notANumber(
            path: url.path, line: line, field: name, text: CSVLines.text(fields[column], in: bytes))
        }
        counts.append(count)
      }
      let name = CSVLines.text(fields[columns[1]], in: bytes)
      rows.append(
        Row(
          split: CSVLines.text(fields[columns[0]], in: bytes), name: name,
          votes: name.isEmpty ? nil : FERPlusVotes(counts), line: line))
    }
    return rows
  }
}

extension FaceDataSet {
  /// The same faces labelled by FER+'s votes under `rule`, with the votes as soft targets.
  func labelled(by votes: [FERPlusReader.Row], from path: String, rule: LabelRule) throws(DataSetError)
    -> FaceDataSet
  {
    guard votes.count == rows.count else {
      throw .labelCountMismatch(labels: path, labelRows: votes.count, data: source, dataRows: rows.count)
    }
    var labelled: [FaceRow] = []
    labelled.reserveCapacity(rows.count)
    for (row, vote) in zip(rows, votes) {
      guard row.split == vote.split else {
        throw .splitMismatch(labels: path, line: vote.line, labelSplit: vote.split, dataSplit: row.split)
      }
      labelled.append(
        row.labelled(
          vote.votes?.label(rule), target: vote.votes?.target, name: vote.name.isEmpty ? nil : vote.name))
    }
    return FaceDataSet(source: source, rows: labelled, skipped: skipped)
  }
}
