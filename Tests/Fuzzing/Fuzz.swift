import Foundation

/// Runs damaged inputs through a parser: a fixed number of them as a test, or for a time as `scripts/fuzz` does.
///
/// - `MIEN_FUZZ_SECONDS`: how long each parser is fed, in place of the fixed number.
/// - `MIEN_FUZZ_SEED`: with which the damage is drawn; 1 if not said.
/// - `MIEN_FUZZ_FOLDER`: where each input is written before it is tried, so that the one that ends the process is there
///   afterwards.
public struct Fuzz {
  private static let seconds = ProcessInfo.processInfo.environment["MIEN_FUZZ_SECONDS"].flatMap(Double.init)

  /// So long a test may take, in minutes. Where it is fed for a given time, that is told to it and no limit to speak of
  /// is left: the suites take turns, so that nobody knows how long each has to wait.
  public static let minutes = seconds == nil ? 10 : 1_000_000

  private let name: String
  private let seeds: [[UInt8]]
  private let words: [String]
  private let rounds: Int

  /// - Parameter rounds: inputs tried as a test.
  public init(_ name: String, seeds: [[UInt8]], words: [String] = [], rounds: Int) {
    precondition(!seeds.isEmpty, "damage needs something sound")
    self.name = name
    self.seeds = seeds
    self.words = words
    self.rounds = rounds
  }

  /// Hands every damaged input to `body`, which ends the test by throwing.
  ///
  /// - Returns: how many inputs were tried.
  @discardableResult
  public func run(_ body: ([UInt8]) async throws -> Void) async throws -> Int {
    let environment = ProcessInfo.processInfo.environment
    let seconds = Self.seconds
    let seed = environment["MIEN_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
    let file = environment["MIEN_FUZZ_FOLDER"].map { URL(filePath: $0).appending(path: name) }
    var mutator = Mutator(seed: seed)
    let start = ContinuousClock.now
    var tried = 0
    while seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (tried < rounds) {
      let input = mutator.next(from: seeds, words: words)
      if let file { try Data(input).write(to: file) }
      try await body(input)
      tried += 1
    }
    if seconds != nil { print("\(name): \(tried) inputs, seed \(seed)") }
    return tried
  }

  /// The files of a folder of the corpus.
  public static func corpus(_ folder: String) throws -> [[UInt8]] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/\(folder)")
    return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }.map { [UInt8](try Data(contentsOf: $0)) }
  }
}
