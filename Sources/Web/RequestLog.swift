import Hummingbird
import Logging

/// One line a request: id, method, route, status and time. Never an address, a body, or anything else of a
/// person.
struct RequestLog: RouterMiddleware {
  /// Asked for several times a second: a line each would drown the others.
  private static let frequent: Set<String> = ["/health/live", "/api/v1/frames"]

  func handle(
    _ request: Request, context: MienContext, next: (Request, MienContext) async throws -> Response
  ) async throws -> Response {
    let clock = ContinuousClock()
    let start = clock.now
    let response = try await next(request, context)
    let took = clock.now - start
    context.logger.log(
      level: Self.frequent.contains(context.endpointPath ?? "") ? .debug : .info, "request",
      metadata: [
        "method": .string(request.method.rawValue), "route": .string(context.endpointPath ?? "none"),
        "status": .stringConvertible(response.status.code),
        "ms": .stringConvertible(Int((took / .milliseconds(1)).rounded())),
      ])
    return response
  }
}
