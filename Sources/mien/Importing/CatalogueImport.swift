import ArgumentParser
import Foundation
import Recommendations
import Storage

/// `mien catalogue import`
struct CatalogueImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Adds your own music, films, books, podcasts and talks to the catalogue, all or nothing.",
    discussion: """
      Reads tables, lists in JSON, playlists, subscriptions, what Last.fm, ListenBrainz and Spotify hand out,
      MovieLens folders, and servers. The same twice changes nothing. docs/importing.md tells the formats.

      Examples:

        mien catalogue import my-records.csv
        mien catalogue import --kind music --account ada scrobbles.csv
        mien catalogue import --subsonic https://music.example.org --user ada
        mien catalogue import --reviews what-we-wrote.csv
      """)

  @Argument(help: "A file, a MovieLens folder, or - for standard input.", completion: .file())
  var source: String?

  @OptionGroup(title: "Servers") var server: ServerImportOptions

  @Option(
    help: ArgumentHelp(
      "What the file is, if its name and beginning do not tell; docs/importing.md lists the formats.",
      valueName: "format"))
  var format: ImportFormat?

  @Option(
    help: ArgumentHelp(
      "The kind of items whose file does not say: music, film, book, podcast or talk.", valueName: "kind"))
  var kind: ItemKind?

  @Option(
    help: ArgumentHelp("How the text is written: utf8, latin1, utf16le or utf16be.", valueName: "encoding"))
  var encoding: TextEncoding = .automatic

  @Option(
    help: ArgumentHelp(
      "Whose: a userId of MovieLens, a name of Subsonic, a user's id of Jellyfin.", valueName: "user"))
  var user: String?

  @Option(help: ArgumentHelp("Note plays and likes for this account of Mien.", valueName: "name"))
  var account: String?

  @Option(
    help: ArgumentHelp(
      "Folder of the library: a playlist's files below it can be played on the page.", valueName: "folder"),
    completion: .directory)
  var library: String?

  @Flag(help: "Import reviews of items: a table or lines of JSON with item and text, and writer and at.")
  var reviews = false

  @Flag(help: "Import nothing if a row cannot be used, instead of leaving it out.")
  var strict = false

  @OptionGroup(title: "Data") var data: DataOptions

  func validate() throws {
    guard (source == nil ? 0 : 1) + server.number == 1 else {
      throw ValidationError("Name one thing to import: a file, --subsonic or --jellyfin.")
    }
    if server.subsonic != nil, user == nil {
      throw ValidationError("--subsonic needs --user, the name you sign in with there.")
    }
    if reviews, source == nil || kind != nil || user != nil || account != nil {
      throw ValidationError("--reviews is for a file, and without --kind, --user and --account.")
    }
    if reviews, let format, format != .csv, format != .jsonl {
      throw ValidationError("--reviews come as csv or jsonl.")
    }
    if server.number > 0, format != nil || kind != nil || encoding != .automatic {
      throw ValidationError("--format, --kind and --encoding are for files.")
    }
    if let format, !ImportFormat.ofFiles.contains(format) {
      throw ValidationError("--format \(format.rawValue) is a server: use --\(format.rawValue) ADDRESS.")
    }
  }

  func run() async throws {
    let settings = try Settings(data, flags: [.library: library].compactMapValues { $0 })
    let options = ImportOptions(
      format: format, kind: kind, encoding: encoding, user: user, isStrict: strict,
      library: settings.library.map(LibraryFolder.init))
    let keeper = try await ImportKeeper(in: settings.openStore(), for: account)
    if let source, reviews {
      try await keeper.importReviews(source, options: options).show()
    } else if let source {
      try await keeper.importFile(source, options: options).show()
    } else {
      let importer = ServerImporter(try server.mediaServer(user: user), options: options)
      try await keeper.importServer(
        importer, timeout: server.timeout, mayBeOurs: server.ownNetwork
      ).show()
    }
  }
}

extension ImportFormat: ExpressibleByArgument {
  /// Servers have options of their own.
  public static var allValueStrings: [String] { ofFiles.map(\.rawValue) }
}

extension TextEncoding: ExpressibleByArgument {}
