/// A face and where it lies in a grey picture.
///
/// It is drawn upright straight from the picture's own pixels, in one sampling: a face that is turned upright first and
/// enlarged afterwards is blurred twice.
public struct PlacedFace: Hashable, Sendable {
  public let picture: GrayImage
  /// From a place in the upright face to a place in the picture, both in shares of width and height, 0…1 within.
  public let place: AffineMap

  /// - Parameter place: by default the face fills the picture.
  public init(_ picture: GrayImage, place: AffineMap = .identity) {
    self.picture = picture
    self.place = place
  }

  /// The face as a mirror shows it.
  public func mirrored() -> PlacedFace {
    let flip = AffineMap(a: -1, b: 0, c: 0, d: 1, tx: 1, ty: 0)
    return PlacedFace(picture.mirrored(), place: flip.then(place).then(flip))
  }

  /// The same face in a picture of the same extent.
  public func showing(_ picture: GrayImage) -> PlacedFace { PlacedFace(picture, place: place) }

  /// Draws the face as a network takes it: `side`×`side` numbers in −1…1 (`pixel / 127.5 − 1`), row by row, bilinear,
  /// not rounded.
  ///
  /// Pixel centres lie at half coordinates and the border is repeated, as PyTorch's
  /// `grid_sample(mode="bilinear", padding_mode="border", align_corners=False)` does. For a picture that is not much
  /// larger than the result: nothing is averaged. About 0.05 ms for 48 → 96 pixels.
  ///
  /// - Parameter variation: from a place in the result to a place in the upright face, in shares.
  /// - Precondition: `output` holds `side`×`side` numbers.
  package func draw(
    side: Int, varied variation: AffineMap = .identity, into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(output.count == side * side, "the output holds \(side)×\(side) numbers, not \(output.count)")
    let (width, height) = (picture.width, picture.height)
    let map = variation.then(place).then(.scaling(Double(width), Double(height)))
    let step = 1 / Double(side)
    let (ax, bx, ay, by) = (
      Float(map.a * step), Float(map.b * step), Float(map.c * step), Float(map.d * step)
    )
    let start = map(0.5 * step, 0.5 * step)
    let (cx, cy) = (Float(start.x - 0.5), Float(start.y - 0.5))
    let (right, bottom) = (Float(width - 1), Float(height - 1))
    picture.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<side {
        let (startX, startY) = (bx * Float(row) + cx, by * Float(row) + cy)
        for column in 0..<side {
          // Not a number is not above 0 either.
          let (wideX, wideY) = (startX + ax * Float(column), startY + ay * Float(column))
          let x = wideX > 0 ? min(wideX, right) : 0
          let y = wideY > 0 ? min(wideY, bottom) : 0
          let (left, top) = (Int32(x), Int32(y))
          let (u, v) = (x - Float(left), y - Float(top))
          let at = Int(top) * width + Int(left)
          let across = Int(left) + 1 < width ? 1 : 0
          let down = Int(top) + 1 < height ? width : 0
          let p00 = Float(pixels[at])
          let p01 = Float(pixels[at + across])
          let p10 = Float(pixels[at + down])
          let p11 = Float(pixels[at + down + across])
          let upper = p00 + u * (p01 - p00)
          let lower = p10 + u * (p11 - p10)
          output[row * side + column] = (upper + v * (lower - upper)) * (1 / 127.5) - 1
        }
      }
    }
  }
}
