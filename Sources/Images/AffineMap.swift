/// A map of the plane: `(x, y)` goes to `(a·x + b·y + tx, c·x + d·y + ty)`.
///
/// In a warp it leads from a place in the result to a place in the source, both in pixels, with the corner of the
/// first pixel at (0, 0) and its centre at (0.5, 0.5).
public struct AffineMap: Hashable, Sendable {
  public let a: Double
  public let b: Double
  public let c: Double
  public let d: Double
  public let tx: Double
  public let ty: Double

  public init(a: Double, b: Double, c: Double, d: Double, tx: Double, ty: Double) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
    self.tx = tx
    self.ty = ty
  }

  /// Where `(x, y)` goes.
  public func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (a * x + b * y + tx, c * x + d * y + ty)
  }

  /// Where everything stays as it is.
  public static let identity = scaling(1, 1)

  /// `x` and `y` made so many times as large.
  public static func scaling(_ x: Double, _ y: Double) -> AffineMap {
    AffineMap(a: x, b: 0, c: 0, d: y, tx: 0, ty: 0)
  }

  /// This map, and `next` of where it leads to.
  public func then(_ next: AffineMap) -> AffineMap {
    AffineMap(
      a: next.a * a + next.b * c, b: next.a * b + next.b * d, c: next.c * a + next.d * c,
      d: next.c * b + next.d * d, tx: next.a * tx + next.b * ty + next.tx,
      ty: next.c * tx + next.d * ty + next.ty)
  }

  /// How many source pixels one step in the result covers: the square root of the area's growth.
  public var scale: Double { abs(a * d - b * c).squareRoot() }
}
