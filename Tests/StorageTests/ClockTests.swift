import Emotions
import Foundation
import Storage
import Testing

/// Clocks that are set: what was noted while one ran ahead neither lasts for as long as it ran ahead, nor comes back when
/// that time comes.
@Suite(.everyEngine) struct ClockTests {
  let temporary: TemporaryStore
  var store: Store { temporary.store }
  private let day: TimeInterval = 86_400
  /// The clock runs ahead by so much.
  private let years: TimeInterval = 3 * 365 * 86_400

  init() throws { temporary = try TemporaryStore() }

  @Test func `a session survives a small step back of the clock`() async throws {
    let token = try await store.sessions.start(for: temporary.account("ada"), at: noon)
    for step in [1.0, 60, 3600, 50_400] {
      #expect(try await store.sessions.find(token, at: noon - step) != nil)
      #expect(try await store.sessions.holds(token, at: noon - step))
    }
  }

  @Test func `a session that began when the clock was ahead is over, and does not come back`() async throws {
    let ada = try await temporary.account("ada")
    let token = try await store.sessions.start(for: ada, at: noon + years)
    #expect(try await store.sessions.find(token, at: noon) == nil)
    #expect(try await !store.sessions.holds(token, at: noon))
    #expect(try await store.sessions.all(of: ada, at: noon).isEmpty)
    // Like one that expired, it is cleared away when somebody signs in.
    _ = try await store.sessions.start(for: temporary.account("bob"), at: noon)
    #expect(try await store.sessions.find(token, at: noon + years) == nil)
  }

  @Test func `a session that was used while the clock was ahead goes on, and ends in its time`() async throws
  {
    let token = try await store.sessions.start(for: temporary.account("ada"), at: noon)
    #expect(try await store.sessions.find(token, at: noon + 10 * day) != nil)
    // Set right again: from the next use on it idles from then.
    #expect(try await store.sessions.find(token, at: noon + 60) != nil)
    #expect(try await store.sessions.find(token, at: noon + 120)?.seenAt == noon + 60)
    #expect(try await store.sessions.find(token, at: noon + 120 + 14 * day) == nil)
  }

  @Test func `nobody waits for longer than the longest wait`() async throws {
    let throttle = store.throttles
    for _ in 0..<5 {
      #expect(try await throttle.begin(["a"], at: noon + years) == nil)
      try await throttle.end(["a"], succeeded: false, at: noon + years)
    }
    #expect(try await throttle.begin(["a"], at: noon + years) == 900)
    // Servers whose clocks differ a little are no way around the wait.
    #expect(try await throttle.begin(["a"], at: noon + years - 60) == 960)
    #expect(try await throttle.begin(["a"], at: noon) == nil)
    try await throttle.abandon(["a"], at: noon)
    #expect(try await throttle.count() == 0, "what lies ahead is cleared away")
  }

  @Test func `failures and attempts under way of a time to come do not count`() async throws {
    let throttle = store.throttles
    for _ in 0..<4 {
      #expect(try await throttle.begin(["a"], at: noon + years) == nil)
      try await throttle.end(["a"], succeeded: false, at: noon + years)
    }
    #expect(try await throttle.begin(["a"], at: noon + years) == nil)
    for _ in 0..<4 {
      #expect(try await throttle.begin(["a"], at: noon) == nil)
      try await throttle.end(["a"], succeeded: false, at: noon)
    }
    #expect(try await throttle.begin(["a"], at: noon) == nil)
  }

  @Test func `invitations and resets are good for as long as they are, whichever way the clock is set`()
    async throws
  {
    let (ada, accounts) = (try await temporary.account("ada"), store.accounts)
    for (made, asked) in [(noon + years, noon), (noon, noon + years)] {
      let invitation = try await store.invitations.create(by: ada, at: made)
      #expect(try await store.invitations.open(at: asked).isEmpty)
      await #expect(throws: StorageError.unusableInvitation) {
        try await accounts.accept(
          invitation: invitation.code, name: "eve", password: "a long password", at: asked)
      }
      let reset = try await accounts.makeReset(for: ada, at: made)
      await #expect(throws: StorageError.unusableReset) {
        try await accounts.usePasswordReset(reset.code, password: "another password", at: asked)
      }
    }
    // Made again, they clear away what lies ahead.
    _ = try await store.invitations.create(by: ada, at: noon)
    #expect(try await store.invitations.open(at: noon).count == 2)
    #expect(try await store.texts("SELECT code_hash FROM invitations").count == 2)
  }

  @Test func `an access token with an end does not outlast it, one without is good at any time`() async throws
  {
    let ada = try await temporary.account("ada")
    func token(_ days: Int?) async throws -> AccessTokenSecret {
      try await store.tokens.create(
        named: "a script", scopes: [.mood], days: days, for: ada, at: noon + years
      ).secret
    }
    let (ending, lasting) = (try await token(30), try await token(nil))
    #expect(try await store.tokens.find(ending, at: noon + years) != nil)
    #expect(try await store.tokens.find(ending, at: noon) == nil)
    for time in [noon, noon + years, noon + 3 * years] {
      #expect(try await store.tokens.find(lasting, at: time) != nil)
    }
  }

  @Test func `codes of an app are taken again after the clock was ahead, each once`() async throws {
    let (ada, factors) = (try await temporary.account("ada"), store.secondFactors)
    let secret = try await factors.begin(for: ada, at: noon)
    let key = bytes(base32: secret.text)
    func code(_ time: Date) -> String { OneTimeCode.code(of: key, step: OneTimeCode.step(at: time)) }
    #expect(try await factors.enable(for: ada, code: code(noon), at: noon) != nil)
    let proof = try await store.accounts.prove(name: "ada", password: "a long password").unwrapped
    let ahead = noon + years
    #expect(try await factors.complete(proof, with: code(ahead), at: ahead) != nil)
    #expect(try await factors.complete(proof, with: code(ahead), at: ahead) == nil)
    let later = noon + 120
    #expect(try await factors.complete(proof, with: code(later), at: later) != nil)
    #expect(try await factors.complete(proof, with: code(later), at: later) == nil)
    #expect(try await factors.complete(proof, with: code(noon + 60), at: later) == nil)
  }
}
