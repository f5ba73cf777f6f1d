import Emotions
import Foundation

/// The mood before and after an item that was opened or finished.
///
/// It says what was, not why: other things happen as well while somebody listens.
public struct MoodEffect: Hashable, Sendable {
  /// The item's `id`.
  public let itemID: String
  /// When it was begun.
  public let start: Date
  /// The mean mood in the ``window`` before it was begun.
  public let before: Affect
  /// The mean mood in the ``window`` after it was over.
  public let after: Affect

  /// How far before and after one looks: long enough to find something although people look away, short enough to be
  /// the mood then and not that of the day; our judgement.
  public static let window: TimeInterval = 15 * 60
  /// Of what was opened and not finished nobody knows how long it was used: its length, and at most this.
  public static let longestUse: TimeInterval = 60 * 60
  /// Somebody who finishes an item later than this after opening it did other things in between.
  public static let longestPause: TimeInterval = 12 * 3600
  /// Less than this on either side is no mood.
  static let leastSeconds: TimeInterval = 10

  /// The effects of all items of which the mood before and after is known; the largest rise in valence first.
  ///
  /// An item that was opened and then finished lasted from the one to the other; one that was only finished, its
  /// length until then; one that was only opened, its length from then on, at most ``longestUse``. Of several times
  /// the last counts, since of each kind of interaction the last is kept.
  ///
  /// - Parameters:
  ///   - interactions: of one viewer, in any order.
  ///   - entries: of the same viewer, in any order.
  ///   - minutes: the length of an item, `nil` for one that is not known; it is left out.
  ///   - now: the time it is.
  public static func effects(
    of interactions: [Interaction], entries: [MoodEntry], minutes: (String) -> Int?, now: Date
  ) -> [MoodEffect] {
    let spans = MoodSpan.spans(entries, now: now)
    return Dictionary(grouping: interactions, by: \.itemID).compactMap { id, done -> MoodEffect? in
      guard let minutes = minutes(id), let (start, end) = use(done, seconds: 60 * TimeInterval(minutes)),
        let before = mean(spans, from: start.addingTimeInterval(-window), to: start),
        let after = mean(spans, from: end, to: end.addingTimeInterval(window))
      else { return nil }
      return MoodEffect(itemID: id, start: start, before: before, after: after)
    }.sorted { ($1.rise, $0.itemID) < ($0.rise, $1.itemID) }
  }

  private var rise: Double { after.valence - before.valence }

  private static func use(_ done: [Interaction], seconds: TimeInterval) -> (Date, Date)? {
    let opened = done.filter { $0.kind == .view }.map(\.at).max()
    let finished = done.filter { $0.kind == .finish }.map(\.at).max()
    switch (opened, finished) {
    case (nil, nil): return nil
    case (let opened?, let finished?)
    where finished >= opened && finished.timeIntervalSince(opened) <= longestPause:
      return (opened, finished)
    case (let opened?, let finished) where finished.map({ $0 < opened }) ?? true:
      return (opened, opened.addingTimeInterval(min(seconds, longestUse)))
    case (_, let finished?): return (finished.addingTimeInterval(-min(seconds, longestPause)), finished)
    case (_?, nil): return nil
    }
  }

  private static func mean(_ spans: [MoodSpan], from start: Date, to end: Date) -> Affect? {
    // By their starts; one that begins a day before hardly lasts until here.
    var low = spans.startIndex
    var high = spans.endIndex
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].start < start.addingTimeInterval(-86_400) { low = middle + 1 } else { high = middle }
    }
    var mean = MeanPlace()
    for span in spans[low...] {
      if span.start >= end { break }
      if let part = span.within(start, end) { mean.add(part.place, seconds: part.seconds) }
    }
    return mean.seconds >= leastSeconds ? mean.place : nil
  }
}
