import Emotions
import Engine
import Foundation
import Storage
import Testing
import Web

@Suite struct ViewerRouteTests {
  private let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
  private let baselines = Noted<[Baseline?]>([])
  private let numbers =
    #"{"baseline":{"angry":-0.5,"disgust":0,"fear":0,"happy":0,"neutral":0.5,"sad":-1.5,"surprise":0}}"#

  /// A server that notes the baseline each frame is read with.
  private func server() throws -> TestServer {
    try TestServer(read: { [baselines] _, viewer, _ in
      baselines.change { $0.append(viewer.baseline) }
      return seen([])
    })
  }

  @Test func `a baseline is imported, exported and removed`() async throws {
    let server = try server()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let other = browser.with(try await server.session("ada"))
      #expect(try await ada.get("/api/v1/viewer/baseline").text == #"{"baseline":null}"#)
      #expect(try await other.post(frame: frame).status == 200)
      let answer = try await ada.put("/api/v1/viewer/baseline", numbers)
      #expect(answer.status == 200)
      #expect(answer.text == numbers)
      #expect(try await other.get("/api/v1/viewer/baseline").text == numbers)
      #expect(try await other.post(frame: frame).status == 200)
      let bob = browser.with(try await server.session("bob"))
      #expect(try await bob.get("/api/v1/viewer/baseline").text == #"{"baseline":null}"#)
      #expect(try await ada.delete("/api/v1/session").status == 204)
      let later = browser.with(try await server.session("ada"))
      #expect(try await later.get("/api/v1/viewer/baseline").text == numbers)
      #expect(try await later.delete("/api/v1/viewer/baseline").status == 204)
      #expect(try await later.post(frame: frame).status == 200)
      #expect(try await later.put("/api/v1/viewer/baseline", numbers).status == 200)
      #expect(try await later.put("/api/v1/viewer/baseline", #"{"baseline":null}"#).status == 200)
      #expect(try await later.get("/api/v1/viewer/baseline").text == #"{"baseline":null}"#)
    }
    #expect(baselines.now.map { $0?[.sad] } == [nil, -1.5, nil])
  }

  @Test(arguments: [
    ("{}", "malformed", "“baseline” is missing"), (#"{"baseline":[1]}"#, "malformed", "wrong type"),
    (#"{"baseline":{}}"#, "wrong_value", "a number for each of angry, disgust"),
    (
      #"{"baseline":{"angry":0,"disgust":0,"fear":0,"happy":0,"neutral":0,"sad":0,"calm":0}}"#, "wrong_value",
      "each"
    ),
    (
      #"{"baseline":{"angry":0,"disgust":0,"fear":0,"happy":0,"neutral":0,"sad":-1.6,"surprise":0}}"#,
      "wrong_value", "from -1.5 to 1.5"
    ),
  ]) func `a baseline that is none is refused and told why`(body: String, code: String, reason: String)
    async throws
  {
    let server = try server()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let answer = try await ada.put("/api/v1/viewer/baseline", body)
      #expect(answer.status == 400)
      #expect(answer.code == code)
      #expect(answer.message?.contains(reason) == true, "\(answer.message ?? "")")
      #expect(try await ada.get("/api/v1/viewer/baseline").text == #"{"baseline":null}"#)
    }
  }

  @Test func `a face is chosen by its number, or none`() async throws {
    let server = try server()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      #expect(try await ada.put("/api/v1/viewer/face", #"{"id":2}"#).status == 204)
      #expect(try await ada.post(frame: frame).status == 200)
      #expect(try await ada.put("/api/v1/viewer/face", #"{"id":2}"#).status == 204)
      #expect(try await ada.put("/api/v1/viewer/face", #"{"id":null}"#).status == 204)
      for (body, code) in [
        ("{}", "malformed"), (#"{"id":"2"}"#, "malformed"), (#"{"id":1.5}"#, "malformed"),
        (#"{"id":0}"#, "wrong_value"), (#"{"id":-3}"#, "wrong_value"),
      ] {
        let answer = try await ada.put("/api/v1/viewer/face", body)
        #expect(answer.status == 400, "\(body)")
        #expect(answer.code == code, "\(body)")
      }
    }
  }

  @Test func `learning may be asked for before the first frame`() async throws {
    let server = try server()
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      #expect(try await ada.send(.post, "/api/v1/viewer/baseline/learning").status == 202)
      #expect(try await ada.post(frame: frame).status == 200)
    }
  }
}
