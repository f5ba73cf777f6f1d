import Dispatch
import Foundation
import Recommendations
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Asks a media server. Addresses may hold a password, so none is ever part of a message, and no server is followed to
/// another.
struct ServerConnection: Sendable {
  /// What to call the server.
  let name: String
  /// So long one answer may take, in seconds.
  let timeout: Double
  /// The largest answer that is read, in bytes.
  static let mostBytes = 64_000_000

  /// The body of the answer.
  func fetch(_ request: ServerRequest) async throws -> [UInt8] {
    guard let url = URL(string: request.address) else { throw failure("its address cannot be read") }
    var question = URLRequest(url: url, timeoutInterval: timeout)
    for (field, value) in request.headers { question.setValue(value, forHTTPHeaderField: field) }
    question.setValue("application/json", forHTTPHeaderField: "Accept")
    let answer: ServerAnswer.Whole
    do { answer = try await ServerAnswer(limit: Self.mostBytes).wait(for: question, timeout: timeout) } catch
    {
      throw failure(Self.reason(error, timeout: timeout))
    }
    return try checked(answer)
  }

  /// Some servers tell what is wrong in JSON and with a status; that is for the importer to read.
  private func checked(_ answer: ServerAnswer.Whole) throws(Failure) -> [UInt8] {
    switch answer.status {
    case 200..<300: return answer.body
    case 300..<400: throw failure("it sends elsewhere; give the address where it sends")
    case 401, 403:
      guard !answer.isObject else { return answer.body }
      throw failure("it refuses the password or key")
    case let status:
      guard !answer.isObject else { return answer.body }
      throw failure("it answers with status \(status); is the address right?")
    }
  }

  private func failure(_ reason: String) -> Failure {
    Failure("nothing was imported from \(name): \(reason)")
  }

  /// In words of ours: an error of the system names the address.
  private static func reason(_ error: any Error, timeout: Double) -> String {
    switch (error as? URLError)?.code {
    case .timedOut: "there was no whole answer within \(Int(timeout)) seconds; --timeout gives it longer"
    case .cannotFindHost, .dnsLookupFailed: "there is no such host"
    case .cannotConnectToHost: "nothing answers there; is it running, and is the port right?"
    case .networkConnectionLost: "it went away in the middle of an answer"
    case .dataLengthExceedsMaximum: "an answer has more than \(mostBytes / 1_000_000) MB"
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
      "its certificate is not trusted, or it does not speak https"
    case let code: "it cannot be reached (error \(code?.rawValue ?? 0)); did it go away?"
    }
  }
}

/// Gathers one answer, within a limit of time and size.
private final class ServerAnswer: NSObject, URLSessionDataDelegate {
  struct Whole {
    let status: Int
    let body: [UInt8]

    /// Whether it could be a JSON object.
    var isObject: Bool { body.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "{") }
  }

  private struct State {
    var body: [UInt8] = []
    var problem: URLError.Code?
    var continuation: CheckedContinuation<Whole, any Error>?
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  func wait(for request: URLRequest, timeout: Double) async throws -> Whole {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpShouldSetCookies = false
    configuration.timeoutIntervalForRequest = timeout
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    let task = session.dataTask(with: request)
    DispatchQueue.global().asyncAfter(deadline: .now() + timeout) { self.stop(task, because: .timedOut) }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        state.withLock { $0.continuation = continuation }
        task.resume()
      }
    } onCancel: {
      task.cancel()
    }
  }

  private func stop(_ task: URLSessionTask, because problem: URLError.Code) {
    state.withLock { if $0.problem == nil { $0.problem = problem } }
    task.cancel()
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooMuch = state.withLock { state in
      state.body += data
      return state.body.count > limit
    }
    if isTooMuch { stop(dataTask, because: .dataLengthExceedsMaximum) }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    let status = (task.response as? HTTPURLResponse)?.statusCode ?? 0
    let (state, continuation) = state.withLock { state in
      defer { state.continuation = nil }
      return (state, state.continuation)
    }
    if let problem = state.problem {
      continuation?.resume(throwing: URLError(problem))
    } else if let error {
      // What breaks off after it began has no code of its own.
      let hasBrokenOff = task.response != nil && (error as? URLError)?.code == .unknown
      continuation?.resume(throwing: hasBrokenOff ? URLError(.networkConnectionLost) : error)
    } else {
      continuation?.resume(returning: Whole(status: status, body: state.body))
    }
  }
}
