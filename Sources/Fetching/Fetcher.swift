import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks other machines over HTTP, within limits of time and size, and no machine that was not meant: addresses are
/// checked before anything is sent, and no answer leads on to another address.
public struct Fetcher: Sendable {
  /// Who may be asked.
  public enum Policy: Hashable, Sendable {
    /// Machines on the internet.
    case everybodysAlone
    /// And this machine, and those of its own network.
    case alsoOurs
  }

  /// What a name leads to; nothing if there is no such name.
  public typealias Resolver = @Sendable (String) async throws(FetchError) -> [IPAddress]

  /// What is asked.
  public struct Question: Sendable {
    /// An `http` or `https` address. It may hold a secret: it belongs into no log and no message.
    public let address: String
    public let headers: [String: String]
    /// A form's fields, which are then sent by POST; `nil` for GET.
    public let form: [(name: String, value: String)]?
    /// Whether the answer's body is of no interest and none is asked for (HEAD).
    public let asksHead: Bool

    public init(
      _ address: String, headers: [String: String] = [:], form: [(name: String, value: String)]? = nil,
      asksHead: Bool = false
    ) {
      self.address = address
      self.headers = headers
      self.form = form
      self.asksHead = asksHead
    }
  }

  /// What came back.
  public struct Answer: Sendable {
    /// Redirections (3xx) are answers like others; nobody follows them.
    public let status: Int
    /// Where a redirection would lead.
    public let location: String?
    public let body: [UInt8]

    public init(status: Int, location: String? = nil, body: [UInt8]) {
      self.status = status
      self.location = location
      self.body = body
    }
  }

  private let policy: Policy
  /// So long one answer may take, in seconds.
  private let timeout: Double
  /// The largest body that is read, in bytes; 0: none is.
  private let limit: Int
  private let resolve: Resolver

  /// - Parameters:
  ///   - timeout: for a whole answer, in seconds.
  ///   - limit: of an answer's body, in bytes; with 0 none is read.
  public init(allowing policy: Policy, timeout: Double, limit: Int) {
    self.init(allowing: policy, timeout: timeout, limit: limit, resolve: Destination.resolve)
  }

  package init(allowing policy: Policy, timeout: Double, limit: Int, resolve: @escaping Resolver) {
    self.policy = policy
    self.timeout = timeout
    self.limit = limit
    self.resolve = resolve
  }

  public func fetch(_ question: Question) async throws(FetchError) -> Answer {
    let ends = ContinuousClock.now + .seconds(timeout)
    let destination = try await Destination(question.address, allowing: policy, resolve: resolve)
    var problem = FetchError.notReached
    for address in destination.addresses {
      do { return try await ask(question, destination, at: address, until: ends) } catch {
        guard error == .notReached else { throw error }
        problem = error
      }
    }
    throw problem
  }

  /// Asks at one address. Another name's certificate does not pass for the host's.
  private func ask(
    _ question: Question, _ destination: Destination, at address: IPAddress,
    until ends: ContinuousClock.Instant
  ) async throws(FetchError) -> Answer {
    // One address that swallows packets leaves time for the next.
    let connecting = min(timeout / Double(destination.addresses.count + 1), 10)
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(connect: .milliseconds(Int64(connecting * 1000))))
    configuration.dnsOverride = [destination.host: address.description]
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let limit = limit
    let request = Self.request(question, to: destination)
    let answer = await Self.within(ends) { () async throws -> Answer in
      let response = try await client.execute(request, deadline: .distantFuture)
      let body = limit > 0 ? try await response.body.collect(upTo: limit) : ByteBuffer()
      return Answer(
        status: Int(response.status.code), location: response.headers.first(name: "Location"),
        body: Array(body.readableBytesView))
    }
    try? await client.shutdown()
    switch answer {
    case .success(let answer): return answer
    case .failure(let error): throw problem(error)
    }
  }

  private static func request(_ question: Question, to destination: Destination) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: destination.url)
    for (name, value) in question.headers { request.headers.add(name: name, value: value) }
    if question.asksHead { request.method = .HEAD }
    if let form = question.form {
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      let pairs = form.map { "\(formText($0.name))=\(formText($0.value))" }
      request.body = .bytes(ByteBuffer(string: pairs.joined(separator: "&")))
    }
    return request
  }

  /// A text as a form has it, and a query.
  public static func formText(_ text: String) -> String {
    let plain = CharacterSet(charactersIn: "-._~").union(.init(charactersIn: "a"..."z"))
      .union(.init(charactersIn: "A"..."Z")).union(.init(charactersIn: "0"..."9"))
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  private struct TooLate: Error {}

  private static func within<Value: Sendable>(
    _ ends: ContinuousClock.Instant, _ work: @escaping @Sendable () async throws -> Value
  ) async -> Result<Value, any Error> {
    do {
      return .success(
        try await withThrowingTaskGroup(of: Value.self) { group in
          group.addTask { try await work() }
          group.addTask {
            try await Task.sleep(until: ends)
            throw TooLate()
          }
          defer { group.cancelAll() }
          guard let first = try await group.next() else { throw TooLate() }
          return first
        })
    } catch { return .failure(error) }
  }

  /// In words of ours: an error of the library names the address.
  private func problem(_ error: any Error) -> FetchError {
    switch error {
    case is TooLate, is CancellationError: return .timedOut(seconds: timeout)
    case is NIOTooManyBytesError: return .tooLarge(bytes: limit)
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: return .untrusted
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .readTimeout: return .timedOut(seconds: timeout)
      case .connectTimeout: return .notReached
      case .remoteConnectionClosed, .uncleanShutdown: return .brokenOff
      case .tlsHandshakeTimeout: return .untrusted
      default: return .failed(String(describing: error))
      }
    case HTTPParserError.invalidEOFState: return .brokenOff
    case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode): return .brokenOff
    case is IOError, is ChannelError, is NIOConnectionError: return .notReached
    default: return .failed(String(reflecting: type(of: error)))
    }
  }
}
