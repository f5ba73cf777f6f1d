/// Which of some rows a model may have seen in training.
public struct LeakedFaces: Sendable {
  /// How many rows were looked at.
  public let count: Int
  /// Positions of the rows whose photograph is among the faces trained on, rising.
  public let seen: [Int]
  /// Positions of the others; `nil` where leaks could not be checked.
  public let unseen: [Int]?
  /// A sentence on how they were looked for and what was found.
  public let summary: String
  /// Whether a figure of all rows is better than the model deserves.
  public var isLeaking: Bool { !seen.isEmpty }

  /// Looks for the rows' photographs among those trained on, and for the rows in a list of pairs.
  ///
  /// - Parameters:
  ///   - list: pairs that are leaks as well: of the splits trained on where these are known, else of any two splits.
  public init(_ rows: FaceDataSet, trainedOn: TrainedOn, list: LeakList? = nil) {
    count = rows.rows.count
    var seen: Set<Int> = []
    let faces = trainedOn.faces
    if let faces { seen.formUnion(rows.excludingPhotographs(of: [faces]).excluded) }
    if let list { seen.formUnion(rows.excluding(list, sharedWith: faces?.namesOfSplits).excluded) }
    self.seen = seen.sorted()
    guard faces != nil || list != nil else {
      unseen = nil
      summary = """
        Leaks could not be checked: nothing names the faces trained on. Name them with --against, such as \
        fer2013.csv#Training.
        """
      return
    }
    unseen = rows.rows.indices.filter { !seen.contains($0) }
    let share = NumberText.percent(Double(seen.count) / Double(max(count, 1)), decimals: 1)
    let finding = "\(seen.count) of \(count) faces (\(share)) show a photograph that is also"
    summary =
      switch trainedOn {
      case .told(let faces): "\(finding) in \(faces.splitName), named as trained on."
      case .recorded(let faces):
        "\(finding) in \(faces.splitName), which the checkpoint names as trained on."
      case .assumed(let faces):
        "\(finding) in \(faces.splitName), taken as trained on; --against names other faces."
      case .unknown: "\(finding) in another split by the list of pairs."
      }
  }
}

extension FaceDataSet {
  /// The splits' names as a list of pairs may give them.
  fileprivate var namesOfSplits: Set<String> {
    Set(splits.flatMap { [$0.name, "\(shortName)#\($0.name)", "\(source)#\($0.name)"] })
  }

  /// `fer2013.csv#Training`; without a split where there are several.
  fileprivate var splitName: String {
    splits.count == 1 ? "\(shortName)#\(splits[0].name)" : shortName
  }
}
