import Emotions
import Engine
import Foundation
import Images
import Networks
import Tensors
import Testing

/// The weights and the portrait that `scripts/bootstrap --tests` fetches.
enum Fixtures {
  static let weights: URL = {
    if let given = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"] { return URL(filePath: given) }
    return URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "weights")
  }()

  static let files = EngineFiles(weights: weights)

  static func files(in precision: PrecisionChoice) -> EngineFiles {
    EngineFiles(weights: weights, precision: precision)
  }

  static func portrait() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: weights.appending(path: "test/astronaut.png")))
  }

  static func picture(gray: UInt8) throws -> [UInt8] {
    let pixels = [UInt8](repeating: gray, count: 3 * 64 * 64)
    return try JPEGEncoder.encode(RGBImage(width: 64, height: 64, pixels: pixels))
  }
}

@Suite struct FramePipelineTests {
  @Test func `a smiling portrait is one happy face, framed`() throws {
    let analysis = try FramePipeline(Fixtures.files).analyse(Fixtures.portrait())
    #expect(analysis.width == 512 && analysis.height == 512)
    let face = try #require(analysis.faces.first)
    #expect(analysis.faces.count == 1)
    #expect(face.distribution.top == .happy)
    #expect(face.distribution.confidence > 0.6)
    // Her eyes lie at about (205, 110) and (250, 108) of the picture.
    #expect(abs(face.landmarks.rightEye.x - 205) < 12 && abs(face.landmarks.rightEye.y - 110) < 12)
    #expect(face.box.x < 205 && face.box.x + face.box.width > 245)
  }

  @Test func `the emotion does not hang on the size of the picture`() throws {
    let pipeline = try FramePipeline(Fixtures.files)
    let portrait = try ImageDecoder.decode(Fixtures.portrait())
    for side in [256, 384, 1024] {
      let analysis = try pipeline.analyse(portrait.resized(width: side, height: side))
      #expect(analysis.faces.first?.distribution.top == .happy, "\(side)")
    }
  }

  @Test func `the portrait is read in 32 bits and in bytes alike`() throws {
    let portrait = try ImageDecoder.decode(Fixtures.portrait())
    let choices: [PrecisionChoice] = [.float32, .auto]
    let (exact, usual) = (
      try FramePipeline(Fixtures.files(in: choices[0])), try FramePipeline(Fixtures.files(in: choices[1]))
    )
    #expect(exact.precision == .float32)
    #expect(usual.precision == (InferenceGraph.multipliesBytes ? .int8 : .float32))
    for side in [200, 256, 384, 512, 1024] {
      let picture = portrait.resized(width: side, height: side)
      let expected = try #require(try exact.analyse(picture).faces.first)
      let actual = try #require(try usual.analyse(picture).faces.first)
      #expect(actual.box == expected.box && actual.landmarks == expected.landmarks)
      #expect(actual.distribution.top == expected.distribution.top, "\(side)")
      for emotion in Emotion.allCases {
        let gap = abs(actual.distribution[emotion] - expected.distribution[emotion])
        #expect(gap < 0.05, "\(side): \(emotion)")
      }
    }
  }

  @Test func `frames read one after the other are read as each by itself`() throws {
    let portrait = try ImageDecoder.decode(Fixtures.portrait())
    let scene = Scene().with(portrait, x: 90, y: 20, side: 440)
    let frames = try [
      JPEGEncoder.encode(scene.image), Fixtures.picture(gray: 90), JPEGEncoder.encode(scene.lit(0.4)),
      Fixtures.portrait(), JPEGEncoder.encode(portrait.resized(width: 1024, height: 1024)),
      JPEGEncoder.encode(Scene().with(portrait, x: 300, y: 200, side: 200).image),
    ]
    let alone = try frames.map { try FramePipeline(Fixtures.files).analyse($0) }
    let pipeline = try FramePipeline(Fixtures.files)
    for _ in 0..<2 {
      for (frame, expected) in zip(frames, alone) { #expect(try pipeline.analyse(frame) == expected) }
    }
    #expect(alone.map(\.faces.count) == [1, 0, 1, 1, 1, 1])
  }

  @Test func `a picture without a face has no faces`() throws {
    let analysis = try FramePipeline(Fixtures.files).analyse(Fixtures.picture(gray: 90))
    #expect(analysis == FrameAnalysis(width: 64, height: 64, faces: []))
  }

  @Test func `missing and damaged weights are named`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let missing = #expect(throws: EngineError.self) { try FramePipeline(EngineFiles(weights: folder)) }
    #expect("\(missing as Any)".contains("face_detection_short_range.tflite"))
    let broken = folder.appending(path: "broken.safetensors")
    try Data([1, 2, 3]).write(to: broken)
    let damaged = #expect(throws: EngineError.self) {
      try FramePipeline(EngineFiles(weights: Fixtures.weights, emotion: broken))
    }
    #expect("\(damaged as Any)".contains("broken.safetensors"))
  }
}

@Suite struct FrameEngineTests {
  @Test func `frames are read at the same time, and each gets its own answer`() async throws {
    let engine = FrameEngine(
      Fixtures.files, workers: 2, queueLimit: 100, longestWait: .seconds(3600), patience: .seconds(3600))
    try await engine.prepare()
    let (face, empty) = (try Fixtures.portrait(), try Fixtures.picture(gray: 30))
    try await withThrowingTaskGroup(of: (Bool, Int).self) { group in
      for number in 0..<12 {
        let bytes = number.isMultiple(of: 3) ? face : empty
        group.addTask { (number.isMultiple(of: 3), try await engine.analyse(bytes).faces.count) }
      }
      for try await (isFace, count) in group { #expect(count == (isFace ? 1 : 0)) }
    }
  }

  @Test func `what is no picture is an error and the worker lives on`() async throws {
    let engine = FrameEngine(Fixtures.files, workers: 1)
    for bytes: [UInt8] in [[], [1, 2, 3], Array("hello".utf8), Array(try Fixtures.portrait().prefix(9000))] {
      await #expect(throws: ImageError.self) { try await engine.analyse(bytes) }
    }
    #expect(try await engine.analyse(Fixtures.portrait()).faces.count == 1)
  }

  @Test func `a full queue says busy instead of growing`() async throws {
    let engine = FrameEngine(Fixtures.files, workers: 1, queueLimit: 1)
    try await engine.prepare()
    let portrait = try Fixtures.portrait()
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (try? await engine.analyse(portrait)) != nil }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(outcomes.contains(true) && outcomes.contains(false))
    #expect(try await engine.analyse(portrait).faces.count == 1)
  }
}
