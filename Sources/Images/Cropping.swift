extension RGBImage {
  /// The part of the picture that starts at column `x` and row `y`.
  ///
  /// - Precondition: the part has pixels and lies within the picture.
  public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> RGBImage {
    precondition(
      x >= 0 && y >= 0 && newWidth > 0 && newHeight > 0 && newWidth <= width - x && newHeight <= height - y,
      "\(newWidth)×\(newHeight) from (\(x), \(y)) is no part of \(width)×\(height)")
    let part = [UInt8](unsafeUninitializedCapacity: 3 * newWidth * newHeight) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for row in 0..<newHeight {
          let start = 3 * ((y + row) * width + x)
          let line = source[start..<(start + 3 * newWidth)]
          _ = target[(3 * row * newWidth)...].update(fromContentsOf: line)
        }
      }
      count = 3 * newWidth * newHeight
    }
    return RGBImage(width: newWidth, height: newHeight, pixels: part)
  }
}
