import Faces
import Images

/// What a place in a frame looks like from afar: the brightness of 16×16 cells.
///
/// Enough to say how light it is there, and whether something moved; a few microseconds.
package struct Glimpse: Sendable {
  static let side = 16
  private static let points = 2

  /// Brightness of each cell, 0…255, row by row. Kept from frame to frame.
  private var cells = [Double](repeating: 0, count: side * side)
  package private(set) var mean = 0.0
  /// Standard deviation of the cells.
  package private(set) var contrast = 0.0

  package init() {}

  /// Looks at the part of a box that is in the picture.
  package mutating func look(at box: BoundingBox, in image: RGBImage) {
    let (columns, rows) = (Double(image.width - 1), Double(image.height - 1))
    func clamped(_ value: Double, _ limit: Double) -> Double {
      value.isFinite ? min(limit, max(0, value)) : 0
    }
    let (left, right) = (clamped(box.x, columns), clamped(box.x + box.width, columns))
    let (top, bottom) = (clamped(box.y, rows), clamped(box.y + box.height, rows))
    let steps = Glimpse.side * Glimpse.points
    let (dx, dy) = ((right - left) / Double(steps), (bottom - top) / Double(steps))
    for index in cells.indices { cells[index] = 0 }
    image.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<steps {
        let line = Int(top + (Double(row) + 0.5) * dy) * image.width
        for column in 0..<steps {
          let place = 3 * (line + Int(left + (Double(column) + 0.5) * dx))
          let cell = row / Glimpse.points * Glimpse.side + column / Glimpse.points
          // BT.601 in eight bits; a quarter of it, since four points make a cell.
          let luma = 77 * Int(pixels[place]) + 150 * Int(pixels[place + 1]) + 29 * Int(pixels[place + 2])
          cells[cell] += Double(luma) / 1024
        }
      }
    }
    measure()
  }

  /// How much has changed since another glimpse of the same place: the mean difference of the cells in units of the
  /// contrast. Lighter or darker as a whole is no change.
  package func change(since other: Glimpse) -> Double {
    var sum = 0.0
    for index in cells.indices { sum += abs((cells[index] - mean) - (other.cells[index] - other.mean)) }
    return sum / Double(cells.count) / max(other.contrast, 8)
  }

  private mutating func measure() {
    let count = Double(cells.count)
    mean = cells.reduce(0, +) / count
    contrast = (cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }
}
