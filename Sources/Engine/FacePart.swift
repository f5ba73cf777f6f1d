import Faces
import Images

/// The part of a frame around a face, in which the face is as large as the short-range network likes it best.
struct FacePart {
  private let columns: Range<Int>
  private let rows: Range<Int>

  /// Where the part begins in the frame.
  var x: Double { Double(columns.lowerBound) }
  var y: Double { Double(rows.lowerBound) }

  /// How much of the part's side the face fills; as the detector's own nearer look.
  private static let share = 0.45

  /// `nil` where hardly any of it is in the frame.
  init?(around box: BoundingBox, in frame: RGBImage) {
    let half = max(box.width, box.height) / FacePart.share / 2
    func span(_ middle: Double, _ limit: Int) -> Range<Int>? {
      guard middle.isFinite, half.isFinite else { return nil }
      let start = Int(min(max(0, middle - half), Double(limit)))
      let end = Int(min(max(0, middle + half), Double(limit)))
      return end - start >= 8 ? start..<end : nil
    }
    guard let columns = span(box.center.x, frame.width), let rows = span(box.center.y, frame.height) else {
      return nil
    }
    (self.columns, self.rows) = (columns, rows)
  }

  /// Draws the part of the frame into memory that is used again.
  func cut(_ frame: RGBImage, into part: inout RGBImage) {
    part.redraw(
      cropping: frame, x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
  }
}
