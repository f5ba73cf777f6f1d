import Emotions
import Images
import Synchronization

/// One viewer from frame to frame: follows the faces, and the mood of one of them. It holds a few hundred numbers and
/// no picture, and ends with the session.
///
/// ```swift
/// let viewer = ViewerSession()
/// let reading = try await engine.read(jpeg, of: viewer, at: time)
/// print(reading.mood.state)  // happy 84 %
/// ```
public final class ViewerSession: Sendable {
  /// What was asked for since the last frame, and the baseline. Held for an instant only.
  private struct Orders {
    var baseline: Baseline?
    var chosen: Int??
    var learns = false
    var forgets = false
  }

  private let orders: Mutex<Orders>
  /// Held while a frame is read, by the worker's own thread.
  private let follower: Mutex<ViewerFollower>

  /// - Parameters:
  ///   - baseline: learned or imported before; `nil` for none.
  ///   - rules: how steadily the mood follows.
  ///   - followsFaces: whether faces are followed between looks; without, every frame is looked at as a whole.
  ///   - mood: read elsewhere a moment ago, from which this goes on; `nil` to begin anew.
  public init(
    baseline: Baseline? = nil, rules: MoodRules = MoodRules(), followsFaces: Bool = true, mood: Mood? = nil
  ) {
    orders = Mutex(Orders(baseline: baseline))
    follower = Mutex(ViewerFollower(rules: rules, followsFaces: followsFaces, mood: mood))
  }

  /// What corrects the viewer's resting face; `nil` removes it. It counts from the next frame on.
  public var baseline: Baseline? {
    get { orders.withLock { $0.baseline } }
    set { orders.withLock { $0.baseline = newValue } }
  }

  /// Reads the mood of this face from the next frame on, as long as it is in view; `nil` for the largest again.
  ///
  /// - Parameter id: of a ``TrackedFace``; one that is not in view has no effect.
  public func choose(face id: Int?) { orders.withLock { $0.chosen = .some(id) } }

  /// Learns a baseline from the next five seconds of the viewer's face, who is asked to look relaxed. The readings say
  /// how it stands; once learned, it counts.
  public func learnBaseline() { orders.withLock { $0.learns = true } }

  /// Forgets faces and mood before the next frame, but not the baseline.
  public func forget() { orders.withLock { $0.forgets = true } }

  /// How many looks the frames so far took.
  public var looks: LookCounts { follower.withLock { $0.looks } }

  /// Reads the viewer's next frame.
  ///
  /// - Parameters:
  ///   - time: of the frame, on any clock.
  ///   - pipeline: any, of this thread; nothing of the viewer stays in it.
  /// - Throws: ``EngineError/busy`` while another frame of this viewer is being read.
  public func read(
    _ image: RGBImage, at time: Duration, with pipeline: FramePipeline
  ) throws -> ViewerReading {
    let reading = try follower.withLockIfAvailable { follower in
      follower.obey(takeOrders())
      return try follower.read(image, at: time, with: pipeline)
    }
    guard let reading else { throw EngineError.busy }
    if case .learned(let baseline) = reading.baseline { self.baseline = baseline }
    return reading
  }

  private func takeOrders() -> ViewerFollower.Orders {
    orders.withLock { orders in
      defer { orders = Orders(baseline: orders.baseline) }
      return ViewerFollower.Orders(
        baseline: orders.baseline, chosen: orders.chosen, learns: orders.learns, forgets: orders.forgets)
    }
  }
}
