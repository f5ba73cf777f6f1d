import Dispatch
import Foundation
import Synchronization

/// Reads frames on a thread of its own and hands them to another, so that one is decoded while the one before is looked
/// at, and nobody who waits for a frame waits for ever.
public final class FrameFeed: Sendable {
  /// What happens to frames that come faster than they are taken.
  public enum Order: Sendable {
    /// None is lost: reading waits.
    case each
    /// The newest takes the place of one that waits.
    case newest
  }

  public enum Answer: Sendable {
    case frame(VideoFrame)
    /// None came in the time given.
    case none
    case end
  }

  private struct State {
    var waiting: [VideoFrame] = []
    var dropped = 0
    var isOver = false
    var isStopped = false
    var failure: VideoError?
  }

  private static let capacity = 2

  private let order: Order
  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 0)

  /// - Parameter read: the next frame, `nil` at the end; called on the feed's own thread.
  public init(_ order: Order, read: @escaping @Sendable () throws(VideoError) -> VideoFrame?) {
    self.order = order
    Thread.detachNewThread { self.fill(read) }
  }

  /// Frames whose place a newer one took.
  public var dropped: Int { state.withLock { $0.dropped } }

  /// Takes the next frame.
  ///
  /// - Throws: why reading ended, behind the last frame.
  public func next(within limit: Duration) throws(VideoError) -> Answer {
    let deadline = DispatchTime.now() + .milliseconds(Int(limit / .milliseconds(1)))
    while true {
      let (frame, isOver, failure) = state.withLock { state in
        (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isOver, state.failure)
      }
      if let frame {
        room.signal()
        return .frame(frame)
      }
      if let failure { throw failure }
      if isOver { return .end }
      if news.wait(timeout: deadline) == .timedOut { return .none }
    }
  }

  /// Reads no further.
  public func stop() {
    state.withLock { $0.isStopped = true }
    room.signal()
  }

  private func fill(_ read: @Sendable () throws(VideoError) -> VideoFrame?) {
    do throws(VideoError) {
      while let frame = try read(), put(frame) {}
    } catch {
      state.withLock { $0.failure = error }
    }
    state.withLock { $0.isOver = true }
    news.signal()
  }

  /// False once nobody wants frames any more.
  private func put(_ frame: VideoFrame) -> Bool {
    while true {
      let outcome: Bool? = state.withLock { state in
        if state.isStopped { return false }
        if order == .newest {
          state.dropped += state.waiting.count
          state.waiting = [frame]
          return true
        }
        guard state.waiting.count < FrameFeed.capacity else { return nil }
        state.waiting.append(frame)
        return true
      }
      if let outcome {
        news.signal()
        return outcome
      }
      room.wait()
    }
  }
}
