import Dispatch
import Foundation
import Synchronization

/// Whether Control-C or SIGTERM asked for an end since this was made. A second one ends at once.
final class Interruption {
  private let counter = Counter()
  private let sources: [any DispatchSourceSignal]

  var happened: Bool { counter.value.load(ordering: .relaxed) > 0 }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  /// - Parameter notice: what to say of it, if anything.
  init(notice: String? = "\nStopping; once more to stop at once.") {
    let counter = counter
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if counter.value.add(1, ordering: .relaxed).oldValue > 0 { exit(1) }
        if let notice { Console.note(notice) }
      }
      source.resume()
      return source
    }
  }
}
