import Emotions
import Engine
import Faces
import Foundation
import Hummingbird
import HummingbirdTesting
import Recommendations
import Storage
import Synchronization
import Testing
import Web

/// A clock that stands until it is moved.
final class TestClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_795_348_800))

  /// At first 2026-11-22 12:00 UTC, a Sunday.
  var now: Date { time.withLock { $0 } }

  func advance(_ seconds: TimeInterval) { time.withLock { $0 += seconds } }
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
    analyse: @escaping FrameAnalyser = { _ in FrameAnalysis(width: 640, height: 480, faces: []) }
  ) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "mien-web-\(UUID().uuidString)")
    dependencies = Dependencies(
      store: try Store(
        directory: directory.appending(path: "data"),
        passwordCost: PasswordCost(operations: 1, memory: 8192)),
      analyse: analyse, starter: try Catalogue(items: Self.items), page: try page ?? Page.bundled(),
      configuration: try configuration ?? WebConfiguration(), logger: log.logger(),
      now: { [clock] in clock.now })
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Runs the application without a network and hands a browser of nobody's to the body.
  func run(_ body: @Sendable (Browser) async throws -> Void) async throws {
    try await buildApplication(dependencies).test(.router) { client in try await body(Browser(client)) }
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
