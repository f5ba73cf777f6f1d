import Foundation

/// Learns a ``Baseline`` from a few seconds of a relaxed face.
///
/// The mean is taken over the log-probabilities, weighted by time: a frame that is wrong for a moment moves it little,
/// and so does the frame rate.
public struct BaselineLearner: Sendable {
  /// How learning stands.
  public enum Progress: Hashable, Sendable {
    /// From 0 to 1.
    case collecting(Double)
    case learned(Baseline)
    case refused(Refusal)
  }

  /// Why nothing was learned.
  public enum Refusal: String, Codable, Hashable, Sendable, CustomStringConvertible {
    /// The face was seen for too short a time.
    case tooLittleSeen = "too_little_seen"
    /// The viewer laughed or looked surprised: that is no face at rest.
    case notRelaxed = "not_relaxed"

    public var description: String {
      switch self {
      case .tooLittleSeen: "the face was out of sight too long: look at the camera, and try again"
      case .notRelaxed: "that was no relaxed face: let it rest, and try again"
      }
    }
  }

  /// How much of the face has to be seen.
  public let duration: Duration
  public private(set) var progress: Progress = .collecting(0)

  /// What one frame vouches for at most.
  private static let longestFrame: Duration = .milliseconds(500)

  private var last: Duration?
  private var waited: Duration = .zero
  private var seen: Duration = .zero
  private var sum = SIMD8<Double>.zero

  /// - Precondition: `duration` is positive.
  public init(duration: Duration = .seconds(5)) {
    precondition(duration > .zero, "learning takes a while, not \(duration)")
    self.duration = duration
  }

  /// Takes a frame in; after the last that is needed, ``progress`` has the baseline.
  ///
  /// - Parameters:
  ///   - distribution: uncorrected; `nil` where the face cannot be read.
  ///   - time: on any clock; no time passes when it goes back. After four times ``duration`` learning ends.
  public mutating func update(with distribution: EmotionDistribution?, at time: Duration) {
    guard case .collecting = progress else { return }
    let elapsed = max(.zero, time - (last ?? time))
    last = time
    waited += elapsed
    if let distribution { add(distribution, for: min(elapsed, Self.longestFrame)) }
    if seen >= duration {
      progress = learned
    } else if waited > duration * 4 {
      progress = .refused(.tooLittleSeen)
    } else {
      progress = .collecting(seen / duration)
    }
  }

  private mutating func add(_ distribution: EmotionDistribution, for elapsed: Duration) {
    seen += elapsed
    for emotion in Emotion.allCases {
      sum[emotion.index] += (elapsed / duration) * log(max(distribution[emotion], 1e-3))
    }
  }

  private var learned: Progress {
    let means = Emotion.allCases.map { exp(sum[$0.index] / (seen / duration)) }
    guard let resting = try? EmotionDistribution(means) else { return .refused(.tooLittleSeen) }
    let isMoved = resting[.happy] + resting[.surprise] > 0.5
    return isMoved ? .refused(.notRelaxed) : .learned(Baseline(resting: resting))
  }
}
