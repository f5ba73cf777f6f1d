import CAllocationCount

/// Adds up what the runs of a step take: time, and memory from the heap.
struct StepMeter {
  private(set) var time = Duration.zero
  private(set) var allocations = 0
  private(set) var bytes = 0

  mutating func measure(_ body: () throws -> Void) rethrows {
    let before = mien_allocated()
    time += try ContinuousClock().measure(body)
    let after = mien_allocated()
    allocations += Int(after.calls - before.calls)
    bytes += Int(after.bytes - before.bytes)
  }
}
