import Storage
import Synchronization

/// What the server counts since it was started, for those who watch over it. Numbers of requests, times and outcomes;
/// nothing of any person is among them.
public final class Metrics: Sendable {
  /// How many, how long together, and how many up to each bound.
  struct Histogram: Sendable {
    private(set) var counts: [Int]
    private(set) var sum: Double = 0
    private(set) var count = 0
    /// Seconds, growing.
    let bounds: [Double]

    init(bounds: [Double]) {
      self.bounds = bounds
      counts = [Int](repeating: 0, count: bounds.count)
    }

    mutating func note(_ seconds: Double) {
      for place in bounds.indices where seconds <= bounds[place] { counts[place] += 1 }
      sum += seconds
      count += 1
    }
  }

  struct RequestKey: Hashable, Sendable {
    let method: String
    /// As in the table of routes, so that there are no more than routes.
    let route: String
    let status: Int
  }

  struct RouteKey: Hashable, Sendable {
    let method: String
    let route: String
  }

  struct Values: Sendable {
    var requests: [RequestKey: Int] = [:]
    var durations: [RouteKey: Histogram] = [:]
    var inference = Histogram(bounds: Metrics.bounds)
    var signIns: [SignIn: Int] = [:]
    var database: [DatabaseWork.Kind: Histogram] = [:]
    var databaseFaults: [DatabaseWork.Fault: Int] = [:]
  }

  /// What became of a sign-in.
  enum SignIn: String, CaseIterable, Sendable {
    case succeeded, refused, throttled, failed

    init(status: Int) {
      self =
        switch status {
        case 200..<300: .succeeded
        case 401: .refused
        case 429: .throttled
        default: .failed
        }
    }
  }

  /// From a frame on a fast machine to a sign-in on a slow one.
  static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  /// From a row that is in memory to a wait that is given up.
  static let databaseBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5]

  private let values = Mutex(Values())

  public init() {}

  /// Notes how long a worker had a frame.
  public func noteInference(_ took: Duration) {
    values.withLock { $0.inference.note(took / .seconds(1)) }
  }

  /// Notes what the database did.
  func note(_ work: DatabaseWork) {
    values.withLock { values in
      values.database[work.kind, default: Histogram(bounds: Self.databaseBounds)].note(
        work.took / .seconds(1))
      if let fault = work.fault { values.databaseFaults[fault, default: 0] += 1 }
    }
  }

  /// Notes an answered request; a route outside the table is `none`.
  func noteRequest(method: String, route: String, status: Int, took: Duration) {
    values.withLock { values in
      values.requests[RequestKey(method: method, route: route, status: status), default: 0] += 1
      values.durations[
        RouteKey(method: method, route: route), default: Histogram(bounds: Self.bounds)
      ].note(took / .seconds(1))
      if method == "POST", route == "/api/v1/session" {
        values.signIns[SignIn(status: status), default: 0] += 1
      }
    }
  }

  var now: Values { values.withLock { $0 } }
}
