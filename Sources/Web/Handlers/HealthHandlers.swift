import Hummingbird
import Storage

/// Whether the server can do its work, and the numbers of those who watch over it.
struct HealthHandlers: Sendable {
  let viewers: Viewers
  let feed: MoodFeed
  let store: Store
  let metrics: Metrics
  let engine: @Sendable () async -> EngineHealth
  let startedAt: Duration

  /// - Throws: ``WebError/notReady(_:)`` with what is missing.
  func ready(_ call: Call) async throws -> Response {
    guard await engine().isLoaded else {
      throw WebError.notReady("the networks that read faces are not loaded")
    }
    do { _ = try await store.accounts.isEmpty() } catch {
      throw WebError.notReady("the database does not answer")
    }
    guard !ProcessNumbers.read().isShortOfFiles else {
      throw WebError.notReady("file descriptors run out, so new connections wait")
    }
    return try .json(["status": "ok"])
  }

  func numbers(_ call: Call) async throws -> Response {
    let values = metrics.now
    var text = MetricsText()
    addRequests(values, to: &text)
    addFrames(values, await viewers.counts, await engine(), to: &text)
    text.add(
      "mien_viewers", .gauge, "Viewers who sent a frame in the last ten seconds.",
      [.init(Double(await viewers.count(at: call.uptime)))])
    text.add("mien_streams", .gauge, "Listeners to mood events.", [.init(Double(feed.count))])
    if let bytes = await store.bytes() {
      text.add("mien_database_bytes", .gauge, "Size of the database with its log.", [.init(Double(bytes))])
    }
    addDatabase(values, to: &text)
    let process = ProcessNumbers.read()
    text.add(
      "mien_uptime_seconds", .gauge, "Time since the server was started.",
      [.init((call.uptime - startedAt) / .seconds(1))])
    if let memory = process.residentBytes {
      text.add(
        "process_resident_memory_bytes", .gauge, "Memory of the process.", [.init(Double(memory))])
    }
    if let files = process.openFiles {
      text.add("process_open_fds", .gauge, "Open file descriptors.", [.init(Double(files))])
    }
    if let most = process.mostFiles {
      text.add("process_max_fds", .gauge, "File descriptors there may be.", [.init(Double(most))])
    }
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text.text)))
  }

  private func addRequests(_ values: Metrics.Values, to text: inout MetricsText) {
    let requests = values.requests.sorted {
      ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
    }
    text.add(
      "mien_requests_total", .counter, "Answered requests.",
      requests.map { key, count in
        .init(
          Double(count), ["method": key.method, "route": key.route, "status": String(key.status)])
      })
    let durations = values.durations.sorted { ($0.key.route, $0.key.method) < ($1.key.route, $1.key.method) }
    text.add(
      "mien_request_duration_seconds", "Time from a request's head to the head of its answer.",
      histograms: durations.map { key, values in
        (labels: [("method", key.method), ("route", key.route)], values: values)
      })
    text.add(
      "mien_sign_ins_total", .counter, "Attempts to sign in.",
      Metrics.SignIn.allCases.map { .init(Double(values.signIns[$0] ?? 0), ["outcome": $0.rawValue]) })
  }

  private func addDatabase(_ values: Metrics.Values, to text: inout MetricsText) {
    text.add(
      "mien_database_seconds", "Time the database took, with the wait for others who write.",
      histograms: DatabaseWork.Kind.allCases.map { kind in
        (
          labels: [("kind", kind.rawValue)],
          values: values.database[kind] ?? Metrics.Histogram(bounds: Metrics.databaseBounds)
        )
      })
    text.add(
      "mien_database_errors_total", .counter, "What the database did not do, by what was wrong.",
      DatabaseWork.Fault.allCases.map {
        .init(Double(values.databaseFaults[$0] ?? 0), ["fault": $0.rawValue])
      })
  }

  private func addFrames(
    _ values: Metrics.Values, _ counts: FrameCounts, _ engine: EngineHealth, to text: inout MetricsText
  ) {
    let outcomes = [
      ("read", counts.read), ("superseded", counts.superseded), ("refused", counts.refused),
      ("late", counts.late), ("failed", counts.failed),
    ]
    text.add(
      "mien_frames_total", .counter, "Frames that came, by what became of them.",
      outcomes.map { .init(Double($1), ["outcome": $0]) })
    text.add(
      "mien_frames_waiting", .gauge, "Frames that wait for a worker.", [.init(Double(engine.waiting))])
    text.add(
      "mien_inference_seconds", "Time a worker has a frame.",
      histograms: [(labels: [], values: values.inference)])
  }
}
