import Foundation

/// The data sets of GroupLens (Harper & Konstan 2015, *The MovieLens datasets*, ACM TiiS 5(4):19).
enum MovieLensImport {
  static func readMovies(_ text: TextStream, into sink: ImportSink) throws {
    var records = try SeparatedRecords(LineReader(text))
    try check(try records.next(), is: ["movieid", "title", "genres"], in: records.file)
    while let (line, fields) = try records.next() {
      guard fields.count == 3, UInt64(fields[0]) != nil else {
        try sink.skip(line: line, "a film is movieId,title,genres")
        continue
      }
      try sink.add(line: line) { () throws(RowProblem) in
        let (title, year) = titleAndYear(fields[1])
        var draft = ItemDraft()
        draft.id = "movielens-\(fields[0])"
        draft.title = title
        draft.year = year
        draft.kind = .film
        draft.link = "https://movielens.org/movies/\(fields[0])"
        draft.tags = fields[2].split(separator: "|").compactMap { tag(String($0)) }
        return try draft.item(otherwise: nil)
      }
    }
  }

  /// The ratings of one user: what was rated was watched, from 4 stars on it was liked, to 2 stars it was not.
  static func readRatings(_ text: TextStream, into sink: ImportSink) throws {
    var records = try SeparatedRecords(LineReader(text))
    try check(try records.next(), is: ["userid", "movieid", "rating", "timestamp"], in: records.file)
    var found = false
    while let (line, fields) = try records.next() {
      guard fields.count == 4, UInt64(fields[1]) != nil, let rating = Double(fields[2]),
        (0...5).contains(rating), let seconds = Double(fields[3]), ImportDate.isPlausible(seconds)
      else {
        try sink.skip(line: line, "a rating is userId,movieId,rating,timestamp")
        continue
      }
      guard fields[0] == sink.options.user else { continue }
      found = true
      let (id, time) = ("movielens-\(fields[1])", Date(timeIntervalSince1970: seconds))
      try sink.add(Interaction(itemID: id, kind: .finish, at: time))
      if rating >= 4 { try sink.add(Interaction(itemID: id, kind: .like, at: time)) }
      if rating <= 2 { try sink.add(Interaction(itemID: id, kind: .skip, at: time)) }
    }
    if !found { sink.report.notes.append("There are no ratings of user \(sink.options.user ?? "").") }
  }

  private static func check(
    _ header: (line: Int, fields: [String])?, is names: [String], in file: String
  ) throws(ImportError) {
    let fields = header?.fields.map { $0.lowercased() } ?? []
    guard fields == names else {
      throw .wrongColumns(
        ImportPlace(file: file, line: header?.line ?? 1), unknown: fields.filter { !names.contains($0) },
        missing: names.filter { !fields.contains($0) }, known: names)
    }
  }

  /// "Matrix, The (1999)" is "The Matrix" of 1999.
  static func titleAndYear(_ text: String) -> (title: String, year: Int?) {
    var title = text[...]
    var year: Int?
    while title.last?.isWhitespace == true { title.removeLast() }
    if title.last == ")", let open = title.lastIndex(of: "("),
      let number = Int(title[title.index(after: open)...].dropLast()),
      (1850...2200).contains(number)
    {
      year = number
      title = title[..<open]
      while title.last?.isWhitespace == true { title.removeLast() }
    }
    for article in ["The", "A", "An", "Le", "La", "Les", "L'", "Der", "Die", "Das", "El", "Los", "Las", "Il"]
    where title.hasSuffix(", \(article)") {
      let rest = title.dropLast(article.count + 2)
      return (article == "L'" ? "\(article)\(rest)" : "\(article) \(rest)", year)
    }
    return (String(title), year)
  }

  /// Its genres in the words of our tags.
  private static func tag(_ genre: String) -> String? {
    switch genre.lowercased() {
    case "(no genres listed)", "imax": nil
    case "sci-fi": "science-fiction"
    case "children", "children's": "family"
    case let other: other
    }
  }
}
