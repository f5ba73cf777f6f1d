/// What a viewer can choose about a list.
public struct ListOptions: Hashable, Sendable {
  /// What the list is for.
  public var goal = Goal.match
  /// How much time there is, in minutes; longer things do not appear, except books, which are put down at any page.
  public var minutes: Int?
  /// Whether the hour and the day may count.
  public var usesClock = true
  /// Whether the viewer's own habit may replace the general pattern of the hours.
  public var usesHabit = true
  /// The late hours, in which shorter things come first; those of the ranker for `nil`.
  public var quietHours: QuietHours?
  /// Whether there are late hours at all.
  public var usesQuietHours = true
  /// A number of the viewer, which makes the list a little different from day to day; `nil` for no such change.
  public var rotation: UInt64?

  /// The standard options, to be changed one by one.
  public init() {}

  /// The options as they are when nobody says otherwise.
  public static let standard = ListOptions()
}
