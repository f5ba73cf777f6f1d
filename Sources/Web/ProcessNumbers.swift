import Foundation

/// What Linux says of this process; `nil` where it does not.
package struct ProcessNumbers: Sendable {
  let residentBytes: Int?
  let openFiles: Int?
  /// So many files may be open at once.
  let mostFiles: Int?

  package init(residentBytes: Int? = nil, openFiles: Int?, mostFiles: Int?) {
    (self.residentBytes, self.openFiles, self.mostFiles) = (residentBytes, openFiles, mostFiles)
  }

  static func read() -> ProcessNumbers {
    let memory = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = memory?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    let most = sysconf(Int32(_SC_OPEN_MAX))
    return ProcessNumbers(
      residentBytes: pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) },
      openFiles: try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count,
      mostFiles: most > 0 ? most : nil)
  }

  /// Whether connections and files are about to be refused for want of descriptors; so they are where not even those
  /// that are open can be counted.
  var isShortOfFiles: Bool {
    guard let mostFiles else { return false }
    guard let openFiles else { return true }
    return openFiles * 20 >= mostFiles * 19
  }
}
