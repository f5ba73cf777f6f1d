import Hummingbird

/// The table of all routes. The router is built from it, the gate keeps it, and a test walks it.
package func routes(_ dependencies: Dependencies) -> [Route] {
  let viewers = Viewers()
  let catalogue = LiveCatalogue(starter: dependencies.starter, imported: dependencies.store.catalogue)
  let accounts = AccountHandlers(store: dependencies.store, throttle: Throttle(), viewers: viewers)
  let frames = FrameHandlers(
    viewers: viewers, sessions: dependencies.store.sessions, analyse: dependencies.analyse)
  let lists = RecommendationHandlers(
    catalogue: catalogue, interactions: dependencies.store.interactions,
    timeZone: dependencies.configuration.timeZone)
  let feedback = FeedbackHandlers(catalogue: catalogue, interactions: dependencies.store.interactions)
  let items = CatalogueHandlers(catalogue: catalogue)
  return [
    Route(.get, "/health/live", by: .anyone) { _ in try .json(["status": "ok"]) },
    Route(.get, "/api/v1/setup", by: .anyone, accounts.state),
    Route(.post, "/api/v1/setup", by: .anyone, body: .json, accounts.setUp),
    Route(.post, "/api/v1/session", by: .anyone, body: .json, accounts.signIn),
    Route(.delete, "/api/v1/session", by: .signedIn, accounts.signOut),
    Route(.get, "/api/v1/me", by: .signedIn, accounts.me),
    Route(.post, "/api/v1/invitations", by: .administrator, accounts.invite),
    Route(.post, "/api/v1/accounts", by: .anyone, body: .json, accounts.join),
    Route(.post, "/api/v1/frames", by: .signedIn, body: .jpeg, frames.read),
    Route(.get, "/api/v1/recommendations", by: .signedIn, lists.recommend),
    Route(.get, "/api/v1/feedback", by: .signedIn, feedback.list),
    Route(.post, "/api/v1/feedback", by: .signedIn, body: .json, feedback.give),
    Route(.delete, "/api/v1/feedback/:item", by: .signedIn, feedback.takeBack),
    Route(.get, "/api/v1/catalogue", by: .signedIn, items.search),
  ] + dependencies.page.routes
}
