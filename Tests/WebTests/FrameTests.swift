import Emotions
import Engine
import Foundation
import Images
import Storage
import Synchronization
import Testing
import Web

@Suite struct FrameTests {
  private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 7, count: 100)

  @Test func `a frame is answered with its faces, the viewer, how it stands and the mood`() async throws {
    let server = try TestServer(read: { _, _, _ in
      seen([reading(.happy, confidence: 0.88), reading(.sad, width: 50)])
    })
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).post(frame: jpeg)
      #expect(answer.status == 200)
      #expect(answer["width"] as? Int == 640)
      #expect(answer["height"] as? Int == 480)
      #expect(answer.list("faces").map { $0["emotion"] as? String } == ["happy", "sad"])
      #expect(answer.list("faces").map { $0["id"] as? Int } == [1, 2])
      #expect(answer["viewer"] as? Int == 0)
      #expect(answer["state", "state"] as? String == "mood")
      #expect(answer["state", "label"] as? String == "happy")
      #expect(answer["mood", "label"] as? String == "happy")
      #expect(abs((answer["mood", "confidence"] as? Double ?? 0) - 0.88) < 1e-9)
      #expect(abs((answer["mood", "probabilities", "sad"] as? Double ?? 0) - 0.02) < 1e-9)
      #expect(answer["mood", "valence"] as? Double ?? 0 > 0.6)
      #expect(answer["mood", "arousal"] as? Double ?? 0 > 0.4)
      #expect(answer["conditions", "light"] as? Double == 120)
    }
  }

  @Test func `a frame without a face is a normal answer`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).post(frame: jpeg)
      #expect(answer.status == 200)
      #expect(answer.list("faces").isEmpty)
      #expect(answer["viewer"] is NSNull)
      #expect(answer["mood"] is NSNull)
      #expect(answer["state", "state"] as? String == "no_face")
    }
  }

  @Test func `an unsure mood has no label`() async throws {
    let server = try TestServer(read: { _, _, _ in seen([reading(.fear, confidence: 0.3)]) })
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).post(frame: jpeg)
      #expect(answer["mood", "label"] is NSNull)
      #expect(answer["state", "state"] as? String == "unsure")
    }
  }

  @Test func `each session is a viewer, and two tabs of one session are the same`() async throws {
    let viewers = Mutex<[ObjectIdentifier]>([])
    let server = try TestServer(read: { _, viewer, _ in
      viewers.withLock { $0.append(ObjectIdentifier(viewer)) }
      return seen([])
    })
    try await server.run { browser in
      let token = try await server.session("ada")
      for other in [token, token, try await server.session("ada"), try await server.session("bob")] {
        #expect(try await browser.with(other).post(frame: jpeg).status == 200)
      }
    }
    let all = viewers.withLock(\.self)
    #expect(all[0] == all[1])
    #expect(Set(all).count == 3)
  }

  @Test func `a frame's time does not follow the clock on the wall, and counts while the machine sleeps`()
    async throws
  {
    let times = Mutex<[Duration]>([])
    let server = try TestServer(read: { _, _, time in
      times.withLock { $0.append(time) }
      return seen([])
    })
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for jump in [0, -3600, 86_400, -86_400] as [TimeInterval] {
        server.clock.set(by: jump)
        server.clock.advance(0.5)
        #expect(try await ada.post(frame: jpeg).status == 200)
      }
      server.clock.advance(8 * 3600)
      #expect(try await ada.post(frame: jpeg).status == 200)
    }
    #expect(
      times.withLock(\.self) == [
        .seconds(100.5), .seconds(101), .seconds(101.5), .seconds(102), .seconds(28_902),
      ])
  }

  static let failures: [(any Error, Int, String)] = [
    (ImageError.unknownFormat, 415, "unknown_format"), (ImageError.empty, 422, "unreadable_image"),
    (ImageError.truncated(.jpeg), 422, "unreadable_image"),
    (ImageError.corrupt(.jpeg, "bad"), 422, "unreadable_image"),
    (ImageError.tooLarge(width: 90_000, height: 90_000, limit: 50_000_000), 413, "too_large"),
    (EngineError.busy, 503, "busy"), (EngineError.late, 503, "late"),
    (EngineError.superseded, 503, "superseded"),
  ]

  @Test(arguments: failures.indices)
  func `what is no picture gets the status that says so, and the next frame is read`(index: Int) async throws
  {
    let (error, status, code) = Self.failures[index]
    let server = try TestServer(read: { _, _, _ in throw error })
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for _ in 0..<2 {
        let answer = try await ada.post(frame: jpeg)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.message?.isEmpty == false)
        #expect((answer.header("Retry-After") == "1") == ["busy", "late"].contains(code))
      }
    }
  }

  @Test func `an unknown error is a 500 with a number to quote and never its text`() async throws {
    struct Secret: Error, CustomStringConvertible { let description = "the secret of /etc/passwd" }
    let server = try TestServer(read: { _, _, _ in throw Secret() })
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).post(frame: jpeg)
      #expect(answer.status == 500)
      #expect(answer.code == "internal")
      #expect(!answer.text.contains("secret"))
      let id = try #require(answer["request_id"] as? String)
      let line = try #require(server.log.lines.first { $0.contains("request failed") })
      #expect(line.contains(id))
      #expect(line.contains("Secret"))
      #expect(!line.contains("/etc/passwd"))
    }
  }

  @Test func `a frame of another type, none, or too many bytes is refused before it is read`() async throws {
    let calls = Mutex(0)
    let server = try TestServer(read: { _, _, _ in
      calls.withLock { $0 += 1 }
      return seen([])
    })
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for type in ["image/png", "application/json", "text/html", "", "image/jpegs"] {
        let answer = try await ada.post(frame: jpeg, type: type)
        #expect(answer.status == 415)
        #expect(answer.code == "wrong_type")
      }
      let large = try await ada.post(frame: Array(repeating: 0xFF, count: 2 << 20 + 1))
      #expect(large.status == 413)
      #expect(large.message == "send 2097152 bytes at most")
      #expect(calls.withLock { $0 } == 0)
      #expect(try await ada.post(frame: Array(repeating: 0xFF, count: 2 << 20)).status == 200)
    }
  }

  @Test(arguments: [
    Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }), Array("RIFF1234WEBP".utf8),
  ])
  func `another format that calls itself JPEG is refused`(bytes: [UInt8]) async throws {
    let server = try TestServer()
    try await server.run { browser in
      let answer = try await browser.with(server.session("ada")).post(frame: bytes + [1, 2, 3])
      #expect(answer.status == 415)
      #expect(answer.code == "wrong_type")
    }
  }

  @Test func `a frame whose session ended while it was read is not answered`() async throws {
    let tokens = Mutex<SessionToken?>(nil)
    let stores = Mutex<Store?>(nil)
    let server = try TestServer(read: { _, _, _ in
      if let token = tokens.withLock(\.self) { try await stores.withLock(\.self)?.sessions.end(token) }
      return seen([reading(.happy)])
    })
    let token = try await server.session("ada")
    tokens.withLock { $0 = token }
    stores.withLock { $0 = server.store }
    try await server.run { browser in
      let answer = try await browser.with(token).post(frame: jpeg)
      #expect(answer.status == 401)
      #expect(answer.code == "not_signed_in")
    }
  }

  @Test func `nothing of a frame, and no mood, reaches the disk or the log`() async throws {
    var generator = SystemRandomNumberGenerator()
    let frame = (0..<60_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let server = try TestServer(read: { _, _, _ in seen([reading(.disgust, confidence: 0.8712)]) })
    try await server.run { browser in
      var ada = browser
      try await ada.enter("/api/v1/setup", #"{"name":"Ada Lovelace","password":"correct horse"}"#)
      for _ in 0..<5 { #expect(try await ada.post(frame: frame).status == 200) }
      _ = try await ada.get("/api/v1/recommendations?emotion=disgust&confidence=0.8712")
      _ = try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"like"}"#)
      let token = try #require(ada.cookie?.split(separator: "=").last.map(String.init))
      let csrfToken = try #require(ada.csrfToken)
      #expect(try await ada.delete("/api/v1/session").status == 204)

      let pieces = stride(from: 0, to: frame.count - 16, by: 16).map { Data(frame[$0..<$0 + 16]) }
      let log = Data(server.log.lines.joined(separator: "\n").utf8)
      var disk = Data()
      for file in try FileManager.default.subpathsOfDirectory(atPath: server.directory.path()) {
        disk += (try? Data(contentsOf: server.directory.appending(path: file))) ?? Data()
      }
      #expect(disk.count > 4096)
      #expect(server.log.lines.count >= 9)
      for piece in pieces { #expect(disk.range(of: piece) == nil && log.range(of: piece) == nil) }
      #expect(log.range(of: Data("disgust".utf8)) == nil)
      // On the disk the word is the name of a column, for a number of the baseline; here is none.
      let account = try #require(try await server.store.accounts.list().first)
      #expect(try await server.store.baselines.find(account) == nil)
      for text in ["0.87", "correct horse", token, csrfToken] {
        #expect(disk.range(of: Data(text.utf8)) == nil, "\(text) is on the disk")
        #expect(log.range(of: Data(text.utf8)) == nil, "\(text) is in the log")
      }
      #expect(log.range(of: Data("Ada Lovelace".utf8)) == nil)
      #expect(log.range(of: Data("walden".utf8)) == nil)
    }
  }

  @Test func `a request is one line with its route, status and time`() async throws {
    let server = try TestServer()
    try await server.run { browser in
      _ = try await browser.with(server.session("ada")).delete("/api/v1/feedback/walden?kind=like")
      let line = try #require(server.log.lines.last { $0.hasPrefix("info request ") })
      #expect(line.contains("hb.request.id="))
      for part in ["method=DELETE", "route=/api/v1/feedback/{item}", "status=204", "ms="] {
        #expect(line.contains(part), "\(part) is not in: \(line)")
      }
    }
  }
}
