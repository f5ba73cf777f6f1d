/// How much each term can add to a score or take from it.
///
/// Only their proportions matter. They are our judgement, checked by reading the lists of every emotion.
public struct Weights: Hashable, Sendable {
  /// Of an item right at the target, when the face is sure.
  public var mood = 1.0
  /// Of an item whose energy suits the hour; 0 also stops the clock from moving the target. Weak next to a sure
  /// mood: by night the mean place of a list is calmer by a fifth, by day hardly another.
  public var clock = 0.2
  /// Of a very long item at night.
  public var length = 0.2
  /// Of a book that can only be begun in the time there is.
  public var begun = 0.1
  /// Of an item whose text sounds just as a sure mood asks for.
  public var tone = 0.15
  /// Of an item that very many people write of as warmly as can be.
  public var reviews = 0.3
  /// Of an item as close as can be to what was liked or skipped.
  public var taste = 0.6
  /// Of an item opened just now.
  public var fresh = 0.5
  /// Of an item whose tags suit what the list is for.
  public var goal = 0.35
  /// Most that a new day moves an item up or down.
  public var day = 0.1
  /// For each item of the same kind above, up to eight.
  public var sameKind = 0.04
  /// For each item of the same creator above, up to three.
  public var sameCreator = 0.25

  /// The standard weights, to be changed one by one.
  public init() {}

  /// The weights as they are when nobody says otherwise.
  public static let standard = Weights()
}
