import ArgumentParser
import Engine
import Foundation
import Video

/// `mien watch`
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads the mood in a video, from a camera or from a stream, frame by frame.",
    discussion: """
      At a terminal the faces, seven bars and the mood are shown as they change; elsewhere there is a line a \
      change, with --json or --csv one a frame. Videos and cameras are read by the program ffmpeg. Control-C \
      ends it.

      Example:

        mien watch --output annotated.mp4 clip.mp4
      """)

  @Argument(
    help: "A video, a camera such as /dev/video0, or - for MJPEG on standard input.", completion: .file())
  var input: String

  @Flag(help: "Print one JSON object a frame, one a line.")
  var json = false

  @Flag(help: "Print one row a frame, with commas, below a header.")
  var csv = false

  @Option(
    help: ArgumentHelp("Write a video with boxes, key points and the mood.", valueName: "file"),
    completion: .file(extensions: ["mp4", "mkv", "webm"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Read at most so many frames a second; of standard input, which tells no times, how many it has.",
      valueName: "number"))
  var fps: Double?

  @Option(help: ArgumentHelp("Read each second, third … frame only.", valueName: "number"))
  var every = 1

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Networks") var model: ModelOptions
  @OptionGroup(title: "Networks") var precision: PrecisionOptions

  func validate() throws {
    if input.isEmpty { throw ValidationError("A video's name is not empty.") }
    if json, csv { throw ValidationError("Give --json or --csv, not both.") }
    if let fps, !(0.01...1000).contains(fps) {
      throw ValidationError("--fps is a number from 0.01 to 1000.")
    }
    if every < 1 { throw ValidationError("--every is a number from 1.") }
    if output == "" || output == "-" { throw ValidationError("--output is a file, such as annotated.mp4.") }
  }

  func run() throws {
    let settings = try Settings(data, model, flags: precision.flags)
    let interruption = Interruption(notice: nil)
    let source = try naming { try WatchSource(input, framesPerSecond: fps) }
    defer { source.stop() }
    let rate = source.rate / Double(every)
    var recording = try output.map {
      try Recording($0, framesPerSecond: min(rate, fps ?? rate), reading: input)
    }
    let pipeline = try FramePipeline(settings.engineFiles)
    var report = WatchReport(
      form, total: source.info.frames, isFile: source.kind == .file, at: Self.now)

    // Whatever ends it, what was read until then is shown and written.
    let outcome = Result {
      try read(source, with: pipeline, into: &report, &recording) { interruption.happened }
    }
    source.stop()
    report.end(dropped: source.dropped, at: Self.now)
    let finished = Result { try recording?.finish() }
    try outcome.get()
    try finished.get()
  }

  private func read(
    _ source: WatchSource, with pipeline: FramePipeline, into report: inout WatchReport,
    _ recording: inout Recording?, unless isOver: () -> Bool
  ) throws {
    let viewer = ViewerSession()
    var sampler = FrameSampler(every: every, framesPerSecond: source.kind == .stream ? nil : fps)
    while let frame = try naming({ try source.next(unless: isOver) }) {
      guard sampler.takes(frameAt: frame.time) else {
        report.skip(at: Self.now)
        continue
      }
      let reading = try viewer.read(frame.image, at: frame.time, with: pipeline)
      if recording != nil {
        try recording?.write(FrameDrawing.draw(reading, on: frame.image), at: frame.time)
      }
      try report.show(reading, of: frame.time, at: Self.now)
    }
  }

  private var form: WatchReport.Form {
    if json { return .json }
    if csv { return .csv }
    return TerminalScreen.isThere ? .live : .changes
  }

  /// Seconds on a clock that does not jump.
  private static var now: Double { ProcessInfo.processInfo.systemUptime }

  /// Puts the input's name before what is wrong with it.
  private func naming<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as VideoError {
      throw Failure("\(InputFile.name(input)): \(error)")
    }
  }
}
