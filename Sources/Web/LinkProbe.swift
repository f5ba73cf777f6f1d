import Fetching
import Foundation
import Recommendations

/// Asks a web address whether it is still there, for its head alone.
///
/// The links of a catalogue are anybody's. So what leads into the own network is not asked (SSRF), nor where a page sends
/// on to there: each step is looked up and checked anew.
public struct LinkProbe: Sendable {
  private let fetcher: Fetcher

  /// - Parameters:
  ///   - asksLocal: whether addresses of the own network are asked, too.
  ///   - seconds: for one question and its answer.
  public init(asksLocal: Bool = false, seconds: Double = 15) {
    fetcher = Fetcher(allowing: asksLocal ? .alsoOurs : .everybodysAlone, timeout: seconds, limit: 0)
  }

  /// A page may send on so often.
  private static let mostHops = 5

  private static let headers = [
    "User-Agent": "Mien (checks whether a link is still there)", "Accept": "*/*", "Connection": "close",
  ]

  /// Asks for a link, and for where it sends on to.
  public func ask(_ link: String) async -> LinkAnswer {
    var link = link
    do throws(FetchError) {
      for _ in 0..<Self.mostHops {
        guard isWebAddress(link) else { return LinkAnswer(.broken) }
        var answer = try await fetcher.fetch(.init(link, headers: Self.headers, asksHead: true))
        // Some know no HEAD; of the page itself nothing is read either way.
        if answer.status >= 400 { answer = try await fetcher.fetch(.init(link, headers: Self.headers)) }
        guard (300..<400).contains(answer.status), let next = answer.location,
          let further = URL(string: next, relativeTo: URL(string: link))
        else { return LinkAnswer(status: answer.status) }
        link = further.absoluteString
      }
      return LinkAnswer(.broken)
    } catch {
      switch error {
      case .ours, .forbidden: return LinkAnswer(.local)
      case .unfitAddress, .noSuchHost, .untrusted: return LinkAnswer(.broken)
      case .notReached, .timedOut, .brokenOff, .tooLarge, .failed: return LinkAnswer(.unreachable)
      }
    }
  }
}
