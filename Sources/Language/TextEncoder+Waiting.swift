import Dispatch
import Foundation

extension TextEncoder {
  /// ``embed(_:threads:)`` on a thread of its own, so that no cooperative thread waits for it.
  public func vectors(of texts: [String], threads: Int = 1) async throws -> [[Float]] {
    try await Self.onItsOwnThread { try embed(texts, threads: threads) }
  }

  /// ``init(_:shape:limit:)`` on a thread of its own.
  public static func load(_ files: EncoderFiles, limit: Int = 128) async throws -> TextEncoder {
    try await onItsOwnThread { try TextEncoder(files, limit: limit) }
  }

  fileprivate static func onItsOwnThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try work() }) }
    }
  }
}

extension WordsClassifier {
  /// ``logits(of:threads:)`` on a thread of its own.
  public func tones(of texts: [String], threads: Int = 1) async throws -> [[Float]] {
    try await TextEncoder.onItsOwnThread { try logits(of: texts, threads: threads) }
  }

  /// ``read(_:threads:)`` on a thread of its own.
  public func readings(of texts: [String], threads: Int = 1) async throws -> [WordsReading] {
    try await TextEncoder.onItsOwnThread { try read(texts, threads: threads) }
  }

  /// The classifier built in, made of an encoder on a thread of its own.
  public static func shipped(with encoder: TextEncoder) async throws -> WordsClassifier {
    try await TextEncoder.onItsOwnThread {
      try WordsClassifier(encoder, WordsCheckpoint.read(WordsCheckpoint.shippedURL))
    }
  }
}
