import Foundation
import Logging
import Recommendations
import Storage

/// All that the server needs from outside.
public struct Dependencies: Sendable {
  public let store: Store
  public let read: FrameReader
  /// The items everybody has; the imported ones come from the store.
  public let starter: Catalogue
  public let page: Page
  public let document: APIDocument
  public let configuration: WebConfiguration
  public let logger: Logger
  /// The time it is. It jumps when somebody sets the clock.
  public let now: @Sendable () -> Date
  /// The time since some moment. It never jumps back, and counts while the machine sleeps.
  public let uptime: @Sendable () -> Duration
  /// What is counted for those who watch over the server.
  public let metrics: Metrics
  /// How the engine behind ``read`` stands.
  public let engine: @Sendable () async -> EngineHealth

  public init(
    store: Store, read: @escaping FrameReader, starter: Catalogue, page: Page, document: APIDocument,
    configuration: WebConfiguration, logger: Logger, now: @escaping @Sendable () -> Date,
    uptime: @escaping @Sendable () -> Duration, metrics: Metrics = Metrics(),
    engine: @escaping @Sendable () async -> EngineHealth = { EngineHealth(waiting: 0, isLoaded: true) }
  ) {
    self.store = store
    self.read = read
    self.starter = starter
    self.page = page
    self.document = document
    self.configuration = configuration
    self.logger = logger
    self.now = now
    self.uptime = uptime
    self.metrics = metrics
    self.engine = engine
  }
}
