import Dispatch

/// Work spread over all cores.
enum Parallel {
  /// `transform` of 0..<`count`, in order; the calls run on all cores, in runs of neighbours.
  static func map<Value: Sendable>(count: Int, _ transform: @Sendable (Int) -> Value) -> [Value] {
    let run = max(1, min(256, count / 64))
    let runs = (count + run - 1) / run
    return [Value](unsafeUninitializedCapacity: count) { output, initialized in
      let slots = Slots(base: output)
      DispatchQueue.concurrentPerform(iterations: runs) { part in
        for index in part * run..<min(count, (part + 1) * run) {
          slots.base.initializeElement(at: index, to: transform(index))
        }
      }
      initialized = count
    }
  }

  /// Sendable because every index is written by one call alone, and read only after all have ended.
  private struct Slots<Value>: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Value>
  }
}
