import ArgumentParser
import Foundation
import Storage

/// `mien backup`
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Writes everything Mien keeps into one file, while the server goes on.",
    discussion: """
      The file holds the database as it is at one moment and the keys beside it. Keep it as you keep the data \
      itself: whoever has it has all of it.

      Example:

        mien backup mien-2026-11-23.backup
      """)

  @Argument(help: "The file to write. One that is there is not replaced.", completion: .file())
  var file: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let settings = try Settings(data)
    guard let store = try settings.existingStore() else {
      let folder = settings.dataDirectory.path
      throw Failure("there is no database in \(folder) yet, so there is nothing to back up")
    }
    let summary = try await store.backUp(to: URL(filePath: NSString(string: file).expandingTildeInPath))
    try store.close()
    let size = summary.bytes.formatted(.byteCount(style: .file))
    Console.print(
      "Wrote \(file.withoutControls): \(size), \(Count.accounts(summary.accounts))\(Count.keys(summary.keys))."
    )
  }
}

/// Numbers of things in the sentences of backup and restore.
enum Count {
  static func accounts(_ number: Int) -> String { number == 1 ? "1 account" : "\(number) accounts" }

  static func keys(_ names: [String]) -> String {
    names.isEmpty ? "" : ", and \(names.joined(separator: ", "))"
  }
}
