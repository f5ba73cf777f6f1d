import Emotions
import Engine
import Foundation
import Images
import Storage
import Testing
import Web

/// With the networks themselves, from bytes to an answer.
@Suite struct RealFrameTests {
  private static let weights: URL = {
    if let given = ProcessInfo.processInfo.environment["MIEN_WEIGHTS"] { return URL(filePath: given) }
    return URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "weights")
  }()

  private func server() throws -> TestServer {
    let engine = FrameEngine(EngineFiles(weights: Self.weights), workers: 1)
    return try TestServer(read: { try await engine.read($0, of: $1, at: $2) })
  }

  private func portrait() throws -> RGBImage {
    try ImageDecoder.decode([UInt8](try Data(contentsOf: Self.weights.appending(path: "test/astronaut.png"))))
  }

  /// Two people, as far as a program can tell.
  private func couple() throws -> [UInt8] {
    let one = try portrait().resized(width: 320, height: 320)
    var pixels: [UInt8] = []
    for row in 0..<320 {
      let line = one.pixels[3 * 320 * row..<3 * 320 * (row + 1)]
      pixels += line + line
    }
    return try JPEGEncoder.encode(RGBImage(width: 640, height: 320, pixels: pixels))
  }

  @Test func `a portrait is one happy viewer`() async throws {
    let server = try server()
    let frame = try JPEGEncoder.encode(portrait())
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for _ in 0..<5 {
        server.clock.advance(0.2)
        let answer = try await ada.post(frame: frame)
        #expect(answer.status == 200)
        #expect(answer.list("faces").map { $0["id"] as? Int } == [1])
        #expect(answer["viewer"] as? Int == 0)
      }
      let answer = try await ada.post(frame: frame)
      #expect(answer["state", "label"] as? String == "happy")
      #expect(answer["baseline"] == nil)
    }
  }

  @Test func `a chosen face is read from the next frame on`() async throws {
    let server = try server()
    let frame = try couple()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      func viewer() async throws -> Int? {
        server.clock.advance(0.2)
        let answer = try await ada.post(frame: frame)
        #expect(Set(answer.list("faces").compactMap { $0["id"] as? Int }) == [1, 2])
        return (answer["viewer"] as? Int).flatMap { answer.list("faces")[$0]["id"] as? Int }
      }
      #expect(try await viewer() != nil)
      for id in [2, 1, 2] {
        #expect(try await ada.put("/api/v1/viewer/face", #"{"id":\#(id)}"#).status == 204)
        for _ in 0..<2 { #expect(try await viewer() == id) }
      }
      #expect(try await ada.put("/api/v1/viewer/face", #"{"id":77}"#).status == 204)
      #expect(try await viewer() != nil, "who is not in view cannot be chosen")
    }
  }

  @Test func `learning a baseline from a smile is refused, and said`() async throws {
    let server = try server()
    let frame = try JPEGEncoder.encode(portrait())
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      #expect(try await ada.send(.post, "/api/v1/viewer/baseline/learning").status == 202)
      var said: [String] = []
      for _ in 0..<30 {
        server.clock.advance(0.25)
        let answer = try await ada.post(frame: frame)
        if let refused = answer["baseline", "refused"] as? String { said.append(refused) }
      }
      #expect(said == ["not_relaxed"])
      #expect(try await ada.get("/api/v1/viewer/baseline").text == #"{"baseline":null}"#)
    }
  }

  @Test func `a laptop that sleeps and a clock that is set do no harm`() async throws {
    let server = try server()
    let frame = try JPEGEncoder.encode(portrait())
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for jump in [0.0, -7200, 7200, 0] {
        server.clock.set(by: jump)
        server.clock.advance(0.2)
        let answer = try await ada.post(frame: frame)
        #expect(answer.list("faces").map { $0["id"] as? Int } == [1], "no time has passed but the frames'")
      }
      server.clock.advance(8 * 3600)
      let answer = try await ada.post(frame: frame)
      #expect(answer.status == 200)
      #expect(answer["mood", "probabilities", "happy"] as? Double ?? 0 > 0.5)
    }
  }

  @Test func `half a picture and a bomb of a hundred megapixels are refused, and the next frame is read`()
    async throws
  {
    let server = try server()
    let whole = try JPEGEncoder.encode(portrait())
    let bomb = try enlarged(whole, to: 10_000)
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for (frame, status, code) in [
        (Array(whole.prefix(whole.count / 2)), 422, "unreadable_image"), (bomb, 413, "too_large"),
        (Array(whole.prefix(20)), 422, "unreadable_image"), (Array("GIF89a".utf8), 415, "unknown_format"),
      ] {
        let answer = try await ada.post(frame: frame)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.message?.isEmpty == false)
        #expect(try await ada.post(frame: whole).status == 200)
      }
      let root = browser.with(try await server.session("root", .administrator))
      let status = try await root.get("/api/v1/status")
      #expect(status["frames", "failed"] as? Int == 4)
      #expect(status["frames", "read"] as? Int == 4)
    }
  }

  /// The same JPEG with another size in its head (the segment SOF0, `FF C0`).
  private func enlarged(_ jpeg: [UInt8], to side: Int) throws -> [UInt8] {
    var bytes = jpeg
    let place = try #require(bytes.indices.dropLast(9).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    for offset in [5, 7] {
      bytes[place + offset] = UInt8(side >> 8)
      bytes[place + offset + 1] = UInt8(side & 0xFF)
    }
    return bytes
  }
}
