import Foundation

/// A Jellyfin server: its music, films and books.
struct JellyfinImport: Sendable {
  let base, key: String
  let user: String?

  func request(from start: Int) -> ServerRequest {
    var parameters = [
      ("Recursive", "true"), ("IncludeItemTypes", "Audio,Movie,Book,AudioBook"),
      ("Fields", "Genres,Tags,People"),
      ("SortBy", "DateCreated,SortName"), ("SortOrder", "Ascending"), ("StartIndex", "\(start)"),
      ("Limit", "\(MediaServer.page)"),
    ]
    if let user { parameters.append(("userId", user)) }
    let query = parameters.map { "\($0.0)=\(MediaServer.escaped($0.1))" }.joined(separator: "&")
    return ServerRequest(
      address: "\(base)/Items?\(query)", headers: ["Authorization": "MediaBrowser Token=\"\(key)\""])
  }

  /// The items of an answer.
  static func entries(_ answer: JSONNode, from server: String) throws(ImportError) -> [JSONNode] {
    guard let items = answer["Items"]?.list else {
      throw .unreadable(file: server, reason: "what answers there is no Jellyfin, or it refuses the key")
    }
    return items
  }

  func read(_ entry: JSONNode, at date: Date) throws(RowProblem) -> ServerEntry {
    var draft = ItemDraft()
    switch entry["Type"]?.text {
    case "Audio": draft.kind = .music
    case "Movie": draft.kind = .film
    case "Book", "AudioBook": draft.kind = .book
    case let other: throw RowProblem("\(quoted(other ?? "")) is neither music nor film nor book")
    }
    draft.title = entry["Name"]?.text
    let people = entry["People"]?.list ?? []
    draft.creator =
      entry["AlbumArtist"]?.text ?? entry["Artists"]?.list?.first?.text
      ?? people.first { ["Director", "Author"].contains($0["Type"]?.text) }?["Name"]?.text
    draft.year = entry["ProductionYear"]?.number.flatMap { Int(exactly: $0) }
    draft.minutes = entry["RunTimeTicks"]?.number.flatMap { $0 > 0 ? min($0 / 600_000_000, 100_000) : nil }
    let tags = (entry["Genres"]?.list ?? []) + (entry["Tags"]?.list ?? [])
    draft.tags = Array(tags.compactMap(\.text).filter { $0.count <= 100 }.prefix(50))
    if let id = entry["Id"]?.text { draft.link = "\(base)/web/#/details?id=\(MediaServer.escaped(id))" }
    let data = entry["UserData"]
    let time = data?["LastPlayedDate"]?.text.flatMap(ImportDate.parse) ?? date
    var done: [InteractionKind: Date] = [:]
    if data?["Played"]?.isTrue == true { done[.finish] = time }
    if data?["IsFavorite"]?.isTrue == true { done[.like] = time }
    return ServerEntry(item: try draft.item(otherwise: nil), done: done)
  }
}
