import Emotions
import Foundation

/// Opens data sets of every layout Mien knows.
public enum DataSet {
  /// The faces at `path`, all splits, with their labels.
  ///
  /// Known layouts: Kaggle's `fer2013.csv` (own labels, or FER+'s votes from the file `labels`); folders
  /// `<split>/<class>/*` or `<class>/*` of PNG, JPEG or WebP; RAF-DB's folder (its list found beside the
  /// pictures, or named by `labels`). Rows that `rule` leaves out keep their place with `label == nil`.
  ///
  /// - Parameters:
  /// - rule: which rows of FER+'s votes have a label; sets with one label a row do not look at it.
  /// - options: how pictures of folders are read.
  /// - Throws: ``DataSetError``, with the line and what to change.
  public static func open(
    path: URL, labels: URL? = nil, rule: LabelRule = .majority, options: ImageReadingOptions = .init()
  ) throws(DataSetError) -> FaceDataSet {
    switch SourceFile.isFolder(path) {
    case nil: throw .unreadable(path: path.path, reason: "it does not exist")
    case false?: return try openFile(path, labels: labels, rule: rule)
    case true?: return try openFolder(path, labels: labels, options: options)
    }
  }

  private static func openFile(_ path: URL, labels: URL?, rule: LabelRule) throws(DataSetError) -> FaceDataSet
  {
    let own = FaceDataSet(source: path.path, rows: try FER2013Reader(url: path).read())
    guard let labels else { return own }
    return try own.labelled(by: try FERPlusReader(url: labels).read(), from: labels.path, rule: rule)
  }

  private static func openFolder(
    _ path: URL, labels: URL?, options: ImageReadingOptions
  ) throws(DataSetError) -> FaceDataSet {
    if let layout = RAFLayout(root: path) {
      return try layout.read(labels: labels, options: options)
    }
    if let labels { throw .labelsDoNotApply(labels: labels.path, layout: "a folder of classes") }
    guard let layout = try ClassFolders(root: path) else { throw .unknownLayout(path: path.path) }
    return try layout.read(options: options)
  }
}
