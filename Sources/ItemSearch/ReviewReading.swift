import Language
import Recommendations
import Storage

/// Reads how warmly people write: the sentiment of reviews that nobody has read yet.
public struct ReviewReading: Sendable {
  private let reviews: ReviewStore

  /// Reviews between two steps of the progress, which are kept together.
  private static let batch = 64
  /// Names what makes a sentiment of a text; with another name all are read anew.
  public static let reader = "\(TextEncoder.identity) words 1"

  public init(_ reviews: ReviewStore) { self.reviews = reviews }

  /// Reads all that is there to be read, batch by batch.
  ///
  /// Ends early, with a `CancellationError`, when its task is cancelled; what is done by then is kept.
  ///
  /// - Parameters:
  ///   - words: only asked for if there is a review to read.
  ///   - progress: told how many are done.
  /// - Returns: how many were read.
  @discardableResult public func run(
    with words: @Sendable () async throws -> WordsClassifier, threads: Int = 1,
    progress: (Int) -> Void = { _ in }
  ) async throws -> Int {
    var done = 0
    var classifier: WordsClassifier?
    while true {
      let unread = try await reviews.unread(by: Self.reader, most: Self.batch)
      guard !unread.isEmpty else { return done }
      try Task.checkCancellation()
      let known: WordsClassifier
      if let classifier { known = classifier } else { known = try await words() }
      classifier = known
      let readings = try await known.readings(of: unread.map(\.text), threads: threads)
      try await reviews.note(
        zip(unread, readings).map { ($0, $1.sentiment) }, by: Self.reader)
      done += unread.count
      progress(done)
    }
  }
}

extension WordsReading {
  /// How warm a text is, from −1 to 1: the valence of its emotions; `nil` where it should not be trusted at all, for it
  /// has no words, or none of a language that was learned.
  public var sentiment: Double? {
    switch doubt {
    case nil, .undecided: distribution.affect.valence
    case .noWords, .otherScript, .otherLanguage: nil
    }
  }
}
