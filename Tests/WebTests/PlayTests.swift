import Emotions
import Foundation
import HTTPTypes
import Recommendations
import Testing
import Web

/// Playing files of the library, and nothing else.
@Suite final class PlayTests: Sendable {
  private let folder: URL
  private let server: TestServer
  /// More than is read at once.
  private let song = [UInt8]((0..<600_001).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mien-play-\(UUID().uuidString)")
    let library = folder.appending(path: "library")
    try FileManager.default.createDirectory(
      at: library.appending(path: "Björk"), withIntermediateDirectories: true)
    server = try TestServer(library: library)
    try write("library/Björk/Jóga #1.flac", song)
    try write("library/empty.mp3", [])
    try write("library/page.html", Array("<script>alert(1)</script>".utf8))
    try write("library/.hidden", [1])
    try write("outside.mp3", Array("secret".utf8))
    let files = FileManager.default
    try files.createSymbolicLink(
      at: library.appending(path: "link.mp3"), withDestinationURL: folder.appending(path: "outside.mp3"))
    try files.createSymbolicLink(at: library.appending(path: "up"), withDestinationURL: folder)
    try files.createSymbolicLink(
      at: library.appending(path: "alias.flac"),
      withDestinationURL: library.appending(path: "Björk/Jóga #1.flac"))
    try files.createDirectory(at: library.appending(path: "folder.mp3"), withIntermediateDirectories: true)
    #expect(mkfifo(library.appending(path: "pipe.mp3").path, 0o600) == 0)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ path: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: folder.appending(path: path))
  }

  /// An item for each file, known by what it is called here.
  private func add(_ files: [String: String?]) async throws {
    let items = files.map { id, file in
      Item(
        id: id, title: id, creator: "Somebody", kind: .music, minutes: 4, place: .origin, energy: 0.5,
        file: file)
    }
    try await server.store.catalogue.add(items, at: server.clock.now)
  }

  private static func path(_ id: String) -> String { "/api/v1/catalogue/\(id)/play" }

  @Test func `a member hears a file of the library, all of it or the part that is asked for`() async throws {
    try await add(["song": "Björk/Jóga #1.flac", "alias": "alias.flac", "empty": "empty.mp3"])
    try await server.run { [song] browser in
      let ada = browser.with(try await server.session("ada"))
      let whole = try await ada.get(Self.path("song"))
      #expect(whole.status == 200)
      #expect(whole.bytes == song)
      #expect(whole.header("Content-Type") == "audio/flac")
      #expect(whole.header("Content-Length") == "600001")
      #expect(whole.header("Accept-Ranges") == "bytes")
      #expect(whole.header("X-Content-Type-Options") == "nosniff")
      #expect(whole.header("Content-Disposition") == "inline; filename*=UTF-8''J%C3%B3ga%20%231%2Eflac")
      let tag = try #require(whole.header("ETag"))

      let ranges: [(String, Range<Int>)] = [
        ("bytes=0-0", 0..<1), ("bytes=100-300000", 100..<300_001), ("bytes=600000-", 600_000..<600_001),
        ("bytes=-5", 599_996..<600_001), ("bytes=-900000", 0..<600_001),
        ("bytes=1-9999999999999999999999", 1..<600_001),
      ]
      for (header, range) in ranges {
        let part = try await ada.get(Self.path("song"), headers: ["Range": header])
        #expect(part.status == 206, "\(header)")
        #expect(part.bytes == Array(song[range]), "\(header)")
        #expect(
          part.header("Content-Range") == "bytes \(range.lowerBound)-\(range.upperBound - 1)/600001",
          "\(header)")
      }
      for header in ["bytes=5-2", "bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b", "bytes"] {
        let all = try await ada.get(Self.path("song"), headers: ["Range": header])
        #expect(all.status == 200, "\(header)")
        #expect(all.bytes.count == song.count, "\(header)")
      }
      for header in ["bytes=600001-", "bytes=-0", "bytes=99999999999999999999-"] {
        let none = try await ada.get(Self.path("song"), headers: ["Range": header])
        #expect(none.status == 416, "\(header)")
        #expect(none.code == "no_such_range", "\(header)")
        #expect(none.header("Content-Range") == "bytes */600001", "\(header)")
      }
      let known = try await ada.get(Self.path("song"), headers: ["If-None-Match": tag])
      #expect(known.status == 304)
      #expect(known.bytes.isEmpty)
      let same = try await ada.get(Self.path("song"), headers: ["Range": "bytes=0-9", "If-Range": tag])
      #expect(same.status == 206)
      let other = try await ada.get(Self.path("song"), headers: ["Range": "bytes=0-9", "If-Range": "\"x\""])
      #expect(other.status == 200)
      let head = try await ada.send(.head, Self.path("song"))
      #expect(head.status == 200)
      #expect(head.header("Content-Length") == "600001")
      #expect(head.bytes.isEmpty)

      let alias = try await ada.get(Self.path("alias"))
      #expect(alias.bytes == song)
      let empty = try await ada.get(Self.path("empty"))
      #expect(empty.status == 200)
      #expect(empty.bytes.isEmpty)
      let token = browser.with(bearer: try await server.accessToken("ada", [.catalogue]))
      #expect(try await token.get(Self.path("song")).bytes == song)
      #expect(try await browser.get(Self.path("song")).status == 401)
    }
  }

  @Test func `nothing outside the library is played, and nothing but sound, films and books`() async throws {
    try await add([
      "link": "link.mp3", "up": "up/outside.mp3", "page": "page.html", "hidden": ".hidden",
      "gone": "gone.mp3",
      "folder": "folder.mp3", "pipe": "pipe.mp3", "none": nil,
    ])
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for id in ["link", "up", "page", "hidden", "gone", "folder", "pipe", "none", "nobody"] {
        let answer = try await ada.get(Self.path(id))
        #expect(answer.status == 404, "\(id)")
        #expect(answer.code == (id == "nobody" ? "unknown_item" : "nothing_to_play"), "\(id)")
        #expect(!answer.text.contains("secret"), "\(id)")
        #expect(!answer.text.contains(folder.path), "\(id)")
      }
    }
  }

  @Test func `a path out of the library is refused when it is written, and mending a title keeps the file`()
    async throws
  {
    let root = try await server.session("root", .administrator)
    try await server.run { browser in
      let root = browser.with(root)
      for path in ["../outside.mp3", "/etc/passwd", "a/../../outside.mp3"] {
        let item = #"{"id":"x","title":"X","kind":"music","file":"\#(path)"}"#
        let answer = try await root.post("/api/v1/catalogue", item)
        #expect(answer.status == 422, "\(path)")
      }
      let fine = #"{"id":"x","title":"X","kind":"music","file":"Björk/Jóga #1.flac"}"#
      #expect(try await root.post("/api/v1/catalogue", fine).status == 201)
      // Whoever mends the title without a word of the file takes it from nobody.
      let mended = #"{"id":"x","title":"Jóga","kind":"music"}"#
      let answer = try await root.put("/api/v1/catalogue/x", mended)
      #expect(answer["file"] as? String == "Björk/Jóga #1.flac")
      #expect(try await root.get(Self.path("x")).status == 200)
    }
  }

  @Test func `a server without a library says so`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let answer = try await ada.get(Self.path("walden"))
      #expect(answer.status == 404)
      #expect(answer.code == "nothing_to_play")
      #expect(answer.message?.contains("--library") == true)
    }
  }

  @Test func `a long file arrives whole over the network`() async throws {
    try await add(["song": "Björk/Jóga #1.flac"])
    let token = try await server.session("ada")
    try await server.live { [song] _, browser in
      let answer = try await browser.with(token).get(Self.path("song"), headers: ["Range": "bytes=1-"])
      #expect(answer.status == 206)
      #expect(answer.bytes == Array(song[1...]))
    }
  }
}
