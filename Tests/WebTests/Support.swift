import Emotions
import Engine
import Faces
import Foundation
import Hummingbird
import HummingbirdTesting
import Language
import Logging
import Recommendations
import Storage
import Synchronization
import Testing
import Web

/// Clocks that stand until they are moved: the one on the wall, and the one that is never set.
final class TestClock: Sendable {
  private let time = Mutex((now: Date(timeIntervalSince1970: 1_795_348_800), uptime: Duration.seconds(100)))

  /// At first 2026-11-22 12:00 UTC, a Sunday.
  var now: Date { time.withLock { $0.now } }
  var uptime: Duration { time.withLock { $0.uptime } }

  func advance(_ seconds: TimeInterval) {
    time.withLock {
      $0.now += seconds
      $0.uptime += .seconds(seconds)
    }
  }

  /// Sets the clock on the wall, forwards or back.
  func set(by seconds: TimeInterval) { time.withLock { $0.now += seconds } }
}

/// A server with a real database in a directory of its own, and a log that is kept.
final class TestServer: Sendable {
  let directory: URL
  let dependencies: Dependencies
  let log = LogCapture()
  let clock = TestClock()

  var store: Store { dependencies.store }

  init(
    configuration: WebConfiguration? = nil, page: Page? = nil,
    read: @escaping FrameReader = { _, _, _ in seen([]) }, meaning: EncoderFiles? = nil,
    model: ModelFacts? = ModelFacts(
      version: "0123456789ab", isShipped: true, accuracy: 0.8, card: "# A card"),
    askLink: @escaping @Sendable (String) async -> LinkAnswer = { _ in LinkAnswer(status: 200) },
    logger: Logger? = nil,
    engine: @escaping @Sendable () async -> EngineHealth = { EngineHealth(waiting: 0, isLoaded: true) },
    library: URL? = nil
  ) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "mien-web-\(UUID().uuidString)")
    dependencies = Dependencies(
      store: try Store(
        directory: directory.appending(path: "data"),
        passwordCost: PasswordCost(operations: 1, memory: 8192)),
      read: read, starter: try Catalogue(items: Self.items), page: try page ?? Page.bundled(),
      document: try .bundled(), configuration: try configuration ?? WebConfiguration(),
      logger: logger ?? log.logger(),
      now: { [clock] in clock.now }, uptime: { [clock] in clock.uptime }, meaning: meaning, engine: engine,
      model: model, askLink: askLink, library: library)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Runs the application without a network and hands a browser of nobody's to the body.
  func run(_ body: @Sendable (Browser) async throws -> Void) async throws {
    try await buildApplication(dependencies).test(.router) { client in try await body(Browser(client)) }
  }

  /// Runs the server on a port, with limits of its own, and hands the port and a browser of nobody's to the body.
  func live(
    _ change: (inout ConnectionLimits) -> Void = { _ in },
    _ body: @escaping @Sendable (Int, Browser) async throws -> Void
  ) async throws {
    var limits = ConnectionLimits()
    // However busy the machine is: who tests a limit sets it.
    limits.head = .minutes(10)
    limits.idle = .minutes(10)
    change(&limits)
    try await buildApplication(dependencies, limits: limits).test(.live) { client in
      try await body(try #require(client.port), Browser(client))
    }
  }

  /// An account and a session, made without the API.
  func session(_ name: String, _ role: Role = .member) async throws -> SessionToken {
    let known = try await store.accounts.list().first { $0.name == name }
    let account =
      if let known { known } else {
        try await store.accounts.create(name: name, password: "a long password", role: role, at: clock.now)
      }
    return try await store.sessions.start(for: account, at: clock.now)
  }

  /// An access token of an account, made without the API.
  func accessToken(_ name: String, _ scopes: Set<Scope>, _ role: Role = .member) async throws -> String {
    _ = try await session(name, role)
    let account = try #require(try await store.accounts.list().first { $0.name == name })
    return try await store.tokens.create(
      named: "a script", scopes: scopes, days: nil, for: account, at: clock.now
    ).secret.text
  }

  static let items = [
    item("gymnopedie", "Gymnopédie No. 1", "Erik Satie", .music, 0.2, -0.6, 0.1),
    item("valkyries", "Ride of the Valkyries", "Richard Wagner", .music, 0.3, 0.9, 1),
    item("nocturne", "Nocturne in E flat", "Frédéric Chopin", .music, 0.4, -0.4, 0.2),
    item("general", "The General", "Buster Keaton", .film, 0.7, 0.6, 0.8),
    item("walden", "Walden", "Henry David Thoreau", .book, 0.3, -0.5, 0.1),
    item("a/b c", "An odd id", "Nobody", .talk, -0.5, 0.1, 0.5),
  ]

  private static func item(
    _ id: String, _ title: String, _ creator: String, _ kind: ItemKind, _ valence: Double, _ arousal: Double,
    _ energy: Double
  ) -> Item {
    Item(
      id: id, title: title, creator: creator, kind: kind, minutes: 10,
      place: Affect(valence: valence, arousal: arousal), energy: energy, tags: ["test"], why: "For tests.")
  }
}

/// A face of a width and an emotion.
func reading(_ emotion: Emotion, confidence: Double = 0.9, width: Double = 100) -> FaceReading {
  let point = Point(x: 1, y: 2)
  return FaceReading(
    face: DetectedFace(
      box: BoundingBox(x: 10, y: 20, width: width, height: width),
      landmarks: Landmarks(
        rightEye: point, leftEye: point, nose: point, mouth: point, rightEar: point, leftEar: point),
      score: 0.9),
    distribution: EmotionDistribution(emotion, confidence: confidence))
}

/// What a reader answers of a frame with these faces; the first is the viewer's.
func seen(_ faces: [FaceReading], learning: BaselineLearner.Progress? = nil) -> ViewerReading {
  let mood = faces.first.map { face in
    Mood(
      distribution: face.distribution, label: face.distribution.confidence < 0.4 ? nil : face.distribution.top
    )
  }
  let state: MoodState? = mood.map { mood in
    mood.label.map { .mood($0, confidence: mood.confidence) } ?? .unsure
  }
  return ViewerReading(
    analysis: FrameAnalysis(width: 640, height: 480, faces: faces),
    faces: faces.enumerated().map { place, face in
      TrackedFace(
        id: place + 1, face: DetectedFace(box: face.box, landmarks: face.landmarks, score: face.score),
        isSteady: true, sinceLook: .zero)
    }, viewer: faces.isEmpty ? nil : 0,
    conditions: faces.isEmpty ? nil : FaceConditions(light: 120, contrast: 30, eyeDistance: 45, yaw: 3),
    mood: MoodReading(state: state ?? .obstacle(.noFace), mood: mood), baseline: learning)
}

/// Holds frames back until they are let go.
final class Barrier: Sendable {
  private let beginning = AsyncStream.makeStream(of: Void.self)
  private let ending = AsyncStream.makeStream(of: Void.self)

  /// Says that a frame is here, and waits.
  func hold() async {
    beginning.continuation.yield()
    for await _ in ending.stream { break }
  }

  /// Waits for a frame.
  func arrival() async { for await _ in beginning.stream { break } }

  func letGo() { ending.continuation.yield() }
}

/// What several threads note for a test.
final class Noted<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  var now: Value { value.withLock { $0 } }

  func change(_ body: (inout Value) -> Void) { value.withLock { body(&$0) } }
}
