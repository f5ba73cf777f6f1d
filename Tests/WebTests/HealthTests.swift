import Foundation
import Synchronization
import Testing
import Web

@Suite struct HealthTests {
  private func server(
    open: Bool = false,
    engine: @escaping @Sendable () async -> EngineHealth = {
      EngineHealth(waiting: 2, isLoaded: true)
    }
  ) throws -> TestServer {
    try TestServer(configuration: WebConfiguration(metricsAreOpen: open), engine: engine)
  }

  /// The value of a line of the numbers.
  private func value(_ line: String, in text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(line + " ") }
      .flatMap { Double($0.dropFirst(line.count + 1)) }
  }

  @Test func `it is ready while the database answers and the networks are loaded`() async throws {
    let server = try server()
    try await server.run { browser in
      let ready = try await browser.get("/health/ready")
      #expect(ready.status == 200)
      #expect(ready.text == #"{"status":"ok"}"#)
      try server.store.close()
      let closed = try await browser.get("/health/ready")
      #expect(closed.status == 503)
      #expect(closed.code == "not_ready")
      #expect(closed.message == "the database does not answer")
      #expect(closed.header("Retry-After") == "5")
      #expect(try await browser.get("/health/live").status == 200, "it lives all the same")
    }
    let unloaded = try self.server(engine: { EngineHealth(waiting: 0, isLoaded: false) })
    try await unloaded.run { browser in
      let answer = try await browser.get("/health/ready")
      #expect(answer.status == 503)
      #expect(answer.message == "the networks that read faces are not loaded")
    }
  }

  @Test func `what the database could not do is counted by what was wrong`() async throws {
    let server = try server(open: true)
    try await server.live { _, browser in
      #expect(try await browser.get("/health/ready").status == 200)
      try server.store.close()
      #expect(try await browser.get("/health/ready").status == 503)
      let text = try await browser.get("/metrics").text
      #expect((value(#"mien_database_errors_total{fault="other"}"#, in: text) ?? 0) >= 1)
      #expect(value(#"mien_database_errors_total{fault="disk_full"}"#, in: text) == 0)
    }
  }

  @Test func `every answer has a request id of its own, which the log has too`() async throws {
    let server = try server()
    try await server.run { browser in
      var known: Set<String> = []
      for path in ["/health/live", "/api/v1/me", "/nowhere", "/"] {
        let id = try #require(try await browser.get(path).header("X-Request-ID"))
        #expect(known.insert(id).inserted)
        #expect(server.log.lines.contains { $0.contains(id) && $0.contains("status=") })
      }
    }
  }

  @Test func `what was asked for is counted by route and status`() async throws {
    let server = try server()
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      for _ in 0..<3 { _ = try await root.post(frame: [0xFF, 0xD8, 0xFF]) }
      _ = try await root.get("/api/v1/catalogue?search=secret-word")
      _ = try await browser.get("/api/v1/me")
      _ = try await browser.get("/a/made-up/path")
      _ = try await root.delete("/api/v1/feedback/walden?kind=like")
      for password in ["a long password", "a wrong password"] {
        _ = try await browser.post("/api/v1/session", #"{"name":"root","password":"\#(password)"}"#)
      }
      let answer = try await root.get("/metrics")
      #expect(answer.status == 200)
      #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
      let text = answer.text
      let expected: [(String, Double)] = [
        (#"mien_requests_total{method="POST",route="/api/v1/frames",status="200"}"#, 3),
        (#"mien_requests_total{method="GET",route="/api/v1/me",status="401"}"#, 1),
        (#"mien_requests_total{method="GET",route="none",status="404"}"#, 1),
        (#"mien_request_duration_seconds_bucket{method="POST",route="/api/v1/frames",le="+Inf"}"#, 3),
        (#"mien_request_duration_seconds_count{method="POST",route="/api/v1/frames"}"#, 3),
        (#"mien_frames_total{outcome="read"}"#, 3), (#"mien_frames_total{outcome="late"}"#, 0),
        ("mien_frames_waiting", 2), ("mien_viewers", 1), ("mien_streams", 0), ("mien_uptime_seconds", 0),
        (#"mien_sign_ins_total{outcome="succeeded"}"#, 1), (#"mien_sign_ins_total{outcome="refused"}"#, 1),
      ]
      for (line, number) in expected { #expect(value(line, in: text) == number, "\(line)") }
      #expect(text.contains(#"route="/api/v1/feedback/{item}""#))
      #expect((value("mien_database_bytes", in: text) ?? 0) > 0)
      #expect((value("process_resident_memory_bytes", in: text) ?? 0) > 0)
      #expect((value("process_open_fds", in: text) ?? 0) > 0)
      #expect((value("process_max_fds", in: text) ?? 0) > 0)
      for kind in ["read", "write"] {
        #expect((value("mien_database_seconds_count{kind=\"\(kind)\"}", in: text) ?? 0) > 0)
      }
      for fault in ["busy", "disk_full", "disk_unwritable", "unavailable", "other"] {
        #expect(value("mien_database_errors_total{fault=\"\(fault)\"}", in: text) == 0)
      }
      for secret in ["root", "secret-word", "walden", "made-up", "127.0.0.1"] {
        #expect(!text.contains(secret))
      }
    }
  }

  @Test func `every family has its help and its type before its lines`() async throws {
    let server = try server()
    server.dependencies.metrics.noteInference(.milliseconds(30))
    try await server.run { browser in
      let text = try await browser.with(server.session("root", .administrator)).get("/metrics").text
      #expect(value(#"mien_inference_seconds_bucket{le="0.025"}"#, in: text) == 0)
      #expect(value(#"mien_inference_seconds_bucket{le="0.05"}"#, in: text) == 1)
      #expect(value("mien_inference_seconds_sum", in: text) == 0.03)
      var known: Set<Substring> = []
      for line in text.split(separator: "\n") {
        if line.hasPrefix("# TYPE ") {
          known.insert(line.split(separator: " ")[2])
        } else if !line.hasPrefix("#") {
          let name = line.prefix { $0 != "{" && $0 != " " }
          let family = ["_bucket", "_sum", "_count"].first {
            name.hasSuffix($0) && known.contains(name.dropLast($0.count))
          }
          #expect(known.contains(name) || family != nil, "\(line)")
        }
      }
    }
  }

  @Test func `the numbers are for administrators, and for tokens only while their owner is one`() async throws
  {
    let server = try server()
    try await server.run { browser in
      #expect(try await browser.get("/metrics").status == 401)
      #expect(try await browser.with(server.session("ada")).get("/metrics").status == 403)
      let member = try await server.accessToken("ada", [.metrics])
      let answer = try await browser.with(bearer: member).get("/metrics")
      #expect(answer.code == "not_administrator")
      let root = try await server.accessToken("root", [.metrics], .administrator)
      #expect(try await browser.with(bearer: root).get("/metrics").status == 200)
    }
  }

  @Test func `opened, they are for this machine, and not for what a proxy passes on`() async throws {
    try await server(open: true).live { _, browser in
      let answer = try await browser.get("/metrics")
      #expect(answer.status == 200)
      for header in ["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"] {
        let passedOn = try await browser.get("/metrics", headers: [header: "for=192.0.2.1"])
        #expect(passedOn.status == 401)
      }
    }
    try await server().live { _, browser in
      let answer = try await browser.get("/metrics")
      #expect(answer.status == 401)
    }
  }
}
