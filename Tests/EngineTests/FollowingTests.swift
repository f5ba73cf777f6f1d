import Engine
import Faces
import Testing

@Suite struct DetectionScheduleTests {
  private typealias Situation = DetectionSchedule.Situation

  private func step(
    sinceWhole: Duration? = .milliseconds(300), faces: Int = 1, sinceLook: Duration? = .milliseconds(100),
    change: Double = 0, speed: Double = 0, score: Double = 0.9, sinceFace: Duration? = .zero
  ) -> DetectionSchedule.Step {
    var situation = Situation(sinceWhole: sinceWhole, sinceFace: sinceFace, faces: faces)
    situation.sinceLook = sinceLook
    situation.change = change
    situation.speed = speed
    situation.score = score
    return DetectionSchedule().step(situation)
  }

  @Test func `a face at rest is not looked for in every frame`() { #expect(step() == .none) }

  @Test func `the first frame is looked at as a whole, and then one now and then`() {
    #expect(step(sinceWhole: nil, faces: 0, sinceLook: nil, sinceFace: nil) == .whole)
    #expect(step(sinceWhole: .seconds(2)) == .whole)
    #expect(step(sinceWhole: .milliseconds(600), faces: 2) == .whole)
  }

  @Test func `movement, age and doubt ask for a look`() {
    #expect(step(change: 0.3) == .near)
    #expect(step(speed: 1) == .near)
    #expect(step(sinceLook: .milliseconds(500)) == .near)
    #expect(step(score: 0.5) == .near)
  }

  @Test func `an empty room is looked at less often than one somebody has just left`() {
    #expect(step(sinceWhole: .milliseconds(200), faces: 0, sinceLook: nil, sinceFace: .seconds(1)) == .whole)
    #expect(step(sinceWhole: .milliseconds(200), faces: 0, sinceLook: nil, sinceFace: .seconds(9)) == .none)
    #expect(step(sinceWhole: .milliseconds(400), faces: 0, sinceLook: nil, sinceFace: nil) == .whole)
  }
}

@Suite struct ViewerChoiceTests {
  private func face(_ id: Int, eyes: Double, isSteady: Bool = true) -> TrackedFace {
    TrackedFace(
      id: id, face: SyntheticHead(x: Double(id) * 200, eyes: eyes).face, isSteady: isSteady, sinceLook: .zero)
  }

  @Test func `the largest steady face is the viewer, and a first one at once`() {
    var choice = ViewerChoice()
    choice.update([face(1, eyes: 60, isSteady: false), face(2, eyes: 40)], after: .zero) { _ in true }
    #expect(choice.viewer == 2)
    var first = ViewerChoice()
    first.update([face(1, eyes: 60, isSteady: false)], after: .zero) { _ in true }
    #expect(first.viewer == 1)
  }

  @Test func `two people side by side do not take turns`() {
    var choice = ViewerChoice()
    for frame in 0..<50 {
      let faces = [face(1, eyes: 50), face(2, eyes: frame.isMultiple(of: 2) ? 45 : 55)]
      choice.update(faces.sorted { $0.face.box.area > $1.face.box.area }, after: .milliseconds(200)) { _ in
        true
      }
      #expect(choice.viewer == 1)
    }
    #expect(choice.isUnclear([face(1, eyes: 50), face(2, eyes: 48)]))
    #expect(!choice.isUnclear([face(1, eyes: 50), face(2, eyes: 25)]))
  }

  @Test func `who is clearly nearer for a second takes over`() {
    var choice = ViewerChoice()
    choice.update([face(1, eyes: 40)], after: .zero) { _ in true }
    let faces = [face(2, eyes: 70), face(1, eyes: 40)]
    for _ in 0..<4 { choice.update(faces, after: .milliseconds(200)) { _ in true } }
    #expect(choice.viewer == 1)
    for _ in 0..<3 { choice.update(faces, after: .milliseconds(200)) { _ in true } }
    #expect(choice.viewer == 2)
  }

  @Test func `the chosen face stays the viewer until it is gone`() {
    var choice = ViewerChoice()
    choice.chosen = 1
    let faces = [face(2, eyes: 70), face(1, eyes: 30)]
    for _ in 0..<20 { choice.update(faces, after: .seconds(1)) { _ in true } }
    #expect(choice.viewer == 1 && !choice.isUnclear(faces))
    choice.update([face(2, eyes: 70)], after: .seconds(1)) { $0 == 2 }
    #expect(choice.viewer == 2 && choice.chosen == nil)
    choice.chosen = 77
    choice.update([face(2, eyes: 70)], after: .seconds(1)) { $0 == 2 }
    #expect(choice.viewer == 2)
  }

  @Test func `a viewer out of view for a moment is waited for`() {
    var choice = ViewerChoice()
    choice.update([face(1, eyes: 50)], after: .zero) { _ in true }
    choice.update([face(2, eyes: 50)], after: .milliseconds(500)) { _ in true }
    #expect(choice.viewer == 1)
    choice.update([face(2, eyes: 50)], after: .milliseconds(500)) { $0 == 2 }
    #expect(choice.viewer == 2)
    choice.update([], after: .seconds(2)) { _ in false }
    #expect(choice.viewer == nil)
  }
}
