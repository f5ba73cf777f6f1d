import Foundation
import Images

/// Calls `body` with a fresh folder, which is deleted afterwards.
func withTemporaryFolder(_ body: (TemporaryFolder) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("mien-data-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(TemporaryFolder(url: url))
}

struct TemporaryFolder {
  let url: URL

  /// Writes a file and the folders above it.
  @discardableResult func write(_ name: String, _ content: Data) throws -> URL {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: file)
    return file
  }

  @discardableResult func write(_ name: String, _ content: String) throws -> URL {
    try write(name, Data(content.utf8))
  }
}

/// Text of `fer2013.csv` whose pictures are of one shade each.
func fer2013(_ rows: [(label: Int, shade: Int, split: String)]) -> String {
  "emotion,pixels,Usage\n"
    + rows.map { "\($0.label),\(pixels($0.shade)),\($0.split)\n" }.joined()
}

/// 48×48 pixels of one shade, as the file writes them.
func pixels(_ shade: Int, count: Int = 2304) -> String {
  Array(repeating: String(shade), count: count).joined(separator: " ")
}

/// A small black-and-white PNG: 2×2 pixels 0, 64, 128 and 255.
let smallPNG = Data([
  137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0, 87,
  221, 82, 248, 0, 0, 0, 14, 73, 68, 65, 84, 120, 156, 99, 96, 112, 96, 104, 248, 15, 0, 3, 5, 1, 192, 78,
  51, 91, 233, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
])

/// A picture made from a formula over its pixels.
func picture(_ width: Int, _ height: Int, _ shade: (Int, Int) -> Double) -> GrayImage {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width { pixels.append(UInt8(min(max(shade(x, y), 0), 255))) }
  }
  return GrayImage(width: width, height: height, pixels: pixels)
}
