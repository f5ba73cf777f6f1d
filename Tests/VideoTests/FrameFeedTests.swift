import Foundation
import Images
import Synchronization
import Testing
import Video

@Suite struct FrameFeedTests {
  /// Numbered frames without end, or up to a number, and then an error.
  private final class Source: Sendable {
    let count = Mutex(0)
    let end: Int
    let failure: VideoError?

    init(end: Int = .max, failure: VideoError? = nil) {
      self.end = end
      self.failure = failure
    }

    func next() throws(VideoError) -> VideoFrame? {
      let number = count.withLock { count in
        count += 1
        return count
      }
      guard number <= end else {
        if let failure { throw failure }
        return nil
      }
      return VideoFrame(
        image: RGBImage(width: 1, height: 1, pixels: [0, 0, 0]), time: .seconds(number))
    }
  }

  private func feed(_ order: FrameFeed.Order, _ source: Source) -> FrameFeed {
    FrameFeed(order) { () throws(VideoError) in try source.next() }
  }

  @Test func `each frame comes, in order, and then the end`() throws {
    let feed = feed(.each, Source(end: 50))
    for number in 1...50 {
      guard case .frame(let frame) = try feed.next(within: .seconds(60)) else {
        Issue.record("frame \(number) is missing")
        return
      }
      #expect(frame.time == .seconds(number))
    }
    guard case .end = try feed.next(within: .seconds(60)), case .end = try feed.next(within: .zero) else {
      Issue.record("there is no end")
      return
    }
    #expect(feed.dropped == 0)
  }

  @Test func `nothing is read far ahead of who takes it`() throws {
    let source = Source()
    let feed = feed(.each, source)
    for _ in 0..<20 { _ = try feed.next(within: .seconds(60)) }
    usleep(20_000)
    #expect(source.count.withLock { $0 } <= 24)
    feed.stop()
  }

  @Test func `the newest takes the place of one that waits, and both are counted`() throws {
    let source = Source(end: 1000)
    let feed = feed(.newest, source)
    while source.count.withLock({ $0 }) <= 1000 { usleep(1000) }
    guard case .frame(let frame) = try feed.next(within: .seconds(60)) else {
      Issue.record("there is no frame")
      return
    }
    #expect(frame.time == .seconds(1000))
    #expect(feed.dropped == 999)
    guard case .end = try feed.next(within: .seconds(60)) else {
      Issue.record("there is no end")
      return
    }
  }

  @Test func `an error comes behind the last frame, again and again`() throws {
    let feed = feed(.each, Source(end: 1, failure: .notMJPEG))
    guard case .frame = try feed.next(within: .seconds(60)) else {
      Issue.record("there is no frame")
      return
    }
    #expect(throws: VideoError.notMJPEG) { try feed.next(within: .seconds(60)) }
    #expect(throws: VideoError.notMJPEG) { try feed.next(within: .zero) }
  }

  @Test func `who waits for a frame that does not come gets an answer`() throws {
    let feed = FrameFeed(.each) { () throws(VideoError) in
      sleep(600)
      return nil
    }
    guard case .none = try feed.next(within: .milliseconds(20)) else {
      Issue.record("that is no answer")
      return
    }
    feed.stop()
  }
}
