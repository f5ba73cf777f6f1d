import Tensors

/// Why a track has no place; each a sentence that says what to change.
public enum TrackError: Error, Equatable, CustomStringConvertible {
  /// There is less sound than a place needs.
  case tooShort(seconds: Double)
  /// There is nothing to be heard in it.
  case silent(seconds: Double)
  /// A file of weights that is not there, or not what it should be.
  case checkpoint(path: String, reason: String)
  case tensor(TensorError)

  public var description: String {
    switch self {
    case .tooShort(let seconds):
      "it is too short: \(rounded(seconds)) s of sound, where \(Int(TrackAnalyser.leastSeconds)) s are needed"
    case .silent(let seconds): "there is nothing to be heard in its \(rounded(seconds)) s"
    case .checkpoint(let path, let reason): "\(path) \(reason): make it with mien tracks train"
    case .tensor(let error): error.description
    }
  }

  private func rounded(_ seconds: Double) -> String { "\((10 * seconds).rounded() / 10)" }
}
