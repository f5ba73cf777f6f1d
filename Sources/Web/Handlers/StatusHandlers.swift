import Hummingbird

/// How the server stands: numbers, and nothing of anybody.
struct StatusHandlers: Sendable {
  let viewers: Viewers
  let feed: MoodFeed
  let startedAt: Duration

  private struct Body: Encodable {
    let frames: FrameCounts
    let viewers: Int
    let streams: Int
    let uptime: Int
  }

  func status(_ call: Call) async throws -> Response {
    try .json(
      Body(
        frames: await viewers.counts, viewers: await viewers.count(at: call.uptime), streams: feed.count,
        uptime: Int((call.uptime - startedAt) / .seconds(1))))
  }
}
