import Foundation

/// The files of the page, read into memory once; they are small. What was not read then cannot be asked for,
/// so no path leads out of the folder.
public struct Page: Sendable {
  let files: [StaticFile]

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
      return StaticFile(path: name == "index.html" ? "/" : "/" + name, name: name, bytes: bytes)
    }
    guard files.contains(where: { $0.path == "/" }) else { throw .pageMissing(path: root) }
  }

  /// One route a file; the icon browsers ask for unasked is the page's own.
  var routes: [Route] {
    // Where a provider sends browsers back to, the page reads what it was given.
    let index = files.first { $0.path == "/" }
    let icon = files.first { $0.path == "/favicon.ico" } ?? files.first { $0.path == "/assets/icon.svg" }
    let paths =
      files.map { ($0.path, $0) } + (index.map { [(OpenIDHandlers.path, $0)] } ?? [])
      + (icon.map { [("/favicon.ico", $0)] } ?? [])
    var known: Set<String> = []
    return paths.filter { known.insert($0.0).inserted }.map { path, file in
      Route(.get, path, by: .anyone) { call in file.answer(to: call.request) }
    }
  }
}
