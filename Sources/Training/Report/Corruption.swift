import Images

/// One thing that goes wrong between a face and the network, at one strength; a value, and the same for the same
/// generator.
public struct Corruption: Hashable, Sendable {
  /// What goes wrong. Lengths are for a face of 48 pixels and grow with it; faces are framed as FER2013's, with the eyes
  /// at .40 and the mouth at .78 of the height.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Out of focus: a Gaussian of that standard deviation, in pixels.
    case blur
    /// A sensor at night: Gaussian noise of that standard deviation, in shades of 255.
    case noise
    /// Light multiplied by that factor, in whole shades: what is lost in the dark stays lost.
    case darkness
    /// Light multiplied by that factor and cut off at white.
    case overexposure
    /// Saved as JPEG at that quality.
    case jpeg
    /// A face far away: of that many pixels, and enlarged again.
    case small
    /// Dark glasses that cover that share of the height.
    case eyes
    /// A light mask that covers that share of the height.
    case mouth
    /// The head tilted by that many degrees, to either side.
    case rotation

    /// The strengths a report measures, the mildest first.
    public var strengths: [Double] {
      switch self {
      case .blur: [0.5, 1, 2, 3]
      case .noise: [5, 10, 20, 40]
      case .darkness: [0.6, 0.4, 0.2, 0.1]
      case .overexposure: [1.3, 1.6, 2, 3]
      case .jpeg: [50, 30, 15, 5]
      case .small: [32, 24, 16, 12]
      case .eyes: [0.08, 0.14, 0.2, 0.28]
      case .mouth: [0.1, 0.2, 0.3, 0.4]
      case .rotation: [10, 20, 30, 45]
      }
    }
  }

  public let kind: Kind
  public let strength: Double

  /// - Precondition: the strength makes sense for the kind: above 0; a JPEG quality is in 1…100.
  public init(_ kind: Kind, _ strength: Double) {
    precondition(strength > 0 && strength.isFinite, "a strength is above 0, not \(strength)")
    precondition(kind != .jpeg || (1...100).contains(strength), "a JPEG quality is in 1…100")
    self.kind = kind
    self.strength = strength
  }

  /// The face with the damage done.
  ///
  /// - Throws: ``ImageError`` if a JPEG cannot be written or read, which does not happen with a face.
  public func apply(
    to face: GrayImage, using generator: inout SeededGenerator
  ) throws(ImageError) -> GrayImage {
    switch kind {
    case .blur: face.blurred(deviation: strength * Double(face.width) / 48)
    case .noise: face.noisy(deviation: strength, using: &generator)
    case .darkness, .overexposure: face.mapped { $0 * strength }
    case .jpeg: try face.savedAsJPEG(quality: Int(strength))
    case .small: face.seenSmall(side: Int(strength))
    case .eyes: face.covered(across: 0.12...0.88, middle: 0.4, height: strength, shade: 20)
    case .mouth: face.covered(across: 0.22...0.78, middle: 0.78, height: strength, shade: 215)
    case .rotation: face.rotated(degrees: generator.unit() < 0.5 ? strength : -strength)
    }
  }
}
