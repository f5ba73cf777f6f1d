/// How far training pictures are varied.
///
/// Each range is symmetric about no change and drawn evenly. The defaults are those of the project's PyTorch
/// reference; erasing follows Zhong et al. 2017, *Random erasing data augmentation*.
public struct Augmentation: Codable, Hashable, Sendable {
  /// Probability of a mirrored picture.
  public var flip: Float = 0.5
  /// Largest turn in degrees, either way.
  public var rotation: Float = 15
  /// Largest shift across and down, as a share of the side.
  public var shift: Float = 0.12
  /// Largest change of size, as a share: 0.15 is from 0.85 to 1.15.
  public var scale: Float = 0.15
  /// Largest value added to the pixels, which range over −1…1.
  public var brightness: Float = 0.25
  /// Largest change of contrast about the picture's mean, as a share.
  public var contrast: Float = 0.3
  /// Probability of a rectangle painted over in one shade.
  public var erasing: Float = 0.3
  /// Smallest and largest share of the picture the rectangle covers.
  public var erasedArea: ClosedRange<Float> = 0.02...0.25

  public init() {}

  /// - Throws: ``TrainingError/recipe(reason:)`` for a value out of range.
  func check() throws(TrainingError) {
    func require(_ condition: Bool, _ reason: String) throws(TrainingError) {
      guard condition else { throw .recipe(reason: "augmentation's \(reason)") }
    }
    try require((0...1).contains(flip), "flip is in 0…1, not \(flip)")
    try require((0...180).contains(rotation), "rotation is in 0…180 degrees, not \(rotation)")
    try require((0...1).contains(shift), "shift is in 0…1, not \(shift)")
    try require((0..<1).contains(scale), "scale is in 0..<1, not \(scale)")
    try require((0...2).contains(brightness), "brightness is in 0…2, not \(brightness)")
    try require((0...1).contains(contrast), "contrast is in 0…1, not \(contrast)")
    try require((0...1).contains(erasing), "erasing is in 0…1, not \(erasing)")
    let (least, most) = (erasedArea.lowerBound, erasedArea.upperBound)
    try require(least >= 0 && most <= 1, "erasedArea is two shares in 0…1, not [\(least), \(most)]")
  }

  /// The variation of one picture, the same for the same generator.
  public func draw(using generator: inout SeededGenerator) -> Variation {
    var variation = Variation.identity
    variation.mirrored = generator.unit() < flip
    variation.degrees = generator.uniform(-rotation...rotation)
    variation.across = generator.uniform(-shift...shift)
    variation.down = generator.uniform(-shift...shift)
    variation.scale = 1 + generator.uniform(-scale...scale)
    variation.brightness = generator.uniform(-brightness...brightness)
    variation.contrast = 1 + generator.uniform(-contrast...contrast)
    if generator.unit() < erasing {
      let area = generator.uniform(erasedArea)
      let elongation = generator.uniform(0.5...2)
      let width = min(1, (area * elongation).squareRoot())
      let height = min(1, (area / elongation).squareRoot())
      variation.erased = ErasedRectangle(
        x: generator.unit() * (1 - width), y: generator.unit() * (1 - height), width: width, height: height,
        shade: generator.uniform(-1...1))
    }
    return variation
  }
}

/// What is done to one picture.
public struct Variation: Hashable, Sendable {
  public var mirrored: Bool
  /// Turn about the middle, clockwise as seen, in degrees.
  public var degrees: Float
  /// Shift to the right and downwards, in shares of the side.
  public var across, down: Float
  /// Size of the face relative to before, about the middle.
  public var scale: Float
  /// Added to the pixels, which range over −1…1.
  public var brightness: Float
  /// Factor on the pixels' distance from the picture's mean.
  public var contrast: Float
  public var erased: ErasedRectangle?

  /// Nothing is changed.
  public static let identity = Variation(
    mirrored: false, degrees: 0, across: 0, down: 0, scale: 1, brightness: 0, contrast: 1, erased: nil)
}

/// A rectangle painted over, in shares of the picture's width and height, and its shade, −1…1.
public struct ErasedRectangle: Hashable, Sendable {
  public var x, y, width, height, shade: Float

  public init(x: Float, y: Float, width: Float, height: Float, shade: Float) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.shade = shade
  }
}
