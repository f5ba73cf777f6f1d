import Foundation

/// A few lines at the end of the terminal that are written over in place.
struct TerminalScreen {
  /// Lines on the screen now.
  private var shown = 0

  /// Whether standard output is a terminal that can be written over.
  static var isThere: Bool {
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Columns and lines of it.
  static var size: (columns: Int, lines: Int) {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(window.ws_col), Int(window.ws_row))
  }

  /// Writes the lines where those before were; the cursor ends up below.
  mutating func show(_ lines: [String]) {
    let (columns, height) = Self.size
    let lines = lines.prefix(max(1, height - 1)).map { $0.prefix(max(1, columns - 1)) }
    let up = shown > 0 ? "\u{1B}[\(shown)A" : ""
    Console.show(up + "\r\u{1B}[J" + lines.map { $0 + "\n" }.joined())
    shown = lines.count
  }
}
