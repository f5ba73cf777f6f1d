import Emotions
import Engine
import Foundation

/// Tells what `mien watch` reads, in one of four forms.
struct WatchReport {
  enum Form { case live, changes, json, csv }

  private let form: Form
  private var screen = TerminalScreen()
  private var rate = FrameRate()
  private var progress: ProgressBar
  private var showsProgress: Bool
  private var lastDrawn = 0.0
  private var lastWords: (state: String, label: Emotion?)?
  private let begin: Double
  private var read = 0
  /// Frames that came, read or not.
  private var seen = 0
  private var pending: (reading: ViewerReading, time: Duration)?

  /// - Parameters:
  ///   - total: frames of a file, if known.
  ///   - isFile: whether there is an end to come.
  init(_ form: Form, total: Int?, isFile: Bool, at now: Double) {
    self.form = form
    begin = now
    let hasOwnLine = form != .live && isatty(STDOUT_FILENO) == 0 && isatty(STDERR_FILENO) == 1
    progress = ProgressBar(total: total, unit: "frames", isTerminal: hasOwnLine, at: now)
    showsProgress = isFile
    if form == .csv { Console.print(CSV.row(WatchedFrame.columns)) }
  }

  /// Counts a frame that is not read.
  mutating func skip(at now: Double) {
    seen += 1
    if showsProgress { progress.show(seen, at: now) }
  }

  mutating func show(_ reading: ViewerReading, of time: Duration, at now: Double) throws {
    skip(at: now)
    read += 1
    rate.note(at: now)
    switch form {
    case .json: try Console.printJSON(WatchedFrame(time: time, reading: reading))
    case .csv: Console.print(CSV.row(WatchedFrame(time: time, reading: reading).row))
    case .changes: showChange(reading, at: time)
    case .live:
      pending = (reading, time)
      // Eyes see no more, and a terminal far away has less to draw.
      if now - lastDrawn > 0.06 { draw(at: now) }
    }
  }

  /// Ends the display, and says what was done on standard error.
  mutating func end(dropped: Int, at now: Double) {
    if form == .live { draw(at: now) }
    progress.clear()
    guard read > 0 else { return }
    let speed = Double(read) / max(1e-3, now - begin)
    let lost = dropped > 0 ? "; \(dropped) more passed over because newer ones came" : ""
    Console.note(
      "\(read) frame\(read == 1 ? "" : "s") read, \(String(format: "%.1f", speed)) a second\(lost)")
  }

  private mutating func draw(at now: Double) {
    guard let (reading, time) = pending else { return }
    lastDrawn = now
    let speed = String(format: "%.1f frames/s", rate.perSecond)
    let status = "\(MoodWords.faces(reading.faces.count))  \(speed)  \(SpokenTime.place(time))"
    screen.show(
      LiveView.lines(reading, footer: [status] + (showsProgress ? [progress.text(seen, at: now)] : [])))
  }

  private mutating func showChange(_ reading: ViewerReading, at time: Duration) {
    let words = (reading.mood.state.name, reading.mood.state.label)
    if let lastWords, lastWords == words { return }
    lastWords = words
    progress.clear()
    Console.print(
      "\(SpokenTime.place(time, hundredths: true).padded(from: 8))  \(MoodWords.line(reading))")
  }
}
