import Foundation

/// Reads other people's formats into items and interactions.
///
/// Items get ids from what they say, so that the same file imported twice changes nothing the second time. What cannot
/// be used is skipped and reported with its line; what cannot be read at all is an error. Rows are handed on while the
/// file is being read: do that within one transaction and drop it on an error, and nothing is half imported.
public struct Importer: Sendable {
  /// What it was told.
  public let options: ImportOptions

  /// An importer; by default it finds everything out and skips what it cannot use.
  public init(options: ImportOptions = ImportOptions()) { self.options = options }

  /// Reads a source once and hands its items and interactions on, batch by batch.
  ///
  /// - Parameters:
  ///   - date: the time of what has no time of its own, such as a saved track.
  ///   - progress: told after each batch.
  ///   - handOn: takes each batch; what it throws ends the import and is passed on.
  /// - Throws: ``ImportError``, or what `handOn` throws.
  @discardableResult public func run(
    _ source: ImportSource, at date: Date, progress: ((ImportProgress) -> Void)? = nil,
    handOn: (ImportBatch) throws -> Void
  ) throws -> ImportReport {
    if source.isFolder { return try runFolder(source, progress: progress, handOn: handOn) }
    let stream = try source.open()
    let head: ArraySlice<UInt8>
    do { head = try stream.head(1 << 16) } catch { throw unreadable(source) }
    guard let format = options.format ?? ImportFormat.detect(name: source.name, head: head) else {
      throw ImportError.unknownFormat(file: source.name)
    }
    return try withSink(source.name, format, progress, handOn) { sink in
      sink.stream = stream
      sink.directory = source.directory
      try read(stream, as: format, named: source.name, at: date, into: sink)
    }
  }

  private func read(
    _ stream: ByteStream, as format: ImportFormat, named name: String, at date: Date, into sink: ImportSink
  ) throws {
    switch format {
    case .m3u: return try PlaylistImport.read(stream, into: sink)
    case .opml, .feed:
      let encoding = try XMLReader.encoding(of: stream, file: name, otherwise: options.encoding)
      let reader = XMLReader(try TextStream(stream, file: name, encoding: encoding))
      return try format == .opml
        ? OutlineImport.read(reader, into: sink) : FeedImport.read(reader, into: sink)
    default: break
    }
    let text = try TextStream(stream, file: name, encoding: options.encoding)
    let first = try stream.head(512).first { (0x21...0x7E).contains($0) }
    let isList = first == UInt8(ascii: "[")
    switch format {
    case .catalogue: try CatalogueImport.read(text, into: sink)
    case .csv: try TableImport.read(text, into: sink)
    case .jsonl: try JSONLinesImport.read(text, into: sink)
    case .movielens: try MovieLensImport.readMovies(text, into: sink)
    case .lastfm:
      try LastFMImport.read(text, isJSON: isList || first == UInt8(ascii: "{"), into: sink)
    case .listenbrainz: try ListenBrainzImport.read(text, isList: isList, into: sink)
    case .spotify: try SpotifyImport.read(text, at: date, into: sink)
    case .exportify: try ExportifyImport.read(text, into: sink)
    case .m3u, .opml, .feed: break
    case .subsonic, .jellyfin: throw ImportError.unknownFormat(file: name)
    }
  }

  /// A folder is a MovieLens data set; no other comes as one.
  private func runFolder(
    _ source: ImportSource, progress: ((ImportProgress) -> Void)?, handOn: (ImportBatch) throws -> Void
  ) throws -> ImportReport {
    guard let movies = source.child("movies.csv"), options.format ?? .movielens == .movielens else {
      throw ImportError.unreadable(
        file: source.name, reason: "it is a folder, and not of MovieLens: there is no movies.csv in it")
    }
    return try withSink(movies.name, .movielens, progress, handOn) { sink in
      let stream = try movies.open()
      sink.stream = stream
      try MovieLensImport.readMovies(
        TextStream(stream, file: movies.name, encoding: options.encoding), into: sink)
      guard let ratings = source.child("ratings.csv") else { return }
      guard options.user != nil else {
        sink.report.notes.append("ratings.csv was left alone, as no user of it was named.")
        return
      }
      sink.file = ratings.name
      let rated = try ratings.open()
      sink.stream = rated
      try MovieLensImport.readRatings(
        TextStream(rated, file: ratings.name, encoding: options.encoding), into: sink)
    }
  }

  private func withSink(
    _ file: String, _ format: ImportFormat, _ progress: ((ImportProgress) -> Void)?,
    _ handOn: (ImportBatch) throws -> Void, _ read: (ImportSink) throws -> Void
  ) throws -> ImportReport {
    try withoutActuallyEscaping(handOn) { handOn in
      let sink = ImportSink(
        file: file, format: format, options: options, progress: progress, handOn: handOn)
      do {
        try read(sink)
      } catch let error as CatalogueError {
        throw ImportError.syntax(ImportPlace(file: file, line: error.line), error.reason)
      }
      return try sink.finish()
    }
  }

  private func unreadable(_ source: ImportSource) -> ImportError {
    .unreadable(file: source.name, reason: "reading it failed; is it a file?")
  }
}
