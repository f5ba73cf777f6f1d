import ArgumentParser
import Foundation
import Recommendations
import Storage

/// `mien catalogue`
struct CatalogueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalogue",
    abstract: "Lists the items there are to recommend, and imports your own.",
    discussion: """
      Example:

        mien catalogue import my-records.csv
      """,
    subcommands: [CatalogueList.self, CatalogueImport.self, CatalogueEmbed.self, CatalogueAnalyse.self])
}

/// `mien catalogue list`
struct CatalogueList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the items there are to recommend.",
    discussion: """
      Example: films with a word in title, creator or tags.

        mien catalogue list --kind film --query silent
      """)

  @Option(help: ArgumentHelp("Only this kind: music, film, book, podcast or talk.", valueName: "kind"))
  var kind: ItemKind?

  @Option(help: ArgumentHelp("Only items with this text in title, creator or tags.", valueName: "text"))
  var query: String?

  @Flag(help: "Print one JSON list, which import reads again.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let items = try await CatalogueSource.items(Settings(data)).filter(isWanted)
    guard !json else { return try Console.printJSON(items) }
    for item in items {
      let year = item.year.map(String.init) ?? ""
      let beginning = "\(item.kind.rawValue.padded(to: 7))  \(year.padded(from: 5))"
      Console.print("\(beginning)  \(item.title) – \(item.creator)  [\(item.id)]")
    }
    Console.note("\(items.count) items")
  }

  private func isWanted(_ item: Item) -> Bool {
    if let kind, item.kind != kind { return false }
    guard let query, !query.isEmpty else { return true }
    return ([item.title, item.creator] + item.tags).contains { $0.localizedCaseInsensitiveContains(query) }
  }
}

extension ItemKind: ExpressibleByArgument {}
