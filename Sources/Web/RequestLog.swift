import Hummingbird
import Logging

/// One line a request: id, method, route, status and time; and the numbers of the same. Never an address, a body, or anything else of a
/// person.
struct RequestLog: RouterMiddleware {
  /// Asked for again and again: a line each would drown the others.
  private static let frequent: Set<String> = [
    "/health/live", "/health/ready", "/metrics", "/api/v1/frames",
  ]

  let metrics: Metrics

  func handle(
    _ request: Request, context: MienContext, next: (Request, MienContext) async throws -> Response
  ) async throws -> Response {
    let clock = ContinuousClock()
    let start = clock.now
    let response = try await next(request, context)
    let took = clock.now - start
    // A caller may invent methods and paths; neither is to make the numbers or the log grow.
    let method = Route.methods.contains(request.method) ? request.method.rawValue : "other"
    // For a path that no route has, the router's answer says so in a word of its own.
    let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "none"
    metrics.noteRequest(method: method, route: route, status: response.status.code, took: took)
    context.logger.log(
      level: Self.frequent.contains(route) ? .debug : .info, "request",
      metadata: [
        "method": .string(method), "route": .string(route),
        "status": .stringConvertible(response.status.code),
        "ms": .stringConvertible(Int((took / .milliseconds(1)).rounded())),
      ])
    return response
  }
}
