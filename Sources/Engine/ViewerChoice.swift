/// Whose mood is read: the largest steady face, unless another is chosen.
///
/// Whoever has been the viewer stays it until somebody is clearly nearer for a second, so two people side by side
/// do not take turns.
package struct ViewerChoice: Sendable {
  /// The viewer's face; `nil` while there is none.
  package private(set) var viewer: Int?
  /// The face the user chose; it counts as long as it is remembered.
  package var chosen: Int?

  private var rival: Int?
  private var rivalFor: Duration = .zero

  /// How much larger (in area) and for how long a face has to be to take over.
  private static let nearer = 1.5
  private static let lasting: Duration = .seconds(1)
  /// Another face of at least this share of the viewer's area makes it unclear who is meant.
  private static let alike = 0.6

  package init() {}

  /// - Parameters:
  ///   - faces: in view, largest first.
  ///   - elapsed: since the last frame.
  ///   - isRemembered: whether a face is in view or was a moment ago.
  package mutating func update(
    _ faces: [TrackedFace], after elapsed: Duration, isRemembered: (Int) -> Bool
  ) {
    if let wanted = chosen, !isRemembered(wanted) { chosen = nil }
    if let chosen {
      viewer = chosen
      rivalFor = .zero
      return
    }
    guard let current = viewer, isRemembered(current) else {
      viewer = (faces.first { $0.isSteady } ?? faces.first)?.id
      rivalFor = .zero
      return
    }
    guard let place = faces.first(where: { $0.id == current }) else { return }
    let larger = faces.first { $0.isSteady && $0.face.box.area >= place.face.box.area * Self.nearer }
    rivalFor = larger != nil && larger?.id == rival ? rivalFor + elapsed : .zero
    rival = larger?.id
    if let larger, rivalFor >= Self.lasting {
      viewer = larger.id
      rivalFor = .zero
    }
  }

  /// Whether it is not clear who is meant: another steady face is about as large, and nobody was chosen.
  package func isUnclear(_ faces: [TrackedFace]) -> Bool {
    guard chosen == nil, let place = faces.first(where: { $0.id == viewer }) else { return false }
    return faces.contains {
      $0.id != viewer && $0.isSteady && $0.face.box.area >= place.face.box.area * Self.alike
    }
  }
}
