import Fetching
import Recommendations

/// Asks a media server. Addresses may hold a password, so none is ever part of a message, and no server is followed to
/// another.
struct ServerConnection: Sendable {
  /// What to call the server.
  let name: String
  /// So long one answer may take, in seconds.
  let timeout: Double
  /// Whether it may be this machine, or one of its own network.
  let mayBeOurs: Bool
  /// The largest answer that is read, in bytes.
  static let mostBytes = 64_000_000

  /// The body of the answer.
  func fetch(_ request: ServerRequest) async throws -> [UInt8] {
    let fetcher = Fetcher(
      allowing: mayBeOurs ? .alsoOurs : .everybodysAlone, timeout: timeout, limit: Self.mostBytes)
    let headers = request.headers.merging(["Accept": "application/json"]) { own, _ in own }
    do { return try checked(try await fetcher.fetch(.init(request.address, headers: headers))) } catch let
      error as FetchError
    {
      throw failure(Self.reason(error))
    }
  }

  /// Some servers tell what is wrong in JSON and with a status; that is for the importer to read.
  private func checked(_ answer: Fetcher.Answer) throws -> [UInt8] {
    switch answer.status {
    case 200..<300: return answer.body
    case 300..<400: throw failure("it sends elsewhere; give the address where it sends")
    case 401, 403:
      guard !Self.isObject(answer.body) else { return answer.body }
      throw failure("it refuses the password or key")
    case let status:
      guard !Self.isObject(answer.body) else { return answer.body }
      throw failure("it answers with status \(status); is the address right?")
    }
  }

  /// Whether it could be a JSON object.
  private static func isObject(_ body: [UInt8]) -> Bool {
    body.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "{")
  }

  private func failure(_ reason: String) -> Failure {
    Failure("nothing was imported from \(name): \(reason)")
  }

  private static func reason(_ error: FetchError) -> String {
    switch error {
    case .ours: "\(error); if that is your server, add --own-network"
    case .timedOut: "\(error); --timeout gives it longer"
    default: error.description
    }
  }
}
