import Logging
import Synchronization

/// What the server sees to every second, whether somebody asks it for something or not: viewers who are gone are
/// forgotten, and it is said when file descriptors run out.
package final class Upkeep: Sendable {
  /// Between two rounds.
  package static let interval: Duration = .seconds(1)

  private let viewers: Viewers
  private let uptime: @Sendable () -> Duration
  private let logger: Logger
  private let numbers: @Sendable () -> ProcessNumbers
  private let wasShort = Mutex(false)

  package convenience init(_ viewers: Viewers, uptime: @escaping @Sendable () -> Duration, logger: Logger) {
    self.init(viewers, uptime: uptime, logger: logger, numbers: ProcessNumbers.read)
  }

  package init(
    _ viewers: Viewers, uptime: @escaping @Sendable () -> Duration, logger: Logger,
    numbers: @escaping @Sendable () -> ProcessNumbers
  ) {
    (self.viewers, self.uptime, self.logger, self.numbers) = (viewers, uptime, logger, numbers)
  }

  /// Runs until the task is cancelled.
  package func run() async {
    while !Task.isCancelled {
      await round()
      try? await Task.sleep(for: Self.interval)
    }
  }

  package func round() async {
    await viewers.forgetTheGone(at: uptime())
    report(numbers())
  }

  /// Says once that descriptors run out, and once that there are enough again.
  private func report(_ numbers: ProcessNumbers) {
    let isShort = numbers.isShortOfFiles
    let wasShort = wasShort.withLock { known in
      defer { known = isShort }
      return known
    }
    guard isShort != wasShort else { return }
    let counts: Logger.Metadata = [
      "open": .string(numbers.openFiles.map(String.init) ?? "unknown"),
      "most": .string(numbers.mostFiles.map(String.init) ?? "unknown"),
    ]
    if isShort {
      logger.error(
        "file descriptors run out: new connections wait; raise LimitNOFILE or ulimit -n", metadata: counts)
    } else {
      logger.notice("there are enough file descriptors again", metadata: counts)
    }
  }
}
