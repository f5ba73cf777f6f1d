import ArgumentParser
import Foundation
import Recommendations
import Storage
import Tracks
import Video

/// `mien catalogue analyse`
struct CatalogueAnalyse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyse",
    abstract: "Hears files of music and says where they lie on the plane, as an estimate.",
    discussion: """
      Loudness, brightness, beat and key over time, and a place from a network that learned from synthesised clips alone: \
      take it as a hint. With --keep it is noted in the catalogue, of the item that is the file or as a new one; what a \
      person said is never changed. Needs ffmpeg.

      Example: a folder of music, into the catalogue.

        mien catalogue analyse --keep ~/Music
      """)

  @Argument(help: "Files of sound, and folders of them.", completion: .file())
  var files: [String]

  @Flag(help: "Note what was heard in the catalogue.")
  var keep = false

  @Flag(help: "Print one JSON object a file, one a line.")
  var json = false

  @Option(
    help: ArgumentHelp("What 'mien tracks train' made, instead of what is built in.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Folder of the library: of files below it, --keep notes that they can be played.", valueName: "folder"),
    completion: .directory)
  var library: String?

  @OptionGroup(title: "Data") var data: DataOptions

  func validate() throws {
    if files.contains(where: { $0.isEmpty || $0 == "-" }) {
      throw ValidationError("Name files or folders; standard input is not read.")
    }
  }

  func run() async throws {
    let settings = try Settings(data, flags: [.library: library].compactMapValues { $0 })
    let checkpoint = try TrackCheckpoint.read(model.map { URL(filePath: $0) } ?? TrackCheckpoint.shippedURL)
    let list = FileList(files, of: .sounds)
    for (path, reason) in list.problems { Console.note("mien: \(path.withoutControls): \(reason)") }
    guard !list.paths.isEmpty else { throw ExitCode.failure }
    // Before the work, so that a catalogue that cannot be opened is said at once.
    let keeper =
      keep
      ? TrackKeeper(store: try settings.openStore(), library: settings.library.map(LibraryFolder.init)) : nil
    let (tracks, failures) = try hear(list.paths, with: TrackReader(network: TrackNetwork(checkpoint)))
    if failures > 0, list.paths.count > 1 {
      Console.note("\(failures) of \(list.paths.count) files could not be heard.")
    }
    if let keeper, !tracks.isEmpty {
      let outcome = try await keeper.keep(tracks, at: Date())
      Console.note(outcome.line)
    }
    if failures > 0 || !list.problems.isEmpty { throw ExitCode.failure }
  }

  /// Hears the files on all processors and prints each in its order.
  private func hear(
    _ paths: [String], with reader: TrackReader
  ) throws -> (tracks: [(path: String, track: HeardTrack)], failures: Int) {
    let work = OrderedWork(paths, threads: Surroundings.ofThisProcess().processors) {
      { (path: String) in
        (path, Result { () throws(TrackReader.Problem) in try reader.hear(path) })
      }
    }
    var bar = ProgressBar(
      total: paths.count, unit: "files", isTerminal: paths.count > 1 && isatty(STDERR_FILENO) == 1,
      at: Self.now)
    var (done, failures) = (0, 0)
    var tracks: [(path: String, track: HeardTrack)] = []
    try work.inOrder { path, result in
      bar.clear()
      switch result {
      case .failure(.sound(.noProgram(let name))):
        throw Failure(SoundError.noProgram(name).description)
      case .failure(let problem):
        failures += 1
        Console.note("mien: \(path.withoutControls): \(problem)")
      case .success(let heard):
        if let complaint = heard.complaint {
          Console.note("mien: \(path.withoutControls): damaged, what could be read was heard: \(complaint)")
        }
        tracks.append((path, heard.track))
        let answer = TrackAnswer(path: path, heard)
        for line in json ? [try Console.json(answer)] : answer.lines { Console.print(line) }
      }
      done += 1
      bar.show(done, at: Self.now)
    }
    bar.clear()
    return (tracks, failures)
  }

  /// Seconds on a clock that does not jump.
  private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
