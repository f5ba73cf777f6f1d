import Foundation

/// A server with Subsonic's interface: all songs are found by searching for nothing.
struct SubsonicImport: Sendable {
  let base: String
  /// Who asks, and the proof of it.
  let credentials: [(name: String, value: String)]

  func request(from start: Int) -> ServerRequest {
    let parameters = [
      ("query", ""), ("songCount", "\(MediaServer.page)"), ("songOffset", "\(start)"), ("albumCount", "0"),
      ("artistCount", "0"), ("v", "1.13.0"), ("c", "mien"), ("f", "json"),
    ]
    let all = parameters + credentials.map { ($0.name, $0.value) }
    let query = all.map { "\($0.0)=\(MediaServer.escaped($0.1))" }.joined(separator: "&")
    return ServerRequest(address: "\(base)/rest/search3.view?\(query)", headers: [:])
  }

  /// The songs of an answer.
  static func entries(_ answer: JSONNode, from server: String) throws(ImportError) -> [JSONNode] {
    guard let response = answer["subsonic-response"] else {
      throw .unreadable(file: server, reason: "what answers there does not speak Subsonic's interface")
    }
    guard response["status"]?.text == "ok" else {
      let message = response["error"]?["message"]?.text ?? "it gives no reason"
      if [10, 41].contains(response["error"]?["code"]?.number) {
        throw .unreadable(
          file: server, reason: "it seems to know no tokens (\(quoted(message))); send the password itself")
      }
      throw .unreadable(file: server, reason: "the server refuses: \(quoted(message))")
    }
    return response["searchResult3"]?["song"]?.list ?? []
  }

  func read(_ song: JSONNode, at date: Date) throws(RowProblem) -> ServerEntry {
    var draft = ItemDraft()
    draft.kind = .music
    draft.title = song["title"]?.text
    // Where people sign in and hear it. An address that plays the song itself would have to hold a password.
    draft.link = base
    draft.creator = song["artist"]?.text ?? song["displayArtist"]?.text
    draft.year = song["year"]?.number.flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
    draft.minutes = song["duration"]?.number.flatMap { $0 > 0 ? $0 / 60 : nil }
    draft.tags = (song["genres"]?.list ?? []).compactMap { $0["name"]?.text }
    if draft.tags.isEmpty, let genre = song["genre"]?.text { draft.tags = [genre] }
    if let tempo = song["bpm"]?.number, tempo > 0 { draft.audio.tempo = tempo }
    var done: [InteractionKind: Date] = [:]
    if let starred = song["starred"]?.text { done[.like] = ImportDate.parse(starred) ?? date }
    if let played = song["played"]?.text { done[.finish] = ImportDate.parse(played) ?? date }
    return ServerEntry(item: try draft.item(otherwise: nil), done: done)
  }
}
