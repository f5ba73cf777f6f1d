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

        mien catalogue import my-records.json
      """,
    subcommands: [CatalogueList.self, CatalogueImport.self])
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
    let items = try await CatalogueSource.items(in: Settings(data).dataDirectory).filter(isWanted)
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

/// `mien catalogue import`
struct CatalogueImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Adds the items of a JSON file to the catalogue, all or none.",
    discussion: """
      An item whose id is there already takes its place. docs/command-line.md gives the form of the file.

      Example:

        mien catalogue import my-records.json
      """)

  @Argument(help: "A JSON list of items; - is standard input.", completion: .file(extensions: ["json"]))
  var file: String

  @OptionGroup(title: "Data") var data: DataOptions

  func run() async throws {
    let items: [Item]
    do {
      items = try Catalogue(items: Catalogue.parse(json: Data(InputFile.read(file, atMost: 256 << 20)))).items
    } catch {
      throw Failure("\(InputFile.name(file)) was not imported: \(error)")
    }
    let store = try Store(directory: Settings(data).dataDirectory)
    try await store.catalogue.add(items, at: Date())
    Console.print("Imported \(items.count) \(items.count == 1 ? "item" : "items").")
  }
}

extension ItemKind: ExpressibleByArgument {}
