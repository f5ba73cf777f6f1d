import Emotions
import Foundation

/// A folder of pictures sorted into classes: `<split>/<class>/*`, or `<class>/*` with all in the split `all`.
///
/// A class folder is named for its emotion (`anger`, `angry`, `happiness`…), or numbered 1…7 as RAF-DB
/// numbers. Folders of expressions Mien does not know (contempt) are left out.
struct ClassFolders {
  static let splits: Set<String> = [
    "train", "training", "test", "testing", "val", "valid", "validation", "publictest", "privatetest",
  ]

  let root: URL
  private let folders: [(split: String, label: Emotion, url: URL)]

  /// `nil` if the folder has neither classes nor splits with classes.
  init?(root: URL) throws(DataSetError) {
    self.root = root
    var folders: [(split: String, label: Emotion, url: URL)] = []
    for (url, label) in try Self.classes(in: root) { folders.append(("all", label, url)) }
    if folders.isEmpty {
      for split in try SourceFile.contents(of: root) {
        let name = split.lastPathComponent
        guard Self.splits.contains(name.lowercased()), SourceFile.isFolder(split) == true else { continue }
        for (url, label) in try Self.classes(in: split) { folders.append((name, label, url)) }
      }
    }
    if folders.isEmpty { return nil }
    self.folders = folders
  }

  func read(options: ImageReadingOptions) throws(DataSetError) -> FaceDataSet {
    var references: [ImageReference] = []
    for (split, label, folder) in folders {
      let pictures = try SourceFile.contents(of: folder).filter(ImageReference.isPicture)
      if pictures.isEmpty { throw .emptyClass(label.rawValue, source: folder.path) }
      let prefix = (split == "all" ? "" : split + "/") + folder.lastPathComponent + "/"
      references += pictures.map {
        ImageReference(url: $0, name: prefix + $0.lastPathComponent, label: label, split: split)
      }
    }
    return try FaceDataSet(source: root.path, references: references, options: options)
  }

  /// The class folders within a folder; none if no name is a class, an error if some are and one is not.
  private static func classes(in folder: URL) throws(DataSetError) -> [(url: URL, label: Emotion)] {
    let children = try SourceFile.contents(of: folder).filter { SourceFile.isFolder($0) == true }
    let numbers = children.compactMap { Int($0.lastPathComponent) }
    let numbered = !numbers.isEmpty && numbers.count == children.count && numbers.allSatisfy((1...7).contains)
    var classes: [(url: URL, label: Emotion)] = []
    var unknown: URL?
    for child in children {
      let name = child.lastPathComponent
      if let label = numbered ? Int(name).flatMap(ClassNames.raf) : ClassNames.emotion(name) {
        classes.append((child, label))
      } else if !ClassNames.ignored.contains(name.lowercased()) {
        unknown = unknown ?? child
      }
    }
    if !classes.isEmpty, let unknown {
      throw .unknownClass(path: unknown.path, name: unknown.lastPathComponent)
    }
    return classes
  }
}
