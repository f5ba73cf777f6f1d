import Emotions
import Engine
import Foundation

/// The mood of each viewer, a session, from frame to frame. It lives here and nowhere else, and ends with the
/// session or the process.
///
/// A viewer has one frame in flight; a second is refused while the first is being read. At most 256 viewers
/// are remembered; beyond that the one who was away longest is forgotten.
package actor Viewers {
  private struct Viewer {
    var smoother = MoodSmoother()
    var isWaiting = false
    var seenAt: Date
  }

  private var viewers: [String: Viewer] = [:]
  private let most: Int

  package init(most: Int = 256) { self.most = most }

  /// What was read from a frame, and the viewer's mood after it.
  package struct Reading: Sendable {
    package let analysis: FrameAnalysis
    /// Position of the viewer's face in the analysis: the largest. `nil` without a face.
    package let viewer: Int?
    package let mood: Mood?
  }

  /// - Parameter isSignedIn: whether the session still holds. It may have ended, and the viewer been forgotten,
  ///   while the frame was on its way; it is asked when the viewer is here again, and the viewer does not stay.
  /// - Throws: ``WebError/frameInFlight``, ``WebError/tooManyViewers``, ``WebError/notSignedIn``, and what the
  ///   analyser throws.
  package func read(
    _ frame: [UInt8], of session: String, at time: Date, with analyse: FrameAnalyser,
    while isSignedIn: @Sendable () async throws -> Bool = { true }
  ) async throws -> Reading {
    try enter(session, at: time)
    defer { viewers[session]?.isWaiting = false }
    let analysis = try await analyse(frame)
    guard try await isSignedIn() else {
      viewers[session] = nil
      throw WebError.notSignedIn
    }
    guard
      let largest = analysis.faces.indices.max(by: {
        analysis.faces[$0].box.area < analysis.faces[$1].box.area
      })
    else { return Reading(analysis: analysis, viewer: nil, mood: nil) }
    let mood = viewers[session]?.smoother.update(
      with: analysis.faces[largest].distribution, at: .seconds(time.timeIntervalSince1970))
    return Reading(analysis: analysis, viewer: largest, mood: mood)
  }

  /// Forgets a viewer's mood, as when somebody signs out.
  package func forget(_ session: String) { viewers[session] = nil }

  private func enter(_ session: String, at time: Date) throws(WebError) {
    if viewers[session]?.isWaiting == true { throw .frameInFlight }
    if viewers[session] == nil, viewers.count >= most {
      guard let idle = viewers.filter({ !$0.value.isWaiting }).min(by: { $0.value.seenAt < $1.value.seenAt })
      else { throw .tooManyViewers }
      viewers[idle.key] = nil
    }
    viewers[session, default: Viewer(seenAt: time)].isWaiting = true
    viewers[session]?.seenAt = time
  }
}
