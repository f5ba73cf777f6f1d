extension RGBImage {
  /// The part of the picture that starts at column `x` and row `y`.
  ///
  /// - Precondition: the part has pixels and lies within the picture.
  public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> RGBImage {
    var part = RGBImage()
    part.redraw(cropping: self, x: x, y: y, width: newWidth, height: newHeight)
    return part
  }

  /// Becomes the part of another picture that starts at column `x` and row `y`, in the same memory.
  ///
  /// - Precondition: the part has pixels and lies within the picture.
  package mutating func redraw(
    cropping image: RGBImage, x: Int, y: Int, width newWidth: Int, height newHeight: Int
  ) {
    let (width, height) = (image.width, image.height)
    precondition(
      x >= 0 && y >= 0 && newWidth > 0 && newHeight > 0 && newWidth <= width - x && newHeight <= height - y,
      "\(newWidth)×\(newHeight) from (\(x), \(y)) is no part of \(width)×\(height)")
    redraw(width: newWidth, height: newHeight) { target in
      image.pixels.withUnsafeBufferPointer { source in
        for row in 0..<newHeight {
          let start = 3 * ((y + row) * width + x)
          let line = source[start..<(start + 3 * newWidth)]
          _ = target[(3 * row * newWidth)...].update(fromContentsOf: line)
        }
      }
    }
  }
}
