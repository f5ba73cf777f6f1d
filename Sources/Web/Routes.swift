import Hummingbird

/// The table of all routes. The router is built from it, the gate keeps it, and a test walks it.
///
/// - Parameters:
///   - feed: what tells those who listen.
///   - keepAlive: between two signs of life to them.
package func routes(
  _ dependencies: Dependencies, feed: MoodFeed = MoodFeed(), keepAlive: Duration = .seconds(15)
) -> [Route] {
  let store = dependencies.store
  let viewers = Viewers(store, feed: feed, read: dependencies.read)
  let catalogue = LiveCatalogue(starter: dependencies.starter, imported: store.catalogue)
  let accounts = AccountHandlers(store: store, throttle: Throttle(), viewers: viewers)
  let tokens = AccessTokenHandlers(tokens: store.tokens, viewers: viewers)
  let frames = FrameHandlers(viewers: viewers)
  let viewer = ViewerHandlers(viewers: viewers, baselines: store.baselines)
  let mood = MoodHandlers(viewers: viewers, store: store, keepAlive: keepAlive, now: dependencies.now)
  let lists = RecommendationHandlers(
    catalogue: catalogue, interactions: store.interactions, timeZone: dependencies.configuration.timeZone)
  let feedback = FeedbackHandlers(catalogue: catalogue, interactions: store.interactions)
  let items = CatalogueHandlers(catalogue: catalogue)
  let status = StatusHandlers(viewers: viewers, feed: feed, startedAt: dependencies.uptime())
  let health = HealthHandlers(
    viewers: viewers, feed: feed, store: store, metrics: dependencies.metrics, engine: dependencies.engine,
    startedAt: dependencies.uptime())
  let watcher: Route.Caller = dependencies.configuration.metricsAreOpen ? .thisMachine : .administrator
  let document = dependencies.document.file
  return [
    Route(.get, "/health/live", by: .anyone) { _ in try .json(["status": "ok"]) },
    Route(.get, "/health/ready", by: .anyone, health.ready),
    Route(.get, "/metrics", by: watcher, scope: .metrics, health.numbers),
    Route(.get, document.path, by: .anyone) { document.answer(to: $0.request) },
    Route(.get, "/api/v1/setup", by: .anyone, accounts.state),
    Route(.post, "/api/v1/setup", by: .anyone, body: .json, accounts.setUp),
    Route(.post, "/api/v1/session", by: .anyone, body: .json, accounts.signIn),
    Route(.delete, "/api/v1/session", by: .signedIn, accounts.signOut),
    Route(.get, "/api/v1/me", by: .signedIn, accounts.me),
    Route(.post, "/api/v1/invitations", by: .administrator, accounts.invite),
    Route(.post, "/api/v1/accounts", by: .anyone, body: .json, accounts.join),
    Route(.get, "/api/v1/status", by: .administrator, status.status),
    Route(.get, "/api/v1/tokens", by: .signedIn, tokens.list),
    Route(.post, "/api/v1/tokens", by: .signedIn, body: .json, tokens.create),
    Route(.delete, "/api/v1/tokens/:id", by: .signedIn, tokens.delete),
    Route(.post, "/api/v1/frames", by: .signedIn, scope: .frames, body: .jpeg, frames.read),
    Route(.put, "/api/v1/viewer/face", by: .signedIn, scope: .frames, body: .json, viewer.choose),
    Route(.get, "/api/v1/viewer/baseline", by: .signedIn, scope: .frames, viewer.baseline),
    Route(
      .put, "/api/v1/viewer/baseline", by: .signedIn, scope: .frames, body: .json, viewer.importBaseline),
    Route(.delete, "/api/v1/viewer/baseline", by: .signedIn, scope: .frames, viewer.removeBaseline),
    Route(.post, "/api/v1/viewer/baseline/learning", by: .signedIn, scope: .frames, viewer.learnBaseline),
    Route(.get, "/api/v1/mood/events", by: .signedIn, scope: .mood, mood.listen),
    Route(.get, "/api/v1/recommendations", by: .signedIn, scope: .recommendations, lists.recommend),
    Route(.get, "/api/v1/feedback", by: .signedIn, scope: .feedback, feedback.list),
    Route(.post, "/api/v1/feedback", by: .signedIn, scope: .feedback, body: .json, feedback.give),
    Route(.delete, "/api/v1/feedback/:item", by: .signedIn, scope: .feedback, feedback.takeBack),
    Route(.get, "/api/v1/catalogue", by: .signedIn, scope: .catalogue, items.search),
  ] + dependencies.page.routes
}
