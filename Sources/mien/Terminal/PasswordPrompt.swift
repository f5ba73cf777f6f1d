import Dispatch
import Foundation

/// Asks for a password: at a terminal without showing it, otherwise one line of standard input.
///
/// Never from an argument, which every process of the machine could read.
enum PasswordPrompt {
  /// A new password, at a terminal typed twice.
  static func ask(for name: String) throws -> String {
    let password = try askOnce(for: name)
    guard isatty(STDIN_FILENO) == 1 else { return password }
    guard try askHidden("The same again: ") == password else {
      throw Failure("the two passwords differ: nothing was changed")
    }
    return password
  }

  /// A password that exists already.
  static func askOnce(for name: String) throws -> String {
    guard isatty(STDIN_FILENO) == 1 else {
      guard let line = readLine() else {
        throw Failure("no password came on standard input: give it as one line")
      }
      return line
    }
    return try askHidden("Password for \(name): ")
  }

  private static func askHidden(_ question: String) throws -> String {
    var shown = termios()
    guard tcgetattr(STDIN_FILENO, &shown) == 0 else {
      throw Failure("the terminal cannot hide what you type")
    }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    let whenInterrupted = restore(shown)
    defer {
      whenInterrupted.cancel()
      signal(SIGINT, SIG_DFL)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      Console.note("")
    }
    FileHandle.standardError.write(Data(question.utf8))
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    guard let line = readLine() else { throw Failure("no password was given: nothing was changed") }
    return line
  }

  /// Control-C while typing must not leave a terminal that hides everything.
  private static func restore(_ attributes: termios) -> any DispatchSourceSignal {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      var attributes = attributes
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &attributes)
      Console.note("")
      exit(1)
    }
    source.resume()
    return source
  }
}
