import ArgumentParser
import Foundation
import Storage

/// `mien restore`
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Puts a backup in the place of the database, after checking it, and keeps the old one aside.",
    discussion: """
      Stop the server first. A backup from an earlier Mien is brought up to date; one that is damaged, foreign or \
      from a newer Mien is refused, and nothing is changed.

      Example:

        mien restore mien-2026-11-23.backup
      """)

  @Argument(help: "What mien backup wrote.", completion: .file())
  var file: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let settings = try Settings(data)
    let database: URL
    switch settings.database {
    case .file(let file): database = file
    case .server(let address):
      throw Failure(
        "PostgreSQL restores its own backups: pg_restore --clean --if-exists --no-owner "
          + "--dbname='\(address.withoutPassword)' mien.dump, while no server of Mien runs")
    }
    let folder = database.deletingLastPathComponent()
    let backup = URL(filePath: NSString(string: file).expandingTildeInPath)
    let summary = try await DatabaseRestore.run(
      backup, into: folder, named: database.lastPathComponent, at: Date())
    Console.print(
      "Restored \(Count.accounts(summary.accounts))\(Count.keys(summary.keys)) into \(folder.path).")
    if !summary.migrations.isEmpty {
      Console.print("The backup is from an earlier Mien and was brought up to date.")
    }
    if let previous = summary.previous {
      Console.print("What was there before is kept in \(previous.path); delete it when you are content.")
    }
  }
}
