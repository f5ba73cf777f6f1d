import Emotions
import Faces
import Images

/// What a ``ViewerSession`` does with a frame: look where it must, read the viewer's face, and keep the mood.
struct ViewerFollower: Sendable {
  /// What was asked for between two frames.
  struct Orders: Sendable {
    var baseline: Baseline?
    /// `.some(nil)` undoes a choice.
    var chosen: Int??
    var learns = false
    var forgets = false
  }

  private(set) var looks = LookCounts()

  private let rules: MoodRules
  private let followsFaces: Bool
  private let schedule = DetectionSchedule()
  private var clock = SteadyClock()
  private var tracker = FaceTracker()
  private var choice = ViewerChoice()
  private var mood: MoodTracker
  private var learner: BaselineLearner?

  /// When the whole frame was last looked at, and when a face was last in view.
  private var lastWhole: Duration?
  private var lastFace: Duration?
  /// The viewer's face at the last look: where, and what was seen there.
  private var lookedAt: BoundingBox?
  private var before = Glimpse()
  private var now = Glimpse()
  /// The newest reading of each face in view.
  private var readings: [Int: Reading] = [:]
  /// Whether a baseline is to be learned from this frame on.
  private var isAskedToLearn = false

  private struct Reading {
    let distribution: EmotionDistribution
    let time: Duration
  }

  /// A face that is not the viewer's is read anew after this.
  private static let othersEvery: Duration = .seconds(1)

  init(rules: MoodRules, followsFaces: Bool, mood before: Mood?) {
    self.rules = rules
    self.followsFaces = followsFaces
    mood = MoodTracker(rules: rules)
    if let before { mood.resume(from: before) }
  }

  mutating func obey(_ orders: Orders) {
    if orders.forgets { forget() }
    mood.baseline = orders.baseline
    if orders.learns {
      learner = BaselineLearner()
      isAskedToLearn = true
    }
    if let chosen = orders.chosen { choice.chosen = chosen }
  }

  mutating func read(
    _ image: RGBImage, at time: Duration, with pipeline: FramePipeline
  ) throws -> ViewerReading {
    let elapsed = clock.advance(to: time)
    if elapsed > rules.longestGap {
      forget()
      // What was asked for just now is no matter of the time before.
      if isAskedToLearn { learner = BaselineLearner() }
    }
    isAskedToLearn = false
    looks.frames += 1
    let step = try findFaces(in: image, with: pipeline)
    let faces = tracker.faces(at: clock.now)
    let earlier = choice.viewer
    choice.update(faces, after: elapsed) { tracker.remembers($0) }
    if let earlier, choice.viewer != earlier { mood.reset() }
    if step != .none || choice.viewer != earlier { remember(faces, in: image) }
    try readFaces(faces, in: image, with: pipeline)
    return report(faces, in: image)
  }

  private mutating func forget() {
    tracker = FaceTracker()
    choice = ViewerChoice()
    mood.reset()
    learner = nil
    lastWhole = nil
    lastFace = nil
    lookedAt = nil
    readings.removeAll(keepingCapacity: true)
  }

  // MARK: - Looking

  private mutating func findFaces(
    in image: RGBImage, with pipeline: FramePipeline
  ) throws -> DetectionSchedule.Step {
    let faces = tracker.faces(at: clock.now)
    let viewer = faces.first { $0.id == choice.viewer }
    let step = followsFaces ? schedule.step(situation(faces, viewer, in: image)) : .whole
    switch step {
    case .none: break
    case .near:
      if let viewer { try lookNear(viewer, in: image, with: pipeline) }
    case .whole: try lookAtAll(of: image, with: pipeline)
    }
    return step
  }

  private mutating func situation(
    _ faces: [TrackedFace], _ viewer: TrackedFace?, in image: RGBImage
  ) -> DetectionSchedule.Situation {
    if !faces.isEmpty { lastFace = clock.now }
    var situation = DetectionSchedule.Situation(
      sinceWhole: lastWhole.map { clock.now - $0 }, sinceFace: lastFace.map { clock.now - $0 },
      faces: faces.count)
    guard let viewer else { return situation }
    situation.sinceLook = viewer.sinceLook
    situation.speed = tracker.speed(of: viewer.id)
    situation.score = viewer.face.score
    if let lookedAt {
      now.look(at: lookedAt, in: image)
      situation.change = now.change(since: before)
    }
    return situation
  }

  /// A look at the viewer's face alone; where it is no longer there, at the whole frame.
  private mutating func lookNear(
    _ viewer: TrackedFace, in image: RGBImage, with pipeline: FramePipeline
  ) throws {
    looks.near += 1
    guard let face = try pipeline.look(for: viewer.face, in: image) else {
      return try lookAtAll(of: image, with: pipeline)
    }
    tracker.update(viewer.id, with: face, at: clock.now)
  }

  private mutating func lookAtAll(of image: RGBImage, with pipeline: FramePipeline) throws {
    looks.whole += 1
    lastWhole = clock.now
    tracker.update(with: try pipeline.detect(in: image), at: clock.now)
  }

  /// Keeps what the viewer's place looks like now, to see later whether it has changed.
  private mutating func remember(_ faces: [TrackedFace], in image: RGBImage) {
    lookedAt = faces.first { $0.id == choice.viewer }?.face.box
    if let lookedAt { before.look(at: lookedAt, in: image) }
  }

  // MARK: - Reading

  /// The viewer's face in every frame, but not more often than it is looked for; a new face at once; and of the others
  /// one a frame, each once a second.
  private mutating func readFaces(
    _ faces: [TrackedFace], in image: RGBImage, with pipeline: FramePipeline
  ) throws {
    let ids = faces.map(\.id)
    for id in readings.keys where !ids.contains(id) { readings[id] = nil }
    var hasReadAnother = false
    for face in faces {
      let age = readings[face.id].map { clock.now - $0.time }
      let isDue = age.map { $0 >= Self.othersEvery && !hasReadAnother } ?? true
      let isTooSoon = age.map { $0 < DetectionSchedule.leastPause } ?? false
      guard face.id == choice.viewer ? !isTooSoon : isDue else { continue }
      if age != nil, face.id != choice.viewer { hasReadAnother = true }
      looks.readings += 1
      readings[face.id] = Reading(distribution: try pipeline.read(face.face, in: image), time: clock.now)
    }
  }

  private mutating func report(_ faces: [TrackedFace], in image: RGBImage) -> ViewerReading {
    let read = faces.map { face in
      FaceReading(face: face.face, distribution: readings[face.id]?.distribution ?? .uniform)
    }
    let viewer = faces.firstIndex { $0.id == choice.viewer }
    let conditions = viewer.map { place in
      now.look(at: faces[place].face.box, in: image)
      return FaceConditions(now, faces[place].face.landmarks)
    }
    let distribution = viewer.map { read[$0].distribution }
    let obstacle = obstacle(conditions, faces, in: image)
    return ViewerReading(
      analysis: FrameAnalysis(width: image.width, height: image.height, faces: read), faces: faces,
      viewer: viewer, conditions: conditions,
      mood: mood.update(with: distribution, obstacle: obstacle, at: clock.now),
      baseline: learn(from: obstacle?.hidesTheFace == true ? nil : distribution))
  }

  /// What is in the way. Where no face is seen, the frame may be too dark or too bright for one.
  private mutating func obstacle(
    _ conditions: FaceConditions?, _ faces: [TrackedFace], in image: RGBImage
  ) -> Obstacle? {
    if let conditions { return conditions.obstacle ?? (choice.isUnclear(faces) ? .severalPeople : nil) }
    now.look(
      at: BoundingBox(x: 0, y: 0, width: Double(image.width), height: Double(image.height)), in: image)
    if FaceConditions.isDark(now.mean, now.contrast) { return .tooDark }
    return FaceConditions.isBright(now.mean, now.contrast) ? .tooBright : .noFace
  }

  private mutating func learn(from distribution: EmotionDistribution?) -> BaselineLearner.Progress? {
    learner?.update(with: distribution, at: clock.now)
    guard let progress = learner?.progress else { return nil }
    if case .learned(let baseline) = progress { mood.baseline = baseline }
    if case .collecting = progress {} else { learner = nil }
    return progress
  }
}
