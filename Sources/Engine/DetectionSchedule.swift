/// Says what has to be looked at in the next frame. Looking is the dearest step but one, and most of the time a face
/// is where it was.
package struct DetectionSchedule: Sendable {
  package enum Step: Hashable, Sendable {
    /// Look for faces in the whole frame.
    case whole
    /// Look for the viewer's face where it is expected.
    case near
    /// Nothing moved: the face is where it was.
    case none
  }

  /// What is known before a frame.
  package struct Situation: Sendable {
    /// Since the whole frame was last looked at; `nil` if never.
    package let sinceWhole: Duration?
    /// Since a face was in view; `nil` if never.
    package let sinceFace: Duration?
    /// Faces in view.
    package let faces: Int
    /// Since the viewer's face was looked at; `nil` while it is out of view.
    package var sinceLook: Duration?
    /// How much its place has changed since then, in units of its contrast.
    package var change = 0.0
    /// How many of its sizes a second it moves.
    package var speed = 0.0
    /// The detector's certainty, 0…1.
    package var score = 1.0

    package init(sinceWhole: Duration? = nil, sinceFace: Duration? = nil, faces: Int = 0) {
      self.sinceWhole = sinceWhole
      self.sinceFace = sinceFace
      self.faces = faces
    }
  }

  /// A face is looked for and read at most twenty times a second: of a camera's thirty frames every second one.
  package static let leastPause: Duration = .milliseconds(45)

  package init() {}

  package func step(_ situation: Situation) -> Step {
    guard let sinceWhole = situation.sinceWhole else { return .whole }
    guard let sinceLook = situation.sinceLook else {
      // An empty room may wait; somebody who was here a moment ago comes back soon.
      let isExpected = situation.faces > 0 || situation.sinceFace.map { $0 < .seconds(2) } ?? false
      return sinceWhole >= (isExpected ? .milliseconds(120) : .milliseconds(400)) ? .whole : .none
    }
    if sinceWhole >= (situation.faces > 1 ? .milliseconds(500) : .milliseconds(1500)) { return .whole }
    let drift = situation.speed * (sinceLook / .seconds(1))
    if sinceLook < DetectionSchedule.leastPause, drift < 0.1 { return .none }
    let isStill = situation.change < 0.12 && drift < 0.04
    return isStill && situation.score >= 0.6 && sinceLook < .milliseconds(400) ? .none : .near
  }
}
