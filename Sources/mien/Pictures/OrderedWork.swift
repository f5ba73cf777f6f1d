import Dispatch
import Foundation
import Synchronization

/// Does the same with many inputs on several threads, and hands the results on in the order of the inputs. Few results
/// wait at a time, however many inputs there are.
final class OrderedWork<Input: Sendable, Output: Sendable>: Sendable {
  private struct State {
    var next = 0
    var results: [Int: Output] = [:]
    var failure: (any Error)?
  }

  private let inputs: [Input]
  private let state = Mutex(State())
  /// Counts the inputs that may be begun, and the results that have come.
  private let room: DispatchSemaphore
  private let news = DispatchSemaphore(value: 0)
  private let threads = DispatchGroup()

  /// - Parameters:
  ///   - ahead: inputs begun whose results have not been handed on.
  ///   - prepare: makes what does the work; called once on each thread, which keeps it to itself.
  init(
    _ inputs: [Input], threads: Int, ahead: Int = 64,
    prepare: @escaping @Sendable () throws -> (Input) -> Output
  ) {
    self.inputs = inputs
    room = DispatchSemaphore(value: 0)
    for _ in 0..<ahead { room.signal() }
    for _ in 0..<min(threads, inputs.count) {
      self.threads.enter()
      Thread.detachNewThread {
        self.work(prepare)
        self.threads.leave()
      }
    }
  }

  /// Returns when all threads are done, and what they worked with is gone: a program must not end while native
  /// libraries are still at work in it.
  ///
  /// - Throws: what `prepare` or `body` throws first.
  func inOrder(_ body: (Output) throws -> Void) throws {
    defer { stop() }
    for place in inputs.indices {
      try body(try result(at: place))
      room.signal()
    }
  }

  private func stop() {
    state.withLock { $0.next = inputs.count }
    room.signal()
    threads.wait()
  }

  private func result(at place: Int) throws -> Output {
    while true {
      let (result, failure) = state.withLock { state in
        (state.results.removeValue(forKey: place), state.failure)
      }
      if let failure { throw failure }
      if let result { return result }
      news.wait()
    }
  }

  private func work(_ prepare: () throws -> (Input) -> Output) {
    do {
      let process = try prepare()
      while let place = take() {
        let result = process(inputs[place])
        state.withLock { $0.results[place] = result }
        news.signal()
      }
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
      news.signal()
    }
  }

  /// The next input, once there is room for its result.
  private func take() -> Int? {
    room.wait()
    let place = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    guard place < inputs.count else {
      // The other threads have to find the end as well.
      room.signal()
      return nil
    }
    return place
  }
}
