import Tensors

/// Why faces cannot be looked for.
public enum FaceError: Error, Equatable, CustomStringConvertible {
  /// The file of a network cannot be read.
  case unreadable(path: String, reason: String)
  /// The file of a network is damaged or is none.
  case damaged(String)
  /// The file of a network holds something Mien does not know.
  case unsupported(String)
  /// The network is a sound one, but does not detect faces as expected.
  case notADetector(String)
  /// The engine refused.
  case engine(TensorError)
  /// Something of this went wrong in the file at `path`.
  indirect case file(path: String, FaceError)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read (\(reason)): fetch it with tools/fetch_weights.py"
    case .damaged(let reason): "this is no sound TFLite file: \(reason)"
    case .unsupported(let what): "this TFLite file needs \(what), which is not supported"
    case .notADetector(let reason): "this network is not the face detector: \(reason)"
    case .engine(let error): "\(error)"
    case .file(let path, let error):
      "\(path): \(error). Delete it and fetch it again with tools/fetch_weights.py"
    }
  }
}

/// Runs a step of the engine and gives its errors our type.
func onEngine<R>(_ body: () throws(TensorError) -> R) throws(FaceError) -> R {
  do { return try body() } catch { throw .engine(error) }
}
