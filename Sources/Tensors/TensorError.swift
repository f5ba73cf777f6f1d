/// What went wrong in the engine or in a file of weights.
public enum TensorError: Error, Equatable, CustomStringConvertible {
  /// oneDNN refused an operation; `code` is its `dnnl_status_t`.
  case native(operation: String, code: UInt32)
  /// Shapes that cannot be combined.
  case shape(operation: String, reason: String)
  /// A file that is not what it should be.
  case file(path: String, reason: String)
  /// A weight that a network needs is missing or has another shape.
  case weight(name: String, reason: String)
  /// Instructions that this processor has not.
  case processor(lacks: String)

  public var description: String {
    switch self {
    case .native(let operation, let code):
      "oneDNN could not do '\(operation)' (status \(code)): check that libdnnl2 of Debian 12 is installed"
    case .shape(let operation, let reason): "\(operation): \(reason)"
    case .file(let path, let reason): "\(path): \(reason)"
    case .weight(let name, let reason): "weight '\(name)': \(reason)"
    case .processor(let what): "this processor has no \(what)"
    }
  }
}
