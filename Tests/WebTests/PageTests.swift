import Foundation
import HTTPTypes
import Hummingbird
import Programs
import Testing
import Web

@Suite struct PageTests {
  /// A page with a secret beside it, a link to it, and a hidden file.
  private static func page() throws -> (Page, TemporaryFolder) {
    let folder = try TemporaryFolder()
    try folder.write("secret.txt", "secret")
    try folder.write("page/index.html", "<!doctype html>")
    try folder.write("page/assets/js/main.js", "export {}")
    try folder.write("page/assets/icon.svg", "<svg/>")
    try folder.write("page/.hidden", "hidden")
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "page/assets/link.txt"),
      withDestinationURL: folder.url.appending(path: "secret.txt"))
    return (try Page(directory: folder.url.appending(path: "page")), folder)
  }

  @Test(arguments: [
    ("/", "text/html; charset=utf-8", "<!doctype html>"),
    ("/assets/js/main.js", "text/javascript; charset=utf-8", "export {}"),
    ("/assets/icon.svg", "image/svg+xml", "<svg/>"), ("/favicon.ico", "image/svg+xml", "<svg/>"),
  ]) func `a file comes with its type`(path: String, type: String, text: String) async throws {
    try await TestServer(page: Self.page().0).run { browser in
      let answer = try await browser.get(path)
      #expect(answer.status == 200)
      #expect(answer.header("Content-Type") == type)
      #expect(answer.header("Cache-Control") == "no-cache")
      #expect(answer.text == text)
      let head = try await browser.send(.head, path)
      #expect(head.status == 200)
      #expect(head.text.isEmpty)
      #expect(head.header("Content-Length") == String(text.utf8.count))
    }
  }

  @Test func `a file the browser has is not sent again`() async throws {
    try await TestServer(page: Self.page().0).run { browser in
      let tag = try #require(try await browser.get("/").header("ETag"))
      #expect(tag.hasPrefix("\"") && tag.count == 34)
      for known in [tag, "\"other\", \(tag)", "W/\(tag)", "*"] {
        let answer = try await browser.get("/", headers: ["If-None-Match": known])
        #expect(answer.status == 304)
        #expect(answer.header("ETag") == tag)
        #expect(answer.text.isEmpty)
      }
      #expect(try await browser.get("/", headers: ["If-None-Match": "\"other\""]).status == 200)
      #expect(try await browser.get("/assets/icon.svg").header("ETag") != tag)
    }
  }

  @Test func `text is sent packed to who takes it, under a tag of its own`() async throws {
    let text = String(repeating: "export const words = 1;\n", count: 200)
    let file = StaticFile(path: "/a.js", name: "a.js", bytes: Array(text.utf8))
    func answer(_ headers: HTTPFields) -> Response {
      file.answer(
        to: Request(
          head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/a.js", headerFields: headers),
          body: .init(buffer: ByteBuffer())))
    }
    let plain = answer([:])
    #expect(plain.headers[.contentEncoding] == nil && plain.body.contentLength == text.utf8.count)
    #expect(plain.headers[values: .vary] == ["Accept-Encoding"])
    for refused in ["br", "gzip;q=0", "gzip; q=0.0, br", "gzipped"] {
      #expect(answer([.acceptEncoding: refused]).headers[.contentEncoding] == nil, "\(refused)")
    }
    let packed = answer([.acceptEncoding: "br;q=1.0, GZIP;q=0.5"])
    #expect(packed.headers[.contentEncoding] == "gzip")
    #expect(packed.headers[values: .vary] == ["Accept-Encoding"])
    #expect(try #require(packed.body.contentLength) < text.utf8.count / 10)
    #expect(packed.headers[.eTag] != plain.headers[.eTag])
    let tag = try #require(packed.headers[.eTag])
    #expect(answer([.acceptEncoding: "gzip", .ifNoneMatch: tag]).status == .notModified)
    #expect(answer([.ifNoneMatch: tag]).status == .ok, "the tag is that of the packed file")
  }

  /// As another program unpacks it.
  @Test func `what is packed unpacks to the same bytes`() throws {
    let text = (0..<5000).map { "line \($0 % 71)\n" }.joined()
    let folder = try TemporaryFolder()
    try Data(try #require(Gzip.packed(Array(text.utf8)))).write(to: folder.url.appending(path: "packed"))
    let (packed, unpacked) = (folder.url.appending(path: "packed"), folder.url.appending(path: "unpacked"))
    let words = ["--decompress", "--stdout"]
    #expect(try RunningProgram("gzip", words, input: packed.path, output: unpacked.path).wait() == 0)
    #expect(try String(contentsOf: unpacked, encoding: .utf8) == text)
  }

  @Test(arguments: [
    "/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt", "/assets/link.txt", "/.hidden", "//etc/passwd", "/assets",
    "/assets/js/",
    "/assets/js/main.js%00.txt", "/index.html/../../secret.txt",
  ]) func `no path leads out of the page's folder`(path: String) async throws {
    try await TestServer(page: Self.page().0).run { browser in
      let answer = try await browser.get(path)
      #expect(answer.status == 404)
      #expect(!answer.text.contains("secret"))
    }
  }

  @Test func `a folder without a page is refused`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ServeError.self) { try Page(directory: folder.url) }
  }

  @Test func `the page that comes along asks nothing of other hosts and has no inline script`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let html = try await browser.get("/").text
      #expect(html.contains("Mien"))
      #expect(html.firstMatch(of: /<script(?![^>]*\bsrc=)/.ignoresCase()) == nil)
      #expect(html.firstMatch(of: /\s(?:on[a-z]+|style)=/.ignoresCase()) == nil)
      for match in html.matches(of: /(?:src|href)="([^"]*)"/) {
        let address = String(match.1)
        if address.hasPrefix("#") { continue }
        #expect(address.hasPrefix("/") && !address.hasPrefix("//"), "\(address)")
        #expect(try await browser.get(address).status == 200, "\(address)")
      }
    }
  }
}

/// A folder for one test, gone with it.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "mien-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ text: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
