import Engine
import Faces
import Foundation
import Testing

@Suite struct FaceTrackerTests {
  /// Where two faces lie apart, in units of the eyes' distance.
  private func error(_ face: DetectedFace, _ truth: DetectedFace) -> Double {
    let pairs = [
      (face.landmarks.leftEye, truth.landmarks.leftEye), (face.landmarks.rightEye, truth.landmarks.rightEye),
    ]
    return (pairs.map { hypot($0.x - $1.x, $0.y - $1.y) }.max() ?? 0) / truth.landmarks.eyeDistance
  }

  @Test func `a face that stays keeps its number and its place`() {
    var tracker = FaceTracker()
    let face = SyntheticHead().face
    for frame in 0..<100 { tracker.update(with: [face], at: .milliseconds(frame * 100)) }
    let faces = tracker.faces(at: .seconds(10))
    #expect(faces.map(\.id) == [1] && faces.allSatisfy(\.isSteady))
    #expect(error(faces[0].face, face) < 1e-9)
    #expect(tracker.speed(of: 1) == 0)
  }

  @Test(arguments: [40.0, 120, 300])
  func `between looks a face goes on as it moved`(speed: Double) {
    var tracker = FaceTracker()
    var (followed, still) = (0.0, 0.0)
    for frame in 0..<60 {
      let time = Double(frame) / 30
      let truth = SyntheticHead(x: 60 + speed * time, eyes: 40 + 5 * time).face
      if frame.isMultiple(of: 3) { tracker.update(with: [truth], at: .seconds(time)) }
      guard frame > 15, let face = tracker.faces(at: .seconds(time)).first else { continue }
      followed = max(followed, error(face.face, truth))
      let last = Double(frame / 3 * 3) / 30
      still = max(still, error(SyntheticHead(x: 60 + speed * last, eyes: 40 + 5 * last).face, truth))
    }
    #expect(tracker.faces(at: .seconds(2)).map(\.id) == [1])
    #expect(followed < 0.5 * still)
  }

  @Test func `a face that was moving comes to rest when it is not seen`() {
    var tracker = FaceTracker()
    for frame in 0...30 {
      tracker.update(
        with: [SyntheticHead(x: 100 + 10 * Double(frame)).face], at: .milliseconds(frame * 33))
    }
    let far = tracker.faces(at: .seconds(100))[0].face
    #expect(far.box.x < SyntheticHead(x: 500).face.box.x + 150)
  }

  @Test func `two people who pass each other keep their numbers`() {
    var tracker = FaceTracker()
    for frame in 0...40 {
      let time = Double(frame) / 10
      let right = SyntheticHead(x: 100 + 110 * time, y: 200).face
      let left = SyntheticHead(x: 540 - 110 * time, y: 290, eyes: 42).face
      tracker.update(with: frame.isMultiple(of: 2) ? [right, left] : [left, right], at: .seconds(time))
    }
    let faces = tracker.faces(at: .seconds(4))
    #expect(faces.count == 2)
    #expect((faces.first { $0.id == 1 }?.face.box.x ?? 0) > 400)
    #expect((faces.first { $0.id == 2 }?.face.box.x ?? 999) < 200)
  }

  @Test func `a face out of view for a moment is the same, for long another`() {
    var tracker = FaceTracker()
    let face = SyntheticHead().face
    for frame in 0...10 { tracker.update(with: [face], at: .milliseconds(frame * 100)) }
    tracker.update(with: [], at: .milliseconds(1500))
    #expect(tracker.faces(at: .milliseconds(1500)).isEmpty && tracker.remembers(1))
    tracker.update(with: [face], at: .milliseconds(1900))
    #expect(tracker.faces(at: .milliseconds(1900)).map(\.id) == [1])
    tracker.update(with: [], at: .milliseconds(3000))
    tracker.update(with: [face], at: .milliseconds(3100))
    #expect(tracker.faces(at: .milliseconds(3100)).map(\.id) == [2])
  }

  @Test func `what flashes up once is not steady and not remembered`() {
    var tracker = FaceTracker()
    tracker.update(with: [SyntheticHead().face], at: .zero)
    #expect(tracker.faces(at: .zero).map(\.isSteady) == [false])
    tracker.update(with: [], at: .milliseconds(100))
    #expect(!tracker.remembers(1))
  }

  @Test func `a look that finds nothing takes the face out of view`() {
    var tracker = FaceTracker()
    let face = SyntheticHead().face
    for frame in 0...10 { tracker.update(with: [face], at: .milliseconds(frame * 100)) }
    tracker.update(1, with: nil, at: .milliseconds(1100))
    #expect(tracker.faces(at: .milliseconds(1100)).isEmpty)
    tracker.update(1, with: face, at: .milliseconds(1200))
    #expect(tracker.faces(at: .milliseconds(1200)).map(\.id) == [1])
    tracker.update(99, with: face, at: .milliseconds(1300))
    #expect(tracker.faces(at: .milliseconds(1300)).count == 1)
  }

  @Test func `tremors of the detector are smoothed, a quick move is not`() {
    var generator = SeededGenerator(seed: 4)
    var tracker = FaceTracker()
    let truth = SyntheticHead().face
    var (raw, smooth) = (0.0, 0.0)
    for frame in 0..<300 {
      let x = 320 + Double.random(in: -2...2, using: &generator)
      let found = SyntheticHead(x: x).face
      tracker.update(with: [found], at: .milliseconds(frame * 100))
      raw += error(found, truth)
      smooth += error(tracker.faces(at: .milliseconds(frame * 100))[0].face, truth)
    }
    #expect(smooth < 0.8 * raw)
    let moved = SyntheticHead(x: 350).face
    tracker.update(with: [moved], at: .seconds(30))
    #expect(error(tracker.faces(at: .seconds(30))[0].face, moved) < 0.01)
  }

  @Test func `faces of very different size are two`() {
    var tracker = FaceTracker()
    for frame in 0...10 {
      tracker.update(with: [SyntheticHead(eyes: 80).face], at: .milliseconds(frame * 100))
    }
    tracker.update(with: [SyntheticHead(eyes: 25).face], at: .milliseconds(1100))
    #expect(tracker.faces(at: .milliseconds(1100)).map(\.id) == [2])
  }

  @Test func `the largest comes first and one face found twice is one`() {
    var tracker = FaceTracker()
    let (near, far) = (SyntheticHead(x: 450, eyes: 70).face, SyntheticHead(x: 100, eyes: 30).face)
    tracker.update(with: [far, near, SyntheticHead(x: 452, eyes: 70).face], at: .zero)
    #expect(tracker.faces(at: .zero).map(\.id) == [2, 1])
  }

  @Test func `what is no place and a crowd are borne`() {
    var tracker = FaceTracker()
    let marks = SyntheticHead().face.landmarks
    let broken = [
      BoundingBox(x: .nan, y: 0, width: 9, height: 9), BoundingBox(x: 0, y: 0, width: .infinity, height: 9),
      BoundingBox(x: 0, y: 0, width: 0, height: 0), BoundingBox(x: 0, y: 0, width: -5, height: -5),
    ].map { DetectedFace(box: $0, landmarks: marks, score: 0.9) }
    tracker.update(with: broken, at: .zero)
    #expect(tracker.faces(at: .zero).isEmpty)
    let crowd = (0..<200).map { SyntheticHead(x: Double($0) * 100, eyes: 20).face }
    tracker.update(with: crowd, at: .seconds(1))
    #expect(tracker.faces(at: .seconds(1)).count == FaceTracker.limit)
  }
}
