/// What is wrong with a data set, with what to change.
public enum DataSetError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case unknownLayout(path: String)
  case missingHeader(path: String, expected: String, found: String)
  case missingField(path: String, line: Int, field: String)
  case wrongPixelCount(path: String, line: Int, found: Int, expected: Int)
  case pixelOutOfRange(path: String, line: Int, value: Int)
  case notANumber(path: String, line: Int, field: String, text: String)
  case unknownLabel(path: String, line: Int, text: String, expected: String)
  case unknownClass(path: String, name: String)
  case labelCountMismatch(labels: String, labelRows: Int, data: String, dataRows: Int)
  case splitMismatch(labels: String, line: Int, labelSplit: String, dataSplit: String)
  case labelsDoNotApply(labels: String, layout: String)
  case missingLabels(path: String, expected: String)
  case missingImage(path: String, list: String, line: Int)
  case emptyClass(String, source: String)
  case noRows(split: String, source: String, has: [String])
  case tooManyUnreadableImages(skipped: [SkippedImage], of: Int, limit: Double)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason). Check the path and its permissions"
    case .unknownLayout(let path):
      """
      \(path) is not a data set of a known layout. Give one of: a CSV file like Kaggle's fer2013.csv \
      (emotion,pixels,Usage); a folder with train/<class>/*.png (or jpg) and test/<class>/…; a folder of \
      <class>/*.png; RAF-DB's folder with basic/Image/aligned/*.jpg and list_patition_label.txt. Classes are \
      \(ClassNames.expected)
      """
    case .missingHeader(let path, let expected, let found):
      "\(path) begins with “\(found)”: the first line must be the header \(expected)"
    case .missingField(let path, let line, let field):
      "\(path), line \(line): the column \(field) is missing; complete the line or delete it"
    case .wrongPixelCount(let path, let line, let found, let expected):
      "\(path), line \(line): \(found) pixels where 48×48 = \(expected) are expected; the line may be cut off"
    case .pixelOutOfRange(let path, let line, let value):
      "\(path), line \(line): a pixel of \(value); pixels are whole numbers from 0 to 255"
    case .notANumber(let path, let line, let field, let text):
      "\(path), line \(line): “\(text)” in column \(field) is not a whole number of 0 or more"
    case .unknownLabel(let path, let line, let text, let expected):
      "\(path), line \(line): the label “\(text)” is unknown; expected \(expected)"
    case .unknownClass(let path, let name):
      "\(path) is not a folder of a known class: rename “\(name)” to one of \(ClassNames.expected), or move it out"
    case .labelCountMismatch(let labels, let labelRows, let data, let dataRows):
      """
      \(labels) has \(labelRows) rows and \(data) has \(dataRows): they must match row by row. Use the votes \
      made for this file, and neither of them shortened or sorted
      """
    case .splitMismatch(let labels, let line, let labelSplit, let dataSplit):
      """
      \(labels), line \(line): the split is “\(labelSplit)” where the data has “\(dataSplit)”: the two files \
      must list the same rows in the same order
      """
    case .labelsDoNotApply(let labels, let layout):
      "\(labels) cannot label \(layout): leave out --labels, or give the CSV file that the votes belong to"
    case .missingLabels(let path, let expected):
      "\(path) has no labels: put \(expected) there, or name it with --labels"
    case .missingImage(let path, let list, let line):
      "\(list), line \(line) names \(path), which does not exist: complete the folder or delete the line"
    case .emptyClass(let name, let source):
      "\(source) has no picture of “\(name)”: add some; a class without pictures cannot be learned"
    case .noRows(let split, let source, let has):
      "\(source) has no rows in the split “\(split)”: it has \(has.isEmpty ? "none" : has.joined(separator: ", "))"
    case .tooManyUnreadableImages(let skipped, let count, let limit):
      """
      \(skipped.count) of \(count) pictures cannot be read, more than the limit of \
      \(limit * 100) %: \(skipped.prefix(3).map { "\($0.path) (\($0.reason))" }.joined(separator: ", "))\
      \(skipped.count > 3 ? ", …" : ""). Replace or delete them
      """
    }
  }
}
