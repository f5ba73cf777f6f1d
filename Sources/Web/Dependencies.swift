import Foundation
import Language
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
  /// Where the encoder of texts lies; without it the catalogue is searched by letters alone.
  public let meaning: EncoderFiles?
  /// How the engine behind ``read`` stands.
  public let engine: @Sendable () async -> EngineHealth
  /// The network that reads emotions, where something is known of it.
  public let model: ModelFacts?
  /// What asks whether a link is still there.
  public let askLink: @Sendable (String) async -> LinkAnswer
  /// The folder with the files that items play; without one nothing is played.
  public let library: URL?

  public init(
    store: Store, read: @escaping FrameReader, starter: Catalogue, page: Page, document: APIDocument,
    configuration: WebConfiguration, logger: Logger, now: @escaping @Sendable () -> Date,
    uptime: @escaping @Sendable () -> Duration, metrics: Metrics = Metrics(),
    meaning: EncoderFiles? = nil,
    engine: @escaping @Sendable () async -> EngineHealth = { EngineHealth(waiting: 0, isLoaded: true) },
    model: ModelFacts? = nil, askLink: @escaping @Sendable (String) async -> LinkAnswer = LinkProbe().ask,
    library: URL? = nil
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
    self.meaning = meaning
    self.engine = engine
    self.model = model
    self.askLink = askLink
    self.library = library
  }
}
