import Tensors

/// What went wrong with the encoder of texts or its files.
public enum LanguageError: Error, Equatable, CustomStringConvertible {
  /// A file is not there.
  case missing(path: String)
  /// A file is there and is not what it should be.
  case unfit(path: String, reason: String)
  /// What was learned to read emotions from texts is missing or damaged.
  case checkpoint(path: String, reason: String)
  /// The engine or a file of weights refused.
  case tensor(TensorError)

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path) is not there: run scripts/bootstrap, or python3 tools/fetch_weights.py, to fetch it"
    case .unfit(let path, let reason):
      "\(path) \(reason): delete it and run python3 tools/fetch_weights.py to fetch it anew"
    case .checkpoint(let path, let reason):
      "\(path) \(reason): name what 'mien text train' made, or leave out --model for what is built in"
    case .tensor(let error): error.description
    }
  }
}
