import Foundation

/// The folder with the files that items play, as an administrator names it.
public struct LibraryFolder: Hashable, Sendable {
  public let url: URL

  /// - Parameter url: of the folder; it need not be there.
  public init(_ url: URL) {
    // A relative path is read from the folder itself, be it there or not.
    let path = url.standardizedFileURL.path(percentEncoded: false)
    self.url = URL(filePath: path, directoryHint: .isDirectory)
  }

  /// Where a file lies below the folder, as `Miles Davis/So What.flac`; `nil` for a file elsewhere. Only names are
  /// looked at, and not whether the file is there.
  ///
  /// - Parameters:
  ///   - address: a path or a `file` address, as playlists have them.
  ///   - base: the folder from which a relative path is read; the library's own if none is known.
  public func path(of address: String, from base: URL? = nil) -> String? {
    var name = address
    if address.lowercased().hasPrefix("file:") {
      guard let url = URL(string: address), url.isFileURL else { return nil }
      name = url.path(percentEncoded: false)
    } else if !address.contains("/") {
      // As playlists of Windows have them.
      name = address.replacing("\\", with: "/")
    }
    let full = URL(filePath: name, relativeTo: base ?? url).absoluteURL.standardizedFileURL.path(
      percentEncoded: false)
    // The folder by the name that it was given, and by its own.
    for folder in [url, url.resolvingSymlinksInPath()] {
      let parts = folder.path(percentEncoded: false)
      let beginning = parts.hasSuffix("/") ? parts : parts + "/"
      guard full.hasPrefix(beginning) else { continue }
      let path = String(full.dropFirst(beginning.count))
      return Self.isPath(path) ? path : nil
    }
    return nil
  }

  /// Whether a text is a path below a folder: no beginning, no way up, nothing that a terminal would obey.
  public static func isPath(_ path: String) -> Bool {
    guard (1...2000).contains(path.utf8.count),
      path.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return false }
    return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0 != "." && $0 != ".."
    }
  }
}
