import Images

/// What drawing into a square needs besides, kept from one picture to the next.
package struct LetterboxMemory {
  fileprivate var resizer = Resizer()
  fileprivate var content = RGBImage()

  package init() {}
}

/// Places a picture of any shape in the middle of a square, keeping its proportions.
package struct Letterbox {
  package let side: Int
  private let width: Int
  private let height: Int
  private let contentWidth: Int
  private let contentHeight: Int
  private let border: Float

  /// - Parameter content: how many pixels of the square the longer side fills. With room left (`content` less than
  ///   `side`) the border is grey, as around FER2013's faces in FACTS; else black, as MediaPipe does it.
  package init(width: Int, height: Int, side: Int, content: Int? = nil) {
    let longer = Double(max(width, height))
    let scale = Double(content ?? side) / longer
    self.side = side
    self.width = width
    self.height = height
    contentWidth = max(1, Int((Double(width) * scale).rounded()))
    contentHeight = max(1, Int((Double(height) * scale).rounded()))
    border = content == nil ? -1 : 0
  }

  private var left: Int { (side - contentWidth) / 2 }
  private var top: Int { (side - contentHeight) / 2 }

  /// Writes the square: row by row, red, green and blue, with 0…255 as −1…1.
  ///
  /// - Parameter memory: used again from one picture to the next.
  package func draw(
    _ image: RGBImage, into input: UnsafeMutableBufferPointer<Float>, with memory: inout LetterboxMemory
  ) {
    let isAsLarge = (image.width, image.height) == (contentWidth, contentHeight)
    if !isAsLarge {
      memory.resizer.resize(image, width: contentWidth, height: contentHeight, into: &memory.content)
    }
    let content = isAsLarge ? image : memory.content
    input.update(repeating: border)
    content.pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<contentHeight {
        let source = y * contentWidth * 3
        let target = ((y + top) * side + left) * 3
        for i in 0..<contentWidth * 3 { input[target + i] = Float(pixels[source + i]) / 127.5 - 1 }
      }
    }
  }

  /// The place in the picture, in its pixels, of a place in the square, as fractions of it.
  package func inPicture(_ point: Point) -> Point {
    Point(
      x: (point.x * Double(side) - Double(left)) * Double(width) / Double(contentWidth),
      y: (point.y * Double(side) - Double(top)) * Double(height) / Double(contentHeight))
  }
}
