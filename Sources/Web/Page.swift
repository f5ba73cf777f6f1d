import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// The files of the page, read into memory once; they are small. What was not read then cannot be asked for,
/// so no path leads out of the folder.
public struct Page: Sendable {
  let files: [File]

  struct File: Sendable {
    /// As it is asked for: `/`, `/assets/js/main.js`.
    let path: String
    let bytes: [UInt8]
    let type: String
    /// A strong one: the hash of the bytes.
    let entityTag: String
  }

  /// The page that comes with the program.
  ///
  /// - Throws: ``ServeError/pageMissing(path:)``.
  public static func bundled() throws(ServeError) -> Page {
    try Page(directory: Bundle.module.bundleURL.appending(path: "page"))
  }

  /// All files below a directory; `index.html` is at `/`. Hidden files and links are left out.
  ///
  /// - Throws: ``ServeError/pageMissing(path:)`` without an `index.html`.
  public init(directory: URL) throws(ServeError) {
    let root = directory.resolvingSymlinksInPath().standardizedFileURL.path(percentEncoded: false)
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
    files = names.sorted().compactMap { name in
      let url = URL(filePath: root).appending(path: name)
      let isFile = (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
      guard isFile, !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
        let bytes = try? Data(contentsOf: url)
      else { return nil }
      return File(
        path: name == "index.html" ? "/" : "/" + name, bytes: Array(bytes),
        type: Self.types[url.pathExtension.lowercased()] ?? "application/octet-stream",
        entityTag: "\"\(fingerprint(of: bytes).prefix(32))\"")
    }
    guard files.contains(where: { $0.path == "/" }) else { throw .pageMissing(path: root) }
  }

  /// One route a file; the icon browsers ask for unasked is the page's own.
  var routes: [Route] {
    let icon = files.first { $0.path == "/favicon.ico" } ?? files.first { $0.path == "/assets/icon.svg" }
    let paths = files.map { ($0.path, $0) } + (icon.map { [("/favicon.ico", $0)] } ?? [])
    var known: Set<String> = []
    return paths.filter { known.insert($0.0).inserted }.map { path, file in
      Route(.get, path, by: .anyone) { call in file.answer(to: call.request) }
    }
  }

  private static let types = [
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "json": "application/json",
    "webmanifest": "application/manifest+json", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/vnd.microsoft.icon", "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
  ]
}

extension Page.File {
  fileprivate func answer(to request: Request) -> Response {
    let headers: HTTPFields = [.contentType: type, .eTag: entityTag, .cacheControl: "no-cache"]
    let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if known.contains(where: { $0 == "*" || $0 == entityTag || $0 == "W/" + entityTag }) {
      return Response(status: .notModified, headers: [.eTag: entityTag, .cacheControl: "no-cache"])
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
