import Faces
import Foundation

/// Follows the faces of one stream of frames: the same face keeps its number while it is in view.
///
/// It knows faces by where they are and where they were going, and by nothing else: a face that was away for longer
/// than a second is a new one.
///
/// ```swift
/// var tracker = FaceTracker()
/// tracker.update(with: try detector.detect(in: frame), at: .zero)
/// tracker.faces(at: .milliseconds(33))  // where they are expected in the next frame, largest first
/// ```
public struct FaceTracker: Sendable {
  /// A face unseen for longer than this is forgotten.
  public static let memory: Duration = .seconds(1)
  /// More faces than this are not followed: the first found are.
  public static let limit = 16

  private var tracks: [FaceTrack] = []
  private var lastID = 0
  // Kept from frame to frame, so that nothing is allocated anew.
  private var pairs: [Pair] = []
  private var isTaken: [Bool] = []

  private struct Pair {
    let track: Int
    let detection: Int
    let cost: Double
  }

  public init() {
    tracks.reserveCapacity(FaceTracker.limit)
    pairs.reserveCapacity(FaceTracker.limit * FaceTracker.limit)
    isTaken.reserveCapacity(FaceTracker.limit)
  }

  /// The faces in view, largest first, where they are expected at a time.
  public func faces(at time: Duration) -> [TrackedFace] {
    tracks.filter(\.isInView).map { track in
      TrackedFace(
        id: track.id, face: track.expected(at: time), isSteady: track.isSteady,
        sinceLook: max(.zero, time - track.lastSeen))
    }.sorted { ($0.face.box.area, $1.id) > ($1.face.box.area, $0.id) }
  }

  /// Whether the face is in view or was a moment ago.
  public func remembers(_ id: Int) -> Bool { tracks.contains { $0.id == id } }

  /// How many of its own sizes a second a face moves; 0 for one that is not followed.
  public func speed(of id: Int) -> Double { tracks.first { $0.id == id }?.speed ?? 0 }

  /// Takes in all faces found in a whole frame: known ones move, new ones begin, the others are out of view.
  ///
  /// - Parameter time: on a clock that does not go back.
  public mutating func update(with detections: [DetectedFace], at time: Duration) {
    let detections = detections.prefix(FaceTracker.limit).filter(\.isSound)
    findPairs(detections, at: time)
    isTaken.removeAll(keepingCapacity: true)
    isTaken.append(contentsOf: repeatElement(false, count: detections.count))
    for index in tracks.indices { tracks[index].isInView = false }
    for pair in pairs where !isTaken[pair.detection] && !tracks[pair.track].isInView {
      isTaken[pair.detection] = true
      tracks[pair.track].update(with: detections[pair.detection], at: time)
    }
    for (index, face) in detections.enumerated() where !isTaken[index] { begin(face, at: time) }
    forget(at: time)
  }

  /// Takes in a look at one face: where it was found, or `nil` if it was not.
  public mutating func update(_ id: Int, with face: DetectedFace?, at time: Duration) {
    guard let index = tracks.firstIndex(where: { $0.id == id }) else { return }
    if let face, face.isSound {
      tracks[index].update(with: face, at: time)
    } else {
      tracks[index].isInView = false
    }
    forget(at: time)
  }

  /// The pairs of a track and a detection that may be the same face, likeliest first.
  private mutating func findPairs(_ detections: [DetectedFace], at time: Duration) {
    pairs.removeAll(keepingCapacity: true)
    for (track, known) in tracks.enumerated() {
      let box = known.expected(at: time).box
      let elapsed = max(.zero, time - known.lastSeen) / .seconds(1)
      for (detection, face) in detections.enumerated() {
        guard let cost = FaceTracker.cost(box, face.box, after: elapsed) else { continue }
        pairs.append(Pair(track: track, detection: detection, cost: cost))
      }
    }
    pairs.sort { $0.cost < $1.cost }
  }

  /// How unlike two places are, or `nil` where they cannot be one face: half a face apart, more after a while unseen,
  /// or of very different size.
  private static func cost(_ expected: BoundingBox, _ found: BoundingBox, after elapsed: Double) -> Double? {
    let overlap = expected.intersectionOverUnion(found)
    let distance = expected.distance(to: found) / max(expected.side, 1)
    let growth = abs(log(max(found.side, 1) / max(expected.side, 1)))
    guard overlap >= 0.3 || distance <= 0.5 + min(1, elapsed), growth <= log(2) else { return nil }
    return distance + growth + (1 - overlap) / 2
  }

  private mutating func begin(_ face: DetectedFace, at time: Duration) {
    let isSecond = tracks.contains { $0.isInView && $0.face.box.intersectionOverUnion(face.box) > 0.5 }
    guard tracks.count < FaceTracker.limit, !isSecond else { return }
    lastID += 1
    tracks.append(FaceTrack(id: lastID, face, at: time))
  }

  private mutating func forget(at time: Duration) {
    tracks.removeAll { !$0.isInView && time - $0.lastSeen > ($0.isSteady ? FaceTracker.memory : .zero) }
  }
}
