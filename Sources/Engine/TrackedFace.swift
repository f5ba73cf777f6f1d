import Faces

/// A face that is followed from frame to frame.
public struct TrackedFace: Hashable, Sendable {
  /// Counts up within a session, from 1. It says "the same face as before" and nothing of whose it is.
  public let id: Int
  /// Where it is in this frame: as found, or as expected between two looks.
  public let face: DetectedFace
  /// Whether it has been followed for a moment; what flashes up once is not steady.
  public let isSteady: Bool
  /// The time since it was last looked for and found.
  public let sinceLook: Duration

  public init(id: Int, face: DetectedFace, isSteady: Bool, sinceLook: Duration) {
    self.id = id
    self.face = face
    self.isSteady = isSteady
    self.sinceLook = sinceLook
  }
}
