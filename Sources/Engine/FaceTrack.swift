import Faces
import Foundation

/// One face over time: where it is, how fast it moves, and where it is expected next.
///
/// Between looks a face goes on as it moved, ever slower: heads stop. What a look finds is taken as it is where
/// it is far from what was expected, and half where it is near: so small tremors of the detector are smoothed and a
/// quick move has no lag.
struct FaceTrack: Sendable {
  let id: Int
  private(set) var face: DetectedFace
  /// When it was found first and last.
  let firstSeen: Duration
  private(set) var lastSeen: Duration
  /// Whether the last look for it found it.
  var isInView = true

  private var looks = 1
  private var motion = Motion()
  private var found: DetectedFace

  /// Pixels a second of the middle, and growth a second of the logarithm of the size.
  private struct Motion {
    var x = 0.0
    var y = 0.0
    var growth = 0.0
  }

  /// Time constant in seconds in which an unseen face comes to rest.
  private static let stopping = 0.3
  /// Half-life of the estimate of motion.
  private static let memory: Duration = .milliseconds(80)
  private static let settled: Duration = .milliseconds(400)
  private static let longestStep: Duration = .seconds(1)

  init(id: Int, _ face: DetectedFace, at time: Duration) {
    self.id = id
    self.face = face
    found = face
    firstSeen = time
    lastSeen = time
  }

  /// Two looks at least, and a while between the first and the last.
  var isSteady: Bool { looks >= 2 && lastSeen - firstSeen >= FaceTrack.settled }

  /// How many of its own sizes a second the face moves.
  var speed: Double { hypot(motion.x, motion.y) / max(face.box.side, 1) + abs(motion.growth) }

  /// Where the face is expected at a time.
  func expected(at time: Duration) -> DetectedFace {
    let elapsed = max(.zero, time - lastSeen) / .seconds(1)
    let reach = FaceTrack.stopping * (1 - exp(-elapsed / FaceTrack.stopping))
    guard reach > 0 else { return face }
    return face.moved(x: motion.x * reach, y: motion.y * reach, scaled: exp(motion.growth * reach))
  }

  /// Takes in where the face was found.
  mutating func update(with new: DetectedFace, at time: Duration) {
    let expected = expected(at: time)
    let elapsed = max(.zero, time - lastSeen)
    learnMotion(from: new, over: elapsed)
    let surprise = expected.box.distance(to: new.box) / max(expected.box.side, 1)
    face = expected.blended(with: new, share: min(1, max(0.5, surprise / 0.06)))
    found = new
    lastSeen = max(time, lastSeen)
    looks += 1
    isInView = true
  }

  private mutating func learnMotion(from new: DetectedFace, over elapsed: Duration) {
    guard elapsed > .zero else { return }
    guard elapsed <= FaceTrack.longestStep else {
      motion = Motion()
      return
    }
    let seconds = elapsed / .seconds(1)
    let share = 1 - exp2(-(elapsed / FaceTrack.memory))
    let (before, after) = (found.box.center, new.box.center)
    motion.x += share * ((after.x - before.x) / seconds - motion.x)
    motion.y += share * ((after.y - before.y) / seconds - motion.y)
    // A face does not grow tenfold in a second: what looks so is two faces.
    let growth = log(max(new.box.side, 1) / max(found.box.side, 1)) / seconds
    motion.growth += share * (min(2, max(-2, growth)) - motion.growth)
  }
}
