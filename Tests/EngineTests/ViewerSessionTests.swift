import Emotions
import Engine
import Foundation
import Images
import Testing

@Suite struct ViewerSessionTests {
  private let pipeline: FramePipeline
  private let portrait: RGBImage

  init() throws {
    pipeline = try FramePipeline(Fixtures.files)
    portrait = try Scene.portrait()
  }

  private func watch(
    _ session: ViewerSession, frames: Range<Int>, every step: Duration = .milliseconds(100),
    _ scene: (Int) -> RGBImage
  ) throws -> [ViewerReading] {
    try frames.map { try session.read(scene($0), at: step * $0, with: pipeline) }
  }

  @Test func `a single frame is a viewer with a mood`() throws {
    let image = Scene().with(portrait, x: 60, y: -20, side: 512).image
    let reading = try ViewerSession().read(image, at: .zero, with: pipeline)
    #expect(reading.viewer == 0 && reading.faces.count == 1)
    #expect(reading.analysis.faces[0].distribution.top == .happy)
    #expect(reading.mood.mood?.distribution.top == .happy)
    let conditions = try #require(reading.conditions)
    #expect(conditions.obstacle == nil && abs(conditions.yaw) < 30)
    #expect(abs(conditions.eyeDistance - 45) < 6)
  }

  @Test func `a still face is looked for now and then and read in every frame`() throws {
    let session = ViewerSession()
    let image = Scene().with(portrait, x: 60, y: -20, side: 512).image
    let readings = try watch(session, frames: 0..<30) { _ in image }
    #expect(Set(readings.flatMap { $0.faces.map(\.id) }) == [1])
    #expect(readings.last?.mood.state.label == .happy)
    let looks = session.looks
    #expect(looks.frames == 30 && looks.readings == 30)
    #expect(looks.whole <= 3 && looks.near <= 8)
  }

  @Test func `of a camera's thirty frames a second every other is read`() throws {
    let session = ViewerSession()
    let readings = try watch(session, frames: 0..<30, every: .milliseconds(33)) {
      Scene().with(portrait, x: 60 + $0, y: -20, side: 512).image
    }
    #expect(readings.allSatisfy { $0.viewer == 0 && $0.analysis.faces[0].distribution.top == .happy })
    let looks = session.looks
    #expect(looks.readings == 15 && looks.whole + looks.near <= 16)
  }

  @Test func `a moving face is followed with few looks at the whole frame`() throws {
    let session = ViewerSession()
    let whole = ViewerSession(followsFaces: false)
    func scene(_ frame: Int) -> RGBImage {
      Scene().with(portrait, x: -60 + 6 * frame, y: 20 + 2 * frame, side: 400).image
    }
    let readings = try watch(session, frames: 0..<40, scene)
    let reference = try watch(whole, frames: 0..<40, scene)
    var errors: [Double] = []
    for (reading, expected) in zip(readings, reference) {
      let (face, truth) = (try #require(reading.faces.first), try #require(expected.faces.first))
      let (a, b) = (face.face.landmarks, truth.face.landmarks)
      let apart = max(
        hypot(a.leftEye.x - b.leftEye.x, a.leftEye.y - b.leftEye.y),
        hypot(a.rightEye.x - b.rightEye.x, a.rightEye.y - b.rightEye.y))
      errors.append(apart / b.eyeDistance)
      #expect(face.id == 1)
    }
    errors.sort()
    #expect(errors[20] < 0.1 && errors[39] < 0.35, "the aligned face hardly moves: \(errors.suffix(5))")
    #expect(session.looks.whole <= 5 && whole.looks.whole == 40)
  }

  @Test func `two people keep their numbers, and a chosen one is read`() throws {
    let session = ViewerSession()
    func scene(_ frame: Int) -> RGBImage {
      Scene().with(portrait, x: 2 * frame, y: 0, side: 300).with(portrait, x: 340 - frame, y: 150, side: 300)
        .image
    }
    let first = try watch(session, frames: 0..<20, scene)
    #expect(Set(first.flatMap { $0.faces.map(\.id) }) == [1, 2])
    let followed = first.compactMap { reading in reading.viewer.map { reading.faces[$0].id } }
    #expect(followed.count == 20 && Set(followed).count == 1)
    #expect(first.last?.mood.state == .obstacle(.severalPeople))
    let viewer = try #require(followed.first)
    session.choose(face: 3 - viewer)
    let then = try watch(session, frames: 20..<35, scene)
    for reading in then { #expect(reading.viewer.map { reading.faces[$0].id } == 3 - viewer) }
    #expect(then.last?.mood.state.label == .happy)
    session.choose(face: nil)
    #expect(try watch(session, frames: 35..<46, scene).last?.mood.state == .obstacle(.severalPeople))
  }

  @Test func `darkness, glare and distance are said, and that nobody is there`() throws {
    let scene = Scene().with(portrait, x: 60, y: -20, side: 512)
    let cases: [(Obstacle, RGBImage)] = [
      (.tooDark, scene.lit(0.06)), (.tooDark, Scene().lit(0.1)), (.tooBright, Scene(wall: 250).image),
      (.noFace, Scene().image),
      (.tooSmall, Scene().with(portrait, x: 300, y: 150, side: 240).image.resized(width: 320, height: 240)),
    ]
    for (obstacle, image) in cases {
      let readings = try watch(ViewerSession(), frames: 0..<6) { _ in image }
      #expect(readings.last?.mood == MoodReading(state: .obstacle(obstacle), mood: nil))
    }
  }

  @Test func `a viewer who leaves and comes back has a mood again`() throws {
    let session = ViewerSession()
    let (here, gone) = (Scene().with(portrait, x: 60, y: -20, side: 512).image, Scene().image)
    let readings = try watch(session, frames: 0..<60) { (20..<40).contains($0) ? gone : here }
    #expect(readings[24].mood.state.label == .happy, "half a second changes nothing")
    #expect(readings[39].mood.state == .obstacle(.noFace) && readings[39].viewer == nil)
    #expect(readings[59].mood.state.label == .happy)
  }

  @Test func `a baseline is learned when asked for, exported and removed`() throws {
    let session = ViewerSession()
    let image = Scene().with(portrait, x: 60, y: -20, side: 512).image
    #expect(try watch(session, frames: 0..<3) { _ in image }.allSatisfy { $0.baseline == nil })
    session.learnBaseline()
    let readings = try watch(session, frames: 3..<60) { _ in image }
    #expect(readings[0].baseline == .collecting(0))
    #expect(readings.contains { $0.baseline == .refused(.notRelaxed) }, "she smiles")
    #expect(readings.last?.baseline == nil && session.baseline == nil)
    session.baseline = try Baseline([0, 0, 0, -1.5, 1.5, 0, 0])
    let corrected = try watch(session, frames: 60..<90) { _ in image }
    let raw = readings[56].mood.mood?.distribution[.happy] ?? 0
    #expect(corrected[29].mood.mood?.distribution[.happy] ?? 1 < raw)
    #expect(corrected[29].analysis.faces[0].distribution.top == .happy, "the face is reported as seen")
    session.baseline = nil
    let after = try watch(session, frames: 90..<120) { _ in image }
    #expect(abs((after[29].mood.mood?.distribution[.happy] ?? 0) - raw) < 0.02)
  }

  @Test func `a baseline asked for in a pause is learned from the frames behind it`() throws {
    let session = ViewerSession()
    let image = Scene().with(portrait, x: 60, y: -20, side: 512).image
    _ = try session.read(image, at: .zero, with: pipeline)
    session.learnBaseline()
    #expect(try session.read(image, at: .seconds(60), with: pipeline).baseline == .collecting(0))
    #expect(
      try session.read(image, at: .seconds(120), with: pipeline).baseline == nil, "another pause ends it")
  }

  @Test func `a clock that jumps and forgetting do no harm`() throws {
    let session = ViewerSession()
    let image = Scene().with(portrait, x: 60, y: -20, side: 512).image
    for seconds in [5.0, 5.1, -3600, -3599.9, 1e9, 1e9 + 0.1] {
      let reading = try session.read(image, at: .seconds(seconds), with: pipeline)
      #expect(reading.mood.mood?.distribution.top == .happy && reading.viewer == 0)
    }
    session.forget()
    #expect(try session.read(image, at: .seconds(1e9), with: pipeline).faces.map(\.id) == [1])
  }

  @Test func `a reading is JSON as the page takes it`() throws {
    let image = Scene().with(portrait, x: 60, y: -20, side: 512).image
    func object(_ image: RGBImage) throws -> [String: Any] {
      let reading = try ViewerSession().read(image, at: .zero, with: pipeline)
      return try #require(
        JSONSerialization.jsonObject(with: JSONEncoder().encode(reading)) as? [String: Any])
    }
    let seen = try object(image)
    #expect(Set(seen.keys) == ["width", "height", "faces", "viewer", "state", "mood", "conditions"])
    let face = try #require((seen["faces"] as? [[String: Any]])?.first)
    #expect(face["id"] as? Int == 1 && face["emotion"] as? String == "happy" && face["box"] != nil)
    #expect((seen["mood"] as? [String: Any])?.keys.contains("label") == true)
    let empty = try object(Scene().image)
    #expect(empty["viewer"] is NSNull && empty["mood"] is NSNull && empty["conditions"] is NSNull)
    #expect((empty["state"] as? [String: Any])?["state"] as? String == "no_face")
  }

  @Test func `one viewer has one frame in flight, and many are read at the same time`() async throws {
    let engine = FrameEngine(
      Fixtures.files, workers: 2, queueLimit: 100, longestWait: .seconds(3600), patience: .seconds(3600))
    let frame = try JPEGEncoder.encode(Scene().with(portrait, x: 60, y: -20, side: 512).image)
    let viewers = (0..<4).map { _ in ViewerSession() }
    try await withThrowingTaskGroup(of: Emotion?.self) { group in
      for viewer in viewers {
        group.addTask {
          var label: Emotion?
          for time in 0..<5 {
            label = try await engine.read(frame, of: viewer, at: .milliseconds(200 * time)).mood.state.label
          }
          return label
        }
      }
      for try await label in group { #expect(label == .happy) }
    }
    #expect(viewers.allSatisfy { $0.looks.frames == 5 })
    await #expect(throws: ImageError.self) {
      try await engine.read([1, 2, 3], of: viewers[0], at: .seconds(9))
    }
  }
}
