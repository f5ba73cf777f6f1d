import Dispatch

/// Does work that takes long on a thread of the system's, so that no cooperative thread waits for it.
func onItsOwnThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try work() }) }
  }
}
