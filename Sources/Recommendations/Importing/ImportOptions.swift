/// What an import may be told.
public struct ImportOptions: Hashable, Sendable {
  /// What the file is, if its name and beginning do not say.
  public var format: ImportFormat?
  /// The kind of items whose file does not say.
  public var kind: ItemKind?
  /// How the file's text is written.
  public var encoding: TextEncoding
  /// Whose ratings to take from a MovieLens data set: a number in its `userId` column.
  public var user: String?
  /// Whether the first row that cannot be used ends the import.
  public var isStrict: Bool
  /// Items and interactions handed on at once.
  public var batch: Int
  /// The folder of the library: playlists' files below it can be played.
  public var library: LibraryFolder?

  /// Everything is found out, and what cannot be used is skipped.
  public init(
    format: ImportFormat? = nil, kind: ItemKind? = nil, encoding: TextEncoding = .automatic,
    user: String? = nil, isStrict: Bool = false, batch: Int = 1000,
    library: LibraryFolder? = nil
  ) {
    self.format = format
    self.kind = kind
    self.encoding = encoding
    self.user = user
    self.isStrict = isStrict
    self.batch = max(1, batch)
    self.library = library
  }
}
