import Images

/// A picture that is drawn on.
public struct Canvas {
  public struct Color: Hashable, Sendable {
    public let red, green, blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    public static let white = Color(255, 255, 255)
    public static let black = Color(0, 0, 0)
  }

  public let width: Int
  public let height: Int
  private var pixels: [UInt8]

  public init(_ image: RGBImage) {
    width = image.width
    height = image.height
    pixels = image.pixels
  }

  public var image: RGBImage { RGBImage(width: width, height: height, pixels: pixels) }

  /// Fills a rectangle, as much of it as is in the picture.
  ///
  /// - Parameter opacity: 0 leaves what is there, 1 covers it.
  public mutating func fill(
    x: Int, y: Int, width: Int, height: Int, _ color: Color, opacity: Double = 1
  ) {
    let columns = max(0, x)..<max(0, x, min(self.width, x + max(0, width)))
    let rows = max(0, y)..<max(0, y, min(self.height, y + max(0, height)))
    let share = Int((min(1, max(0, opacity)) * 256).rounded())
    for row in rows {
      for column in columns {
        let at = 3 * (row * self.width + column)
        pixels[at] = Canvas.mix(pixels[at], color.red, share)
        pixels[at + 1] = Canvas.mix(pixels[at + 1], color.green, share)
        pixels[at + 2] = Canvas.mix(pixels[at + 2], color.blue, share)
      }
    }
  }

  private static func mix(_ old: UInt8, _ new: UInt8, _ share: Int) -> UInt8 {
    UInt8((Int(old) * (256 - share) + Int(new) * share) >> 8)
  }

  /// Draws the outline of a rectangle, inside of it.
  public mutating func outline(x: Int, y: Int, width: Int, height: Int, thickness: Int, _ color: Color) {
    fill(x: x, y: y, width: width, height: thickness, color)
    fill(x: x, y: y + height - thickness, width: width, height: thickness, color)
    fill(x: x, y: y + thickness, width: thickness, height: height - 2 * thickness, color)
    fill(x: x + width - thickness, y: y + thickness, width: thickness, height: height - 2 * thickness, color)
  }

  /// Draws a filled circle.
  public mutating func dot(x: Int, y: Int, radius: Int, _ color: Color) {
    for row in -radius...max(-radius, radius) {
      let half = Int(Double(radius * radius - row * row).squareRoot())
      fill(x: x - half, y: y + row, width: 2 * half + 1, height: 1, color)
    }
  }

  /// Writes a text on a plate of another colour.
  ///
  /// - Parameter scale: pixels that a dot of a letter is wide; letters are 7 dots high.
  /// - Returns: width and height of the plate.
  @discardableResult
  public mutating func label(
    _ text: String, x: Int, y: Int, scale: Int, _ color: Color, on plate: Color, opacity: Double = 1
  ) -> (width: Int, height: Int) {
    let size = Canvas.labelSize(text, scale: scale)
    fill(x: x, y: y, width: size.width, height: size.height, plate, opacity: opacity)
    var left = x + 2 * scale
    for letter in text {
      for (row, dots) in BitmapFont.glyph(of: letter).enumerated() {
        for column in 0..<BitmapFont.width where dots >> (BitmapFont.width - 1 - column) & 1 == 1 {
          fill(
            x: left + column * scale, y: y + (2 + row) * scale, width: scale, height: scale, color)
        }
      }
      left += (BitmapFont.width + 1) * scale
    }
    return size
  }

  /// Width and height of a label.
  public static func labelSize(_ text: String, scale: Int) -> (width: Int, height: Int) {
    (
      scale * (text.count * (BitmapFont.width + 1) + 3), scale * (BitmapFont.height + 4)
    )
  }
}
