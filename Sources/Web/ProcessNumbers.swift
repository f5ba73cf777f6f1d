import Foundation

/// What Linux says of this process; `nil` where it does not.
struct ProcessNumbers {
  let residentBytes: Int?
  let openFiles: Int?

  static func read() -> ProcessNumbers {
    let memory = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = memory?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return ProcessNumbers(
      residentBytes: pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) },
      openFiles: try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)
  }
}
