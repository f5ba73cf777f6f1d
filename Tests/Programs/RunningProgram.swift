import Foundation
import Synchronization

/// Another program that a test has started. Foundation's `Process` breaks down where tests start several at once and
/// have many files open.
public final class RunningProgram: Sendable {
  /// A program that could not be started.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let number: pid_t
  private let ended = Mutex<Int32?>(nil)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - name: a path, or a name that is looked for along `PATH`.
  ///   - environment: all that the program finds there; `nil`: what we find.
  ///   - folder: where it runs; `nil`: where we do.
  ///   - input: a file that it reads; `nil`: nothing.
  ///   - output: a file that is made anew; `nil`: what it says is thrown away.
  ///   - errors: the same for its complaints.
  public init(
    _ name: String, _ arguments: [String], environment: [String: String]? = nil, folder: String? = nil,
    input: String? = nil, output: String? = nil, errors: String? = nil
  ) throws(Failure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input ?? "/dev/null", O_RDONLY, 0)
    for (descriptor, file) in [(STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, file ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }

    // A thread of a pool blocks signals, and the program would inherit that: it could not be asked to end.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    // `env` goes there first, and then becomes the program.
    let command = (folder.map { ["env", "-C", $0, name] } ?? [name]) + arguments
    let words = command.map { strdup($0) } + [nil]
    let surroundings =
      (environment ?? ProcessInfo.processInfo.environment).map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + surroundings { free(text) } }
    var number: pid_t = 0
    var problem: Int32 = 0
    // A program that was written a moment ago may still be open in another child that is just being made.
    for _ in 0..<50 {
      problem = posix_spawnp(&number, command[0], &actions, &attributes, words, surroundings)
      guard problem == ETXTBSY else { break }
      usleep(20_000)
    }
    guard problem == 0 else {
      throw Failure(description: "\(name) cannot be started: \(String(cString: strerror(problem)))")
    }
    self.number = number
  }

  deinit {
    if isRunning {
      send(SIGKILL)
      wait()
    }
  }

  public var isRunning: Bool { status == nil }

  /// The exit code, or the negative number of the signal that ended the program; `nil` while it runs.
  public var status: Int32? {
    ended.withLock { ended in
      if ended == nil {
        var word: Int32 = 0
        guard waitpid(number, &word, WNOHANG) != 0 else { return nil }
        let signal = word & 0x7F
        ended = signal == 0 ? (word >> 8) & 0xFF : -signal
      }
      return ended
    }
  }

  /// Sends a signal, unless the program has ended.
  public func send(_ signal: Int32) {
    if isRunning { kill(number, signal) }
  }

  /// Waits for the end of the program and returns its ``status``.
  @discardableResult
  public func wait() -> Int32 {
    while true {
      if let status { return status }
      usleep(2000)
    }
  }

  /// Waits for the end of the program, on a thread of its own: tests beside this one may keep Swift's few threads
  /// busy for seconds.
  public func end() async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: self.wait()) }
    }
  }
}
