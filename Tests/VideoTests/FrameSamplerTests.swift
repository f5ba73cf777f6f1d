import Testing
import Video

@Suite struct FrameSamplerTests {
  /// Positions of the frames taken, of frames at these times in milliseconds.
  private func taken(_ sampler: FrameSampler, _ times: [Int]) -> [Int] {
    var sampler = sampler
    return times.indices.filter { sampler.takes(frameAt: .milliseconds(times[$0])) }
  }

  @Test func `all frames, or every third`() {
    let times = (0..<10).map { 40 * $0 }
    #expect(taken(FrameSampler(), times) == Array(0..<10))
    #expect(taken(FrameSampler(every: 3), times) == [0, 3, 6, 9])
  }

  @Test func `at most so many a second, evenly`() {
    let times = (0..<50).map { 40 * $0 }
    #expect(taken(FrameSampler(framesPerSecond: 5), times).map { times[$0] } == (0..<10).map { 200 * $0 })
    #expect(taken(FrameSampler(framesPerSecond: 25), times).count == 50)
    #expect(taken(FrameSampler(framesPerSecond: 100), times).count == 50)
    // 30 a second, rounded to milliseconds, are all taken at 30.
    #expect(taken(FrameSampler(framesPerSecond: 30), (0..<90).map { ($0 * 1000 + 15) / 30 }).count == 90)
    #expect(taken(FrameSampler(framesPerSecond: 10), times).count == 20)
  }

  @Test func `after a gap, and after a step back of the clock, frames go on`() {
    #expect(taken(FrameSampler(framesPerSecond: 1), [0, 500, 9000, 9200, 10_000, 10_100]) == [0, 2, 4])
    let back = taken(FrameSampler(framesPerSecond: 1), [60_000, 60_500, 0, 100, 1000, 1500, 2000])
    #expect(back.first == 0 && back.count >= 3)
  }
}
