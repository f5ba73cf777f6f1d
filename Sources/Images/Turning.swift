extension RGBImage {
  /// The picture as the person who took it saw it.
  func turned(_ orientation: EXIFOrientation) -> RGBImage {
    let (w, h) = (width, height)
    // Where the pixel at column x, row y of the result lies in the file.
    switch orientation {
    case .topLeft: return self
    case .topRight: return rearranged(w, h) { x, y in (w - 1 - x, y) }
    case .bottomRight: return rearranged(w, h) { x, y in (w - 1 - x, h - 1 - y) }
    case .bottomLeft: return rearranged(w, h) { x, y in (x, h - 1 - y) }
    case .leftTop: return rearranged(h, w) { x, y in (y, x) }
    case .rightTop: return rearranged(h, w) { x, y in (y, h - 1 - x) }
    case .rightBottom: return rearranged(h, w) { x, y in (w - 1 - y, h - 1 - x) }
    case .leftBottom: return rearranged(h, w) { x, y in (w - 1 - y, x) }
    }
  }

  @inline(__always)
  private func rearranged(
    _ newWidth: Int, _ newHeight: Int, _ place: (_ x: Int, _ y: Int) -> (x: Int, y: Int)
  ) -> RGBImage {
    let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let from = place(x, y)
            let s = 3 * (from.y * width + from.x)
            let t = 3 * (y * newWidth + x)
            target[t] = source[s]
            target[t + 1] = source[s + 1]
            target[t + 2] = source[s + 2]
          }
        }
      }
      count = pixels.count
    }
    return RGBImage(width: newWidth, height: newHeight, pixels: turned)
  }
}

extension GrayImage {
  /// As a mirror shows it.
  public func mirrored() -> GrayImage {
    GrayImage(
      width: width, height: height,
      pixels: (0..<height).flatMap { pixels[$0 * width..<($0 + 1) * width].reversed() })
  }
}
