extension Corruption.Kind {
  /// The damage in a word or two.
  public var title: String {
    switch self {
    case .blur: "Blur"
    case .noise: "Noise"
    case .darkness: "Darkness"
    case .overexposure: "Over-exposure"
    case .jpeg: "JPEG"
    case .small: "Small faces"
    case .eyes: "Eyes covered"
    case .mouth: "Mouth covered"
    case .rotation: "Rotation"
    }
  }

  /// What its strengths are.
  public var measure: String {
    switch self {
    case .blur: "deviation, pixels of 48"
    case .noise: "deviation, shades of 255"
    case .darkness, .overexposure: "factor on the light"
    case .jpeg: "quality"
    case .small: "pixels"
    case .eyes, .mouth: "share of the height"
    case .rotation: "degrees, either way"
    }
  }

  /// A strength with its sign.
  public func text(_ strength: Double) -> String {
    switch self {
    case .eyes, .mouth: NumberText.percent(strength, decimals: 0)
    case .darkness, .overexposure: "× " + NumberText.short(strength)
    case .rotation: NumberText.short(strength) + "°"
    default: NumberText.short(strength)
    }
  }
}
