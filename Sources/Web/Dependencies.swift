import Foundation
import Logging
import Recommendations
import Storage

/// All that the server needs from outside.
public struct Dependencies: Sendable {
  public let store: Store
  public let analyse: FrameAnalyser
  /// The items everybody has; the imported ones come from the store.
  public let starter: Catalogue
  public let page: Page
  public let configuration: WebConfiguration
  public let logger: Logger
  /// The time it is.
  public let now: @Sendable () -> Date

  public init(
    store: Store, analyse: @escaping FrameAnalyser, starter: Catalogue, page: Page,
    configuration: WebConfiguration, logger: Logger, now: @escaping @Sendable () -> Date
  ) {
    self.store = store
    self.analyse = analyse
    self.starter = starter
    self.page = page
    self.configuration = configuration
    self.logger = logger
    self.now = now
  }
}
