import Emotions

/// The part of a score that costs little, for choosing the rows that are scored in full: mood, hour, length, goal, the
/// day's change, and taste by creator, tags, kind and place.
struct RoughScore {
  private let scorer: Scorer
  private let start, way: SIMD2<Float>
  private let wayLength: Float
  private let mood, clock, energy, length, begun, goal, taste, day: Float

  private static let reach = Float(Ranker.reach * Ranker.reach)

  init(_ scorer: Scorer) {
    self.scorer = scorer
    let target = scorer.target
    start = SIMD2(Float(target.start.valence), Float(target.start.arousal))
    way = SIMD2(Float(target.place.valence), Float(target.place.arousal)) - start
    wayLength = (way * way).sum()
    mood = Float(scorer.weights.mood * target.strength)
    clock = Float(scorer.clockWeight)
    energy = Float(scorer.clock.energy)
    length = Float(scorer.weights.length * scorer.clock.lateness)
    begun = Float(scorer.weights.begun)
    goal = scorer.purpose.matters ? Float(scorer.weights.goal) : 0
    taste = Float(scorer.weights.taste)
    day = Float(scorer.weights.day)
  }

  /// Of one row.
  func score(row: Int) -> Float {
    let place = scorer.columns.places[row]
    var near = nearness(SIMD2(place.x, place.y), within: 0)
    var suits = 1 - 2 * abs(place.z - energy)
    // Only downwards: what ``bound(_:)`` says of a block holds for estimates too.
    let doubt = 1 - Float(scorer.columns.trust(row: row))
    near -= doubt * max(0, near - Float(Scorer.nearnessOfAnywhere))
    suits -= doubt * max(0, suits)
    var score = mood * near + clock * suits - length * place.w
    if scorer.isOnlyBegun(row: row) { score -= begun }
    if goal != 0 { score += goal * Float(scorer.purpose.fit(row: row, in: scorer.columns)) }
    if let rotation = scorer.rotation { score += day * Float(scorer.change(row: row, rotation)) }
    return score + taste * scorer.taste.roughAffinity(row: row)
  }

  /// What no row of a block exceeds in mood, hour and length together.
  func bound(_ block: PlaceBlocks.Block) -> Float {
    let middle = 0.5 * (block.low + block.high)
    let half = 0.5 * (block.high - block.low)
    let corner = (half.x * half.x + half.y * half.y).squareRoot()
    let off = max(0, abs(middle.z - energy) - half.z)
    return mood * nearness(SIMD2(middle.x, middle.y), within: corner) + clock * (1 - 2 * off)
      - length * block.low.w
  }

  /// How near the nearest point of a circle is to the nearest point of the way from the target's start to its place, 0…1.
  private func nearness(_ middle: SIMD2<Float>, within radius: Float) -> Float {
    let off = middle - start
    let share = wayLength > 0 ? min(1, max(0, (off * way).sum() / wayLength)) : 0
    let rest = off - share * way
    let squared = (rest * rest).sum()
    if radius == 0 { return Self.reach / (Self.reach + squared) }
    let distance = max(0, squared.squareRoot() - radius)
    return Self.reach / (Self.reach + distance * distance)
  }
}
