import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOCore

/// The whole server: what the program serves and what the tests call.
///
/// - Parameter whenReady: told the port once the server listens.
public func buildApplication(
  _ dependencies: Dependencies, whenReady: @escaping @Sendable (Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
  buildApplication(dependencies, limits: ConnectionLimits(), whenReady: whenReady)
}

package func buildApplication(
  _ dependencies: Dependencies, limits: ConnectionLimits, feed: MoodFeed = MoodFeed(),
  viewers: Viewers? = nil, meaning: LiveMeaning? = nil, provider: OpenIDProvider? = nil,
  whenReady: @escaping @Sendable (Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
  let configuration = dependencies.configuration
  dependencies.store.watch { [metrics = dependencies.metrics] in metrics.note($0) }
  let counter = configuration.trustsProxy ? nil : ConnectionCounter()
  let connection = HTTP1Channel.Configuration(
    additionalChannelHandlers: [
      ConnectionGuard(
        limits: limits, counter: counter, isProxy: { configuration.trusts($0) },
        whenStopping: { feed.close() })
    ],
    idleTimeout: limits.idle)
  let server = HTTPServerBuilder { responder in
    let plain = HTTP1Channel(responder: responder, configuration: connection)
    guard let certificate = configuration.certificate else { return plain }
    return try TLSChannel(plain, tlsConfiguration: certificate.configuration)
  }
  return Application(
    router: buildRouter(
      dependencies, feed: feed, viewers: viewers, meaning: meaning, provider: provider,
      keepAlive: limits.keepAlive),
    server: server,
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port),
      availableConnectionsDelegate: MaximumAvailableConnections(limits.most)),
    onServerRunning: { channel in await whenReady(channel.localAddress?.port ?? configuration.port) },
    logger: dependencies.logger)
}

/// The router, made from the table of routes: each route goes through the gate, each path answers 405 to
/// other methods.
func buildRouter(
  _ dependencies: Dependencies, feed: MoodFeed, viewers: Viewers?, meaning: LiveMeaning? = nil,
  provider: OpenIDProvider? = nil, keepAlive: Duration
) -> Router<MienContext> {
  let router = Router(context: MienContext.self, options: .autoGenerateHeadEndpoints)
  let reach = Reach(dependencies.configuration)
  router.add(middleware: RequestLog(metrics: dependencies.metrics))
  router.add(middleware: AnswerHeaders(reach: reach))
  router.add(middleware: ErrorAnswers())
  let gate = Gate(
    reach: reach, store: dependencies.store, now: dependencies.now, uptime: dependencies.uptime)
  let table = routes(
    dependencies, feed: feed, viewers: viewers, meaning: meaning, provider: provider,
    keepAlive: keepAlive)
  for route in table {
    router.on(RouterPath(route.path), method: route.method) { request, context in
      try await route.handle(gate.admit(request, context: context, to: route))
    }
  }
  for (path, routes) in Dictionary(grouping: table, by: \.path) {
    let allowed = routes.map(\.method)
    for method in Route.methods
    where !allowed.contains(method) && !(method == .head && allowed.contains(.get)) {
      router.on(RouterPath(path), method: method) { _, _ -> Response in
        throw WebError.methodNotAllowed(allowed.map(\.rawValue))
      }
    }
  }
  return router
}

/// Serves until the process is told to stop, then ends what is in flight and stores the moods that are shown.
///
/// - Throws: ``ServeError`` if the address cannot be listened on.
public func serve(
  _ dependencies: Dependencies, whenReady: @escaping @Sendable (Int) async -> Void
) async throws {
  let configuration = dependencies.configuration
  if configuration.origin != nil, !configuration.trustsProxy, configuration.trustedProxies.isEmpty {
    dependencies.logger.warning(
      """
      --origin without --trusted-proxy or --trust-proxy: whoever comes through the proxy counts as one address, so one person's \
      failed sign-ins make all wait; add one if the proxy sets X-Forwarded-For and X-Forwarded-Proto
      """)
  }
  do {
    let feed = MoodFeed()
    let viewers = Viewers(
      dependencies.store, feed: feed, logger: dependencies.logger, read: dependencies.read)
    let relay = MoodRelay(
      moods: dependencies.store.liveMoods, feed: feed, server: viewers.server, now: dependencies.now,
      logger: dependencies.logger)
    let relaying = Task { await relay.run() }
    defer { relaying.cancel() }
    let meaning = LiveMeaning(dependencies)
    let keepingUp = Task { await meaning.keepUp() }
    defer { keepingUp.cancel() }
    let upkeep = Upkeep(viewers, uptime: dependencies.uptime, logger: dependencies.logger)
    let lookingAfter = Task { await upkeep.run() }
    defer { lookingAfter.cancel() }
    try await buildApplication(
      dependencies, limits: ConnectionLimits(), feed: feed, viewers: viewers, meaning: meaning,
      whenReady: whenReady
    ).runService()
    keepingUp.cancel()
    await keepingUp.value
    await viewers.storeMoods()
  } catch is SocketAddressError.UnknownHost {
    throw ServeError.unknownHost(configuration.host)
  } catch let error as IOError {
    throw ServeError(errno: error.errnoCode, host: configuration.host, port: configuration.port)
  }
}
