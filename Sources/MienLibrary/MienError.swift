/// Why Mien could not answer; each a sentence that says what to change.
public enum MienError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file of weights is missing or damaged, in words that name it.
  case weights(String)
  /// The bytes are not a picture Mien reads, or it is beyond the limits.
  case picture(ImageError)
  /// Two frames of one ``MoodStream`` at once: read them one after the other.
  case twoFramesAtOnce
  /// The catalogue is not in order.
  case catalogue(CatalogueError)
  /// The networks refused, in their own words. It should not happen.
  case networks(String)

  public var description: String {
    switch self {
    case .weights(let reason): reason
    case .picture(let error): error.description
    case .twoFramesAtOnce: "two frames of one stream came at once: read them one after the other"
    case .catalogue(let error): error.description
    case .networks(let reason): reason
    }
  }

  init(reading error: any Error) {
    self =
      switch error {
      case let error as MienError: error
      case let error as ImageError: .picture(error)
      case EngineError.busy: .twoFramesAtOnce
      default: .networks("\(error)")
      }
  }
}
