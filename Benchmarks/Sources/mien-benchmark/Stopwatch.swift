import Foundation

/// Runs what it is told and reports times.
enum Stopwatch {
  /// For each number read from standard input, that many timed calls, answered by a line of JSON.
  static func answer(_ body: () throws -> Void) throws {
    let clock = ContinuousClock()
    while let line = readLine(), let count = Int(line) {
      var seconds: [String] = []
      for _ in 0..<count {
        let time = try clock.measure(body)
        seconds.append("\(time / .seconds(1))")
      }
      say("[" + seconds.joined(separator: ",") + "]")
    }
    say("\(peakMemory())")
  }

  /// Unbuffered, because the other side of the pipe waits for it.
  private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  /// The largest resident memory so far, in bytes (Linux's VmHWM).
  private static func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }
}
