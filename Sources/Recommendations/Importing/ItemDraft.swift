import Emotions

/// What a row says of an item, before it is known to be enough.
struct ItemDraft {
  /// Names of columns and of JSON fields.
  enum Column: String, CaseIterable {
    case title, creator, kind, id, year, minutes, link, valence, arousal, energy, tags, why, source
    case estimate, tempo, loudness, mode, file
  }

  var id, title, creator, link, source, why, file: String?
  var kind: ItemKind?
  var year: Int?
  var minutes, valence, arousal, energy, estimate: Double?
  var tags: [String] = []
  var audio = AudioFeatures()

  /// The item: what is missing is made up as far as that is honest.
  ///
  /// - Throws: ``RowProblem``.
  func item(otherwise otherKind: ItemKind?) throws(RowProblem) -> Item {
    guard let title = try Self.text(title, "title") else { throw RowProblem("there is no title") }
    guard let kind = kind ?? otherKind else {
      throw RowProblem("there is no kind, one of \(Self.kinds), and none was named for the whole file")
    }
    let creator = try Self.text(creator, "creator") ?? Item.unknownCreator
    let id = try Self.text(id, "id", most: 200) ?? ItemIdentity.id(kind: kind, creator: creator, title: title)
    let link = try Self.address(link, "link")
    let source = try Self.address(source, "source")
    if let file, !LibraryFolder.isPath(file) {
      throw RowProblem("file \(quoted(file)) is refused; it is a path below the library's folder")
    }
    let minutes = Self.wholeMinutes(try Self.number(minutes, "minutes", in: 0...100_000), kind: kind)
    let tags = try Self.tags(tags)
    if let year, !(-4000...3000).contains(year) { throw RowProblem("year must be from -4000 to 3000") }
    let energy = try Self.number(energy, "energy", in: 0...1)
    let estimate = try Self.number(estimate, "estimate", in: 0...1)
    guard let place = try place() else {
      var audio = audio
      audio.energy = energy
      return Item(
        estimating: id, title: title, creator: creator, year: year, kind: kind, minutes: minutes, link: link,
        tags: tags, audio: audio, source: source, file: file)
    }
    return Item(
      id: id, title: title, creator: creator, year: year, kind: kind, minutes: minutes, link: link,
      place: place,
      energy: energy ?? 0.5 + 0.5 * place.arousal, tags: tags,
      why: try Self.text(why, "why", most: 2000) ?? "This is where its file has it.", estimate: estimate,
      source: source, file: file)
  }

  private func place() throws(RowProblem) -> Affect? {
    let valence = try Self.number(valence, "valence", in: -1...1)
    let arousal = try Self.number(arousal, "arousal", in: -1...1)
    switch (valence, arousal) {
    case (nil, nil): return nil
    case (let valence?, let arousal?): return Affect(valence: valence, arousal: arousal)
    default: throw RowProblem("valence and arousal come together: give both or neither")
    }
  }

  /// How long something is when nobody says, by its kind; our judgement.
  static func usualMinutes(_ kind: ItemKind) -> Int {
    switch kind {
    case .music: 4
    case .film: 110
    case .book: 360
    case .podcast: 40
    case .talk: 20
    }
  }

  static func wholeMinutes(_ minutes: Double?, kind: ItemKind) -> Int {
    minutes.map { max(1, Int($0.rounded(.up))) } ?? usualMinutes(kind)
  }

  /// A text without control characters, which a terminal would obey, and without space around it; `nil` for nothing.
  static func text(_ text: String?, _ name: String, most: Int = 500) throws(RowProblem) -> String? {
    guard let text = text.flatMap(cleaned) else { return nil }
    guard text.count <= most else { throw RowProblem("\(name) has more than \(most) letters") }
    return text
  }

  static func cleaned(_ text: String) -> String? {
    if isClean(text.utf8) { return text.isEmpty ? nil : text }
    let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    let words = String(String.UnicodeScalarView(scalars)).split { $0.isWhitespace }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Whether there is surely nothing to clean: most texts are done with this one look at their bytes.
  private static func isClean(_ text: String.UTF8View) -> Bool {
    var last: UInt8 = 0x20
    for byte in text {
      // Control characters, and what may be the beginning of one or of a space beyond ASCII.
      if byte < 0x20 || byte == 0x7F || (byte == 0x20 && last == 0x20) { return false }
      if byte == 0xC2 || (0xE1...0xE3).contains(byte) { return false }
      last = byte
    }
    return last != 0x20 || text.isEmpty
  }

  static func address(_ text: String?, _ name: String) throws(RowProblem) -> String? {
    guard let text = text.flatMap(cleaned) else { return nil }
    guard isWebAddress(text) else {
      throw RowProblem(
        "the \(name) \(quoted(text)) is refused; only http:// and https:// addresses are taken")
    }
    return text
  }

  static func tags(_ tags: [String]) throws(RowProblem) -> [String] {
    var clean: [String] = []
    for tag in tags.lazy.compactMap(cleaned) where !clean.contains(tag) { clean.append(tag) }
    guard clean.count <= 50, clean.allSatisfy({ $0.count <= 100 }) else {
      throw RowProblem("tags must be at most 50 texts of at most 100 letters")
    }
    return clean
  }

  private static func number(
    _ number: Double?, _ name: String, in range: ClosedRange<Double>
  ) throws(RowProblem) -> Double? {
    guard let number else { return nil }
    guard range.contains(number) else {
      throw RowProblem("\(name) must be a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
    }
    return number
  }

  static let kinds = ItemKind.allCases.map(\.rawValue).joined(separator: ", ")
}
