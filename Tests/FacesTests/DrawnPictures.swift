import Images

/// Pictures drawn by integer formulas, the same as in tools/golden_faces.py.
enum DrawnPictures {
  static func named(_ name: String, side: Int) -> RGBImage? {
    switch name {
    case "noise": noise(side)
    case "gradient": gradient(side)
    case "cartoon": cartoon(side)
    default: nil
    }
  }

  static func noise(_ side: Int) -> RGBImage {
    drawn(side) { x, y in
      (0..<3).map { c in ((x * 73_856_093 ^ y * 19_349_663 ^ c * 83_492_791) >> 7) & 255 }
    }
  }

  static func gradient(_ side: Int) -> RGBImage {
    drawn(side) { x, y in [x * 255 / side, y * 255 / side, (x + y) * 255 / (2 * side)] }
  }

  private typealias Part = (cx: Int, cy: Int, rx: Int, ry: Int, color: [Int])

  /// A face: each part an ellipse in percent of the side (centre, radii), the last on top.
  private static let parts: [Part] = [
    (50, 50, 30, 40, [60, 40, 30]), (50, 55, 26, 34, [224, 180, 150]),
    (39, 49, 6, 3, [250, 250, 250]), (61, 49, 6, 3, [250, 250, 250]),
    (39, 49, 3, 3, [40, 30, 20]), (61, 49, 3, 3, [40, 30, 20]),
    (39, 43, 7, 1, [60, 40, 30]), (61, 43, 7, 1, [60, 40, 30]),
    (50, 60, 3, 4, [200, 150, 120]), (50, 73, 10, 3, [170, 60, 60]),
  ]

  static func cartoon(_ side: Int) -> RGBImage {
    drawn(side) { x, y in
      let top = parts.last { part in
        let dx = (200 * x + 100 - 2 * part.cx * side) * part.ry
        let dy = (200 * y + 100 - 2 * part.cy * side) * part.rx
        let r = 2 * side * part.rx * part.ry
        return dx * dx + dy * dy <= r * r
      }
      return top?.color ?? [90, 120, 150]
    }
  }

  private static func drawn(_ side: Int, _ color: (_ x: Int, _ y: Int) -> [Int]) -> RGBImage {
    RGBImage(
      width: side, height: side,
      pixels: (0..<side).flatMap { y in (0..<side).flatMap { x in color(x, y).map { UInt8($0) } } })
  }
}
