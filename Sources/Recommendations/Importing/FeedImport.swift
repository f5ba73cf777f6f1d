/// Subscriptions to podcasts, each an item.
enum OutlineImport {
  static func read(_ reader: XMLReader, into sink: ImportSink) throws {
    // The folders around an outline are its tags; an outline with an address is no folder.
    var folders: [String?] = []
    while let event = try reader.next() {
      switch event {
      case .start("outline", let attributes):
        let name = ItemDraft.cleaned(attributes["title"] ?? attributes["text"] ?? "")
        let address = attributes["xmlUrl"]
        folders.append(address == nil ? name : nil)
        guard let address else { continue }
        let tags = folders.compactMap(\.self).filter { $0.count <= 100 }
        try sink.add(line: reader.line, repeatsAreUsual: true) { () throws(RowProblem) in
          guard isWebAddress(address) else {
            throw RowProblem("the address \(quoted(address)) is refused; only http:// and https:// are taken")
          }
          var draft = ItemDraft()
          draft.title = name ?? address
          draft.link = attributes["htmlUrl"].flatMap { isWebAddress($0) ? $0 : nil } ?? address
          draft.tags = tags
          draft.id = ItemIdentity.named(kind: .podcast, title: name ?? "", unique: address)
          return try draft.item(otherwise: sink.options.kind ?? .podcast)
        }
      case .end("outline"): _ = folders.popLast()
      default: break
      }
    }
  }
}

/// A podcast's feed, RSS 2.0 or Atom; each episode is an item.
enum FeedImport {
  static func read(_ reader: XMLReader, into sink: ImportSink) throws {
    var path: [String] = []
    var words = ""
    var channel = Entry()
    var entry: Entry?
    while let event = try reader.next() {
      switch event {
      case .start(let name, let attributes):
        words = ""
        path.append(name)
        if name == "item" || name == "entry" { entry = Entry(line: reader.line) }
        if entry != nil { entry?.take(name, attributes) } else { channel.take(name, attributes) }
      case .text(let more):
        guard words.utf8.count + more.utf8.count <= XMLReader.longest else {
          throw ImportError.tooLong(reader.place, limit: XMLReader.longest)
        }
        words += more
      case .end(let name):
        path.removeLast()
        if name == "item" || name == "entry", let episode = entry {
          try sink.add(line: episode.line, repeatsAreUsual: true) { () throws(RowProblem) in
            try episode.draft(of: channel).item(otherwise: sink.options.kind ?? .podcast)
          }
          entry = nil
        } else if entry != nil {
          entry?.take(name, words, in: path.last)
        } else {
          channel.take(name, words, in: path.last)
        }
        words = ""
      }
    }
  }

  /// What a feed says of an episode, or of itself.
  struct Entry {
    var line = 1
    private var title, author, link, enclosure, unique: String?
    private var year: Int?
    private var minutes: Double?
    private var tags: [String] = []

    init(line: Int = 1) { self.line = line }

    /// Takes what stands in attributes.
    mutating func take(_ name: String, _ attributes: [String: String]) {
      switch name {
      case "enclosure": enclosure = attributes["url"]
      case "link", "atom:link":
        guard let address = attributes["href"] else { return }
        if attributes["rel"] == "enclosure" { enclosure = address }
        if name == "link" && attributes["rel"] ?? "alternate" == "alternate" { link = address }
      case "itunes:category", "category":
        if let tag = attributes["text"] ?? attributes["term"] { add(tag) }
      default: break
      }
    }

    /// Takes what stands between two tags, of which the outer names whose it is.
    mutating func take(_ name: String, _ words: String, in outer: String?) {
      guard let words = ItemDraft.cleaned(words), outer != "image", outer != "source" else { return }
      switch (name, outer) {
      case ("title", _): title = words
      case ("link", _): link = words
      case ("guid", _), ("id", _): unique = words
      case ("itunes:author", _), ("name", "author"), ("dc:creator", _): author = words
      case ("author", _) where author == nil: author = words
      case ("pubDate", _), ("published", _), ("dc:date", _): year = ImportDate.year(in: words)
      case ("updated", _) where year == nil: year = ImportDate.year(in: words)
      case ("itunes:duration", _): minutes = Self.minutes(words)
      case ("category", _): add(words)
      default: break
      }
    }

    /// More and longer ones than an item can have are not even kept until then.
    private mutating func add(_ tag: String) {
      if tags.count < 50, tag.utf8.count <= 400 { tags.append(tag) }
    }

    func draft(of channel: Entry) throws(RowProblem) -> ItemDraft {
      var draft = ItemDraft()
      draft.title = title
      // People know the podcast, not whose account it is.
      draft.creator = channel.title ?? author ?? channel.author
      draft.year = year
      draft.minutes = minutes
      draft.tags = Array((tags + channel.tags).filter { $0.count <= 100 }.prefix(50))
      if let address = link ?? enclosure {
        guard isWebAddress(address) else {
          throw RowProblem(
            "the link \(quoted(address)) is refused; only http:// and https:// addresses are taken")
        }
        draft.link = address
      }
      if let unique = unique ?? enclosure, let title {
        draft.id = ItemIdentity.named(kind: .podcast, title: title, unique: unique)
      }
      return draft
    }

    /// "1:02:03", "62:03" or seconds, in minutes.
    static func minutes(_ text: String) -> Double? {
      var seconds = 0.0
      for part in text.split(separator: ":", omittingEmptySubsequences: false) {
        guard let number = Double(part), number >= 0 else { return nil }
        seconds = seconds * 60 + number
      }
      return seconds > 0 ? min(seconds / 60, 100_000) : nil
    }
  }
}
