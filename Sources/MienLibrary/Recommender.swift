import Foundation

/// Recommends what to hear, watch or read for a mood at an hour, each with its reasons.
///
/// ```swift
/// let recommender = try Recommender()
/// let list = recommender.recommend(for: mood, at: Date(), in: .current)
/// print(list[0].item.title, list[0].reasons[0].text)
/// ```
public struct Recommender: Sendable {
  private let ranker: Ranker

  /// - Parameter items: to choose from; `nil` for the catalogue that comes with Mien.
  /// - Throws: ``MienError/catalogue(_:)`` if two items have the same id, for instance.
  public init(items: [Item]? = nil) throws(MienError) {
    do throws(CatalogueError) {
      let catalogue = if let items { try Catalogue(items: items) } else { try Catalogue.starter() }
      ranker = Ranker(catalogue: catalogue.items)
    } catch { throw .catalogue(error) }
  }

  /// The best items, best first.
  ///
  /// - Parameters:
  ///   - mood: `nil` lets the clock decide.
  ///   - date: when.
  ///   - timeZone: whose clock.
  ///   - limit: the most items.
  ///   - kinds: only these, or all for `nil`.
  ///   - interactions: likes, skips and hides so far.
  ///   - options: goal, time at hand, quiet hours.
  public func recommend(
    for mood: Mood?, at date: Date, in timeZone: TimeZone, limit: Int = 10, kinds: Set<ItemKind>? = nil,
    interactions: [Interaction] = [], options: ListOptions = .standard
  ) -> [Recommendation] {
    let moment = Moment(date: date, timeZone: timeZone, distribution: mood?.distribution ?? .uniform)
    return ranker.recommend(
      at: moment, interactions: interactions, limit: limit, kinds: kinds, options: options)
  }
}
