import Foundation
import Programs
import Testing

/// The built program, run as a person runs it.
struct Program: Sendable {
  /// A folder of this run alone: home, data, and whatever the test puts there. Deleted by ``cleanUp()``.
  let folder: URL

  struct Result: Sendable {
    let status: Int32
    let output: String
    let errors: String

    var json: Any {
      get throws { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mien-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  /// `mien` lies beside the bundle of tests, which is the program that runs them.
  static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "mien")

  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let hasFFmpeg = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/ffmpeg")
  }

  /// Runs `mien` to its end.
  func mien(
    _ arguments: String..., input: Data = Data(), environment: [String: String] = [:]
  ) async throws -> Result {
    try await run(Self.binary, arguments, input: input, environment: environment)
  }

  func run(
    _ executable: URL, _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
  ) async throws -> Result {
    let id = UUID().uuidString
    let (inputFile, outputFile, errorFile) = (file(id + ".in"), file(id + ".out"), file(id + ".err"))
    try input.write(to: inputFile)
    let process = try start(
      executable, arguments, environment: environment, input: inputFile, output: outputFile, errors: errorFile
    )
    let status = await process.end()
    return Result(
      status: status,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }

  /// Starts a program whose output goes to files, so that no pipe can fill up.
  func start(
    _ executable: URL, _ arguments: [String], environment: [String: String] = [:], input: URL? = nil,
    output: URL, errors: URL
  ) throws -> RunningProgram {
    try RunningProgram(
      executable.path, arguments,
      environment: [
        "HOME": folder.path, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin", "TZ": "UTC",
      ].merging(environment) { $1 },
      folder: folder.path, input: input?.path, output: output.path, errors: errors.path)
  }

  func file(_ name: String) -> URL { folder.appending(path: name) }

  /// Writes a file into the folder and returns its name.
  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> String {
    try bytes.write(to: file(name))
    return name
  }
}

/// Runs a test with a program of its own and cleans up behind it.
func withProgram(_ body: (Program) async throws -> Void) async throws {
  let program = try Program()
  defer { program.cleanUp() }
  try await body(program)
}
