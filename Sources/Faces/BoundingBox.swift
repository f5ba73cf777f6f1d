/// A rectangle in pixels of the frame: origin at the top left, x to the right, y down.
///
/// It may reach beyond the frame: a face at the edge does.
public struct BoundingBox: Codable, Hashable, Sendable {
  public let x: Double
  public let y: Double
  public let width: Double
  public let height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var area: Double { max(0, width) * max(0, height) }

  /// Intersection over union, 0…1; 0 when both are empty.
  public func intersectionOverUnion(_ other: BoundingBox) -> Double {
    let w = min(x + width, other.x + other.width) - max(x, other.x)
    let h = min(y + height, other.y + other.height) - max(y, other.y)
    guard w > 0, h > 0 else { return 0 }
    return w * h / (area + other.area - w * h)
  }
}
