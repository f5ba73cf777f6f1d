import Foundation
import Synchronization

/// A program that runs beside ours, in a process group of its own: Control-C at the terminal reaches us alone, and we
/// tell the program how to end. Foundation's `Process` cannot do that.
final class ChildProcess: Sendable {
  /// What the program reads; `nil` if it reads nothing.
  let input: Descriptor?
  let output: Descriptor
  let errors: Descriptor

  private let number: pid_t
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - program: a path, or a name that is looked for along `PATH`.
  ///   - takesInput: whether ``input`` leads to it.
  /// - Throws: ``VideoError/noProgram(_:)`` if there is no such program.
  init(_ program: String, _ arguments: [String], takesInput: Bool = false) throws(VideoError) {
    let input = takesInput ? try Descriptor.pair() : nil
    let output = try Descriptor.pair()
    let errors = try Descriptor.pair()
    self.input = input?.writing
    self.output = output.reading
    self.errors = errors.reading

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      _ = input.reading.withNumber { posix_spawn_file_actions_adddup2(&actions, $0, STDIN_FILENO) }
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    _ = output.writing.withNumber { posix_spawn_file_actions_adddup2(&actions, $0, STDOUT_FILENO) }
    _ = errors.writing.withNumber { posix_spawn_file_actions_adddup2(&actions, $0, STDERR_FILENO) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // The threads of a pool block signals, and a program would inherit that: it could not be asked to end.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    let words = CStrings([program] + arguments)
    let surroundings = CStrings(ProcessInfo.processInfo.environment.map { "\($0)=\($1)" })
    defer {
      words.free()
      surroundings.free()
    }
    var number: pid_t = 0
    var problem: Int32 = 0
    // A program that was written a moment ago may still be open in another child that is just being made.
    for _ in 0..<50 {
      problem = posix_spawnp(&number, program, &actions, &attributes, words.pointers, surroundings.pointers)
      guard problem == ETXTBSY else { break }
      usleep(20_000)
    }
    // The program has its own copies now; while we hold ours, we would not see it end.
    for end in [input?.reading, output.writing, errors.writing] { end?.close() }
    if problem == ENOENT || problem == EACCES { throw .noProgram(program) }
    guard problem == 0 else {
      throw .system("\(program) cannot be started: \(String(cString: strerror(problem)).lowercased())")
    }
    self.number = number
  }

  deinit { stop(after: .zero) }

  /// Waits for the end of the program.
  ///
  /// - Parameter limit: after which it is stopped.
  /// - Returns: its exit code, or the negative number of the signal that ended it.
  @discardableResult
  func wait(atMost limit: Duration) -> Int32 {
    if let code = ended(within: limit) { return code }
    return stop(after: .seconds(2))
  }

  /// Asks the program to end, and ends it if it does not.
  ///
  /// - Parameter patience: how long it may take.
  @discardableResult
  func stop(after patience: Duration) -> Int32 {
    if let code = ended(within: .zero) { return code }
    kill(number, SIGTERM)
    if let code = ended(within: patience) { return code }
    kill(number, SIGKILL)
    return ended(within: .seconds(10)) ?? -SIGKILL
  }

  private func ended(within limit: Duration) -> Int32? {
    let end = ContinuousClock.now + limit
    while true {
      if let code = reap() { return code }
      if ContinuousClock.now >= end { return nil }
      usleep(2000)
    }
  }

  /// Its exit code once it has ended; asks the system until then and never again.
  private func reap() -> Int32? {
    status.withLock { status in
      if let status { return status }
      var word: Int32 = 0
      guard waitpid(number, &word, WNOHANG) != 0 else { return nil }
      let signal = word & 0x7F
      status = signal == 0 ? (word >> 8) & 0xFF : -signal
      return status
    }
  }
}

/// Texts as C passes them to a program: pointers, the last of them null.
private struct CStrings {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ texts: [String]) { pointers = texts.map { strdup($0) } + [nil] }

  func free() { for pointer in pointers { Glibc.free(pointer) } }
}
