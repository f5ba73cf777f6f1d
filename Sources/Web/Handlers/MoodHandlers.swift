import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Telling other pages and programs of the account what is shown, as server-sent events.
struct MoodHandlers: Sendable {
  let viewers: Viewers
  let store: Store
  let keepAlive: Duration
  let now: @Sendable () -> Date

  /// An answer that ends when the session does, when the other end is gone, or when the server stops.
  func listen(_ call: Call) async throws -> Response {
    let visitor = try call.signedIn()
    let listening = try await viewers.listen(visitor, at: call.now, uptime: call.uptime)
    let request = call.request
    let headers: HTTPFields = [.contentType: "text/event-stream", .accelBuffering: "no"]
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        try await request.body.consumeWithInboundCloseHandler { _ in
          try await tell(visitor, from: listening, to: &writer)
        } onInboundClosed: {
          listening.end()
        }
        try await writer.finish(nil)
      })
  }

  private func tell(
    _ visitor: Visitor, from listening: MoodListening, to writer: inout any ResponseBodyWriter
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { listening.end() }
        while try await visitor.isSignedIn(store, at: now()) {
          try await Task.sleep(for: keepAlive)
          listening.keepAlive()
        }
      }
      try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
      for await event in listening.messages {
        try await writer.write(ByteBuffer(string: try event.map(Self.text(of:)) ?? ": keep-alive\n\n"))
      }
      group.cancelAll()
    }
  }

  private static func text(of event: MoodEvent) throws -> String {
    "event: mood\ndata: \(String(decoding: try JSONEncoder.api.encode(event), as: UTF8.self))\n\n"
  }
}
