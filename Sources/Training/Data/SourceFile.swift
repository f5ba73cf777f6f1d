import Foundation

/// Reading whole files, with the data sets' error when it fails.
enum SourceFile {
  /// The file's bytes, mapped into memory where the system allows it.
  static func bytes(_ url: URL) throws(DataSetError) -> Data {
    do {
      return try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw .unreadable(path: url.path, reason: reason(error))
    }
  }

  /// Whether `url` is a folder; `nil` if there is nothing.
  static func isFolder(_ url: URL) -> Bool? {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &folder) ? folder.boolValue : nil
  }

  /// What stands in a folder, hidden files left out, sorted by name.
  static func contents(of folder: URL) throws(DataSetError) -> [URL] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { !$0.hasPrefix(".") && !$0.hasPrefix("__MACOSX") }
        .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        .map { folder.appendingPathComponent($0) }
    } catch {
      throw .unreadable(path: folder.path, reason: reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?, .fileNoSuchFile?: "it does not exist"
    case .fileReadNoPermission?: "permission denied"
    default: String(describing: error)
    }
  }
}
