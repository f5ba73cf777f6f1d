import Hummingbird

/// The table of all routes. The router is built from it, the gate keeps it, and a test walks it.
///
/// - Parameters:
///   - feed: what tells those who listen.
///   - viewers: those whose frames are read, with the same feed; new ones if there are none.
///   - meaning: what searches by meaning; a new one if there is none.
///   - provider: where people may sign in besides; the configured one if there is none.
///   - keepAlive: between two signs of life to them.
package func routes(
  _ dependencies: Dependencies, feed: MoodFeed = MoodFeed(), viewers: Viewers? = nil,
  meaning: LiveMeaning? = nil, provider: OpenIDProvider? = nil, keepAlive: Duration = .seconds(15)
) -> [Route] {
  let store = dependencies.store
  let viewers =
    viewers ?? Viewers(store, feed: feed, logger: dependencies.logger, read: dependencies.read)
  let meaning = meaning ?? LiveMeaning(dependencies)
  let catalogue = meaning.catalogue
  let audit = AuditTrail(store: store.audit, logger: dependencies.logger)
  let throttle = Throttle(store.throttles)
  let accounts = AccountHandlers(store: store, throttle: throttle, viewers: viewers, audit: audit)
  let check = PasswordCheck(accounts: store.accounts, throttle: throttle, audit: audit)
  let passwords = PasswordHandlers(accounts: store.accounts, viewers: viewers, passwords: check, audit: audit)
  let factors = SecondFactorHandlers(factors: store.secondFactors, passwords: check, audit: audit)
  let sessions = SessionHandlers(sessions: store.sessions, viewers: viewers, audit: audit)
  let administration = AdministrationHandlers(store: store, viewers: viewers, audit: audit)
  let tokens = AccessTokenHandlers(tokens: store.tokens, viewers: viewers, audit: audit)
  let rights = DataRightsHandlers(store: store, viewers: viewers, passwords: check, audit: audit)
  let openID = OpenIDHandlers(
    provider: provider
      ?? dependencies.configuration.openID.map {
        OpenIDProvider($0, uptime: dependencies.uptime)
      }, reach: Reach(dependencies.configuration), store: store, throttle: throttle, viewers: viewers,
    passwords: check, audit: audit, logger: dependencies.logger)
  let preferences = PreferenceHandlers(preferences: store.preferences, viewers: viewers)
  let frames = FrameHandlers(viewers: viewers)
  let viewer = ViewerHandlers(viewers: viewers, baselines: store.baselines)
  let mood = MoodHandlers(viewers: viewers, store: store, keepAlive: keepAlive, now: dependencies.now)
  let lists = RecommendationHandlers(
    ranker: LiveRanker(catalogue: catalogue, store: store),
    interactions: store.interactions, log: store.lists, corrections: store.corrections,
    preferences: store.preferences,
    timeZone: dependencies.configuration.timeZone)
  let feedback = FeedbackHandlers(
    catalogue: catalogue, interactions: store.interactions, log: store.lists)
  let items = CatalogueHandlers(
    catalogue: catalogue, meaning: meaning, corrections: store.corrections, links: store.links)
  let editing = CatalogueEditingHandlers(catalogue: catalogue, library: dependencies.library)
  let playing = PlayHandlers(catalogue: catalogue, library: dependencies.library.map(LibraryFiles.init))
  let links = LinkHandlers(
    checker: LinkChecker(
      store.links, pause: .milliseconds(500), logger: dependencies.logger, now: dependencies.now,
      ask: dependencies.askLink),
    links: store.links, catalogue: catalogue)
  let reviews = ReviewHandlers(
    catalogue: catalogue, meaning: meaning, reviews: store.reviews, logger: dependencies.logger)
  let words = WordsHandlers(meaning: meaning, journal: store.journal)
  let moods = MoodHistoryHandlers(
    store: store, viewers: viewers, catalogue: catalogue, timeZone: dependencies.configuration.timeZone)
  let status = StatusHandlers(
    viewers: viewers, feed: feed, store: store, catalogue: catalogue, model: dependencies.model,
    startedAt: dependencies.uptime())
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
    Route(.get, "/api/v1/openid", by: .anyone, openID.state),
    Route(.post, "/api/v1/openid", by: .anyone, openID.begin),
    Route(.post, "/api/v1/openid/session", by: .anyone, body: .json, openID.signIn),
    Route(.get, "/api/v1/openid/link", by: .signedIn, openID.linkState),
    Route(.post, "/api/v1/openid/link", by: .signedIn, body: .json, openID.beginLink),
    Route(.put, "/api/v1/openid/link", by: .signedIn, body: .json, openID.link),
    Route(.delete, "/api/v1/openid/link", by: .signedIn, body: .json, openID.unlink),
    Route(.get, "/api/v1/me", by: .signedIn, accounts.me),
    Route(.delete, "/api/v1/me", by: .signedIn, body: .json, rights.erase),
    Route(.get, "/api/v1/me/export", by: .signedIn, rights.export),
    Route(.get, "/api/v1/preferences", by: .signedIn, preferences.show),
    Route(.put, "/api/v1/preferences", by: .signedIn, body: .json, preferences.change),
    Route(.get, "/api/v1/sessions", by: .signedIn, sessions.list),
    Route(.delete, "/api/v1/sessions", by: .signedIn, sessions.endOthers),
    Route(.delete, "/api/v1/sessions/:id", by: .signedIn, sessions.end),
    Route(.put, "/api/v1/password", by: .signedIn, body: .json, passwords.change),
    Route(.post, "/api/v1/password-resets", by: .anyone, body: .json, passwords.reset),
    Route(.get, "/api/v1/second-factor", by: .signedIn, factors.state),
    Route(.post, "/api/v1/second-factor", by: .signedIn, body: .json, factors.begin),
    Route(.put, "/api/v1/second-factor", by: .signedIn, body: .json, factors.enable),
    Route(.delete, "/api/v1/second-factor", by: .signedIn, body: .json, factors.disable),
    Route(.get, "/api/v1/invitations", by: .administrator, administration.invitations),
    Route(.post, "/api/v1/invitations", by: .administrator, accounts.invite),
    Route(.delete, "/api/v1/invitations/:id", by: .administrator, administration.deleteInvitation),
    Route(.get, "/api/v1/accounts", by: .administrator, administration.accounts),
    Route(.post, "/api/v1/accounts", by: .anyone, body: .json, accounts.join),
    Route(.put, "/api/v1/accounts/:id/role", by: .administrator, body: .json, administration.setRole),
    Route(.post, "/api/v1/accounts/:id/reset", by: .administrator, administration.makeReset),
    Route(.delete, "/api/v1/accounts/:id", by: .administrator, administration.deleteAccount),
    Route(.get, "/api/v1/audit", by: .administrator, administration.events),
    Route(.get, "/api/v1/status", by: .administrator, status.status),
    Route(.get, "/api/v1/model/card", by: .administrator, status.card),
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
    Route(.post, "/api/v1/words", by: .signedIn, scope: .mood, body: .json, words.read),
    Route(.get, "/api/v1/journal", by: .signedIn, words.list),
    Route(.delete, "/api/v1/journal", by: .signedIn, words.deleteAll),
    Route(.delete, "/api/v1/journal/:id", by: .signedIn, words.delete),
    Route(.get, "/api/v1/moods", by: .signedIn, moods.list),
    Route(.post, "/api/v1/moods", by: .signedIn, body: .json, moods.add),
    Route(.delete, "/api/v1/moods", by: .signedIn, moods.deleteSpan),
    Route(.get, "/api/v1/moods.csv", by: .signedIn, moods.table),
    Route(.get, "/api/v1/moods/summary", by: .signedIn, moods.summary),
    Route(.delete, "/api/v1/moods/:id", by: .signedIn, moods.deleteOne),
    Route(.get, "/api/v1/recommendations", by: .signedIn, scope: .recommendations, lists.recommend),
    Route(.get, "/api/v1/feedback", by: .signedIn, scope: .feedback, feedback.list),
    Route(.post, "/api/v1/feedback", by: .signedIn, scope: .feedback, body: .json, feedback.give),
    Route(.delete, "/api/v1/feedback/:item", by: .signedIn, scope: .feedback, feedback.takeBack),
    Route(.get, "/api/v1/catalogue", by: .signedIn, scope: .catalogue, items.search),
    Route(.post, "/api/v1/catalogue", by: .administrator, body: .json, editing.create),
    Route(.post, "/api/v1/catalogue/import", by: .administrator, body: .file, editing.importFile),
    Route(.get, "/api/v1/links", by: .administrator, links.show),
    Route(.post, "/api/v1/links/checks", by: .administrator, body: .json, links.start),
    Route(.delete, "/api/v1/links/checks", by: .administrator, links.stop),
    Route(.put, "/api/v1/catalogue/:id", by: .administrator, body: .json, editing.replace),
    Route(.delete, "/api/v1/catalogue/:id", by: .administrator, editing.remove),
    Route(.put, "/api/v1/catalogue/:id/place", by: .signedIn, body: .json, items.correct),
    Route(.delete, "/api/v1/catalogue/:id/place", by: .signedIn, items.takeBack),
    Route(.get, "/api/v1/catalogue/:id/play", by: .signedIn, scope: .catalogue, playing.play),
    Route(.get, "/api/v1/catalogue/:id/review", by: .signedIn, scope: .feedback, reviews.show),
    Route(.post, "/api/v1/catalogue/:id/review", by: .signedIn, scope: .feedback, body: .json, reviews.write),
    Route(.delete, "/api/v1/catalogue/:id/review", by: .signedIn, scope: .feedback, reviews.delete),
  ] + dependencies.page.routes
}
