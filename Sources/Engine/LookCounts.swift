/// What the frames of a viewer took: how often faces were looked for, and how often a face was read.
public struct LookCounts: Codable, Hashable, Sendable {
  public internal(set) var frames = 0
  /// Looks at a whole frame.
  public internal(set) var whole = 0
  /// Looks at the viewer's face alone.
  public internal(set) var near = 0
  /// Faces the emotion network read.
  public internal(set) var readings = 0

  public init() {}
}
