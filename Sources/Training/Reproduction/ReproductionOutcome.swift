import Emotions

/// What came of one run of a reproduction.
public struct ReproductionOutcome: Codable, Hashable, Sendable {
  /// The test rows of one emotion, told apart by whether the network learned from the photograph they show.
  public struct TestRows: Codable, Hashable, Sendable {
    /// Photographs of the emotion in the whole set, near-copies counted apart.
    public let photographs: Int
    /// How often each is among the rows to train on, on average, if all were.
    public let copies: Double
    public let count: Int
    /// Rows whose photograph is among those trained on.
    public let shared: Int
    /// Of the shared rows, those recognised.
    public let sharedRight: Int
    /// Of the other rows, those recognised.
    public let othersRight: Int

    enum CodingKeys: String, CodingKey {
      case photographs, copies, count, shared
      case sharedRight = "shared_right"
      case othersRight = "others_right"
    }
  }

  public let trainingRows, validationRows: Int
  /// Figures on the test rows of the run's own split.
  public let test: EvaluationFigures
  /// 95 % bootstrap interval of the accuracy: lower and upper end. It takes rows for independent, which copies of one
  /// photograph are not.
  public let accuracyInterval: [Double]
  public let testRows: [Emotion: TestRows]
  /// Figures on photographs in which neither run had any part; nil where the data have none left.
  public let unseen: EvaluationFigures?
  /// Training time.
  public let seconds: Double

  enum CodingKeys: String, CodingKey {
    case test, unseen, seconds
    case trainingRows = "training_rows"
    case validationRows = "validation_rows"
    case accuracyInterval = "accuracy_interval"
    case testRows = "test_rows"
  }

  /// - Parameters:
  ///   - evaluation: of the split's test rows, in their order.
  ///   - unseen: of the sample's unseen faces.
  ///   - seed: of the bootstrap.
  public init(
    split: ReproductionSplit, sample: ReproductionSample, evaluation: Evaluation, unseen: Evaluation?,
    seed: UInt64, seconds: Double
  ) {
    trainingRows = split.training.rows.count
    validationRows = split.validation.rows.count
    test = evaluation.figures
    self.unseen = unseen?.figures
    self.seconds = seconds
    var generator = SeededGenerator(seed: seed)
    let interval = evaluation.accuracyInterval(using: &generator)
    accuracyInterval = [interval.lowerBound, interval.upperBound]

    let photographs = sample.faces.support
    let shared = split.test.shared(with: split.training)
    let right = zip(evaluation.distributions, evaluation.labels).map { $0.top == $1 }
    func count(_ emotion: Emotion, _ condition: (Int) -> Bool) -> Int {
      evaluation.labels.indices.count { evaluation.labels[$0] == emotion && condition($0) }
    }
    testRows = Dictionary(
      uniqueKeysWithValues: Emotion.allCases.map { emotion in
        let known = max(photographs[emotion.index], 1)
        return (
          emotion,
          TestRows(
            photographs: photographs[emotion.index], copies: Double(sample.rowsPerClass) / Double(known),
            count: count(emotion) { _ in true }, shared: count(emotion) { shared[$0] },
            sharedRight: count(emotion) { shared[$0] && right[$0] },
            othersRight: count(emotion) { !shared[$0] && right[$0] })
        )
      })
  }

  /// Sums over the emotions.
  var total: TestRows {
    let rows = testRows.values
    let count = rows.reduce(0) { $0 + $1.count }
    return TestRows(
      photographs: rows.reduce(0) { $0 + $1.photographs }, copies: 0, count: count,
      shared: rows.reduce(0) { $0 + $1.shared }, sharedRight: rows.reduce(0) { $0 + $1.sharedRight },
      othersRight: rows.reduce(0) { $0 + $1.othersRight })
  }
}
