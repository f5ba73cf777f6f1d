import Hummingbird

/// Reading frames. Nothing of a frame is kept; what stays of it are the viewer's mood and where faces are, in memory.
struct FrameHandlers: Sendable {
  let viewers: Viewers

  func read(_ call: Call) async throws -> Response {
    try .json(
      await viewers.read(
        Array(call.body.readableBytesView), of: call.signedIn(), at: call.now, uptime: call.uptime))
  }
}
