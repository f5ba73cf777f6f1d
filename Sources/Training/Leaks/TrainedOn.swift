/// The faces a checkpoint was trained on, as far as anything tells.
public enum TrainedOn: Sendable {
  /// Somebody says so.
  case told(FaceDataSet)
  /// The checkpoint names this very data by its hash.
  case recorded(FaceDataSet)
  /// The data has a training split, and nothing says more.
  case assumed(FaceDataSet)
  /// Nothing names them.
  case unknown

  /// What the data itself and the checkpoint's notes tell.
  ///
  /// - Parameters:
  ///   - data: the whole set that the checkpoint is evaluated on.
  ///   - notes: of the checkpoint; `data_sha256` names the set it was trained on.
  public init(in data: FaceDataSet, notes: [String: String]) {
    guard let training = try? data.split("Training") else {
      self = .unknown
      return
    }
    // Votes count differently under another rule, and then the hashes differ though the pictures are the same.
    let isRecorded = notes["data_sha256"].map { $0 == data.contentHash() } ?? false
    self = isRecorded ? .recorded(training) : .assumed(training)
  }

  public var faces: FaceDataSet? {
    switch self {
    case .told(let faces), .recorded(let faces), .assumed(let faces): faces
    case .unknown: nil
    }
  }
}
