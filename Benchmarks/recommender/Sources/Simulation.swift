import Emotions
import Foundation
import Recommendations

/// Viewers whose liking is known, so that the regret of every rule is known too.
///
/// In each round a viewer with a mood and an hour is shown one of ten items and takes it or not. Whether they do
/// depends on mood, hour and item by weights the rules do not know: most like what is near their mood, many of the
/// sad want to be lifted, the angry are drawn to what is loud, and some kinds suit some hours.
struct Simulation {
  var rounds = 3000
  var seeds: UInt64 = 20

  /// Mean cumulative regret of a rule, every hundredth of the way, with its 95 % interval over the seeds.
  struct Curve {
    let rule: String
    let mean, low, high: [Double]
    let rounds: Int

    var summary: Summary {
      Summary(rule: rule, rounds: rounds, regret: mean.last ?? 0, interval: [low.last ?? 0, high.last ?? 0])
    }
  }

  struct Summary: Encodable {
    let rule: String
    let rounds: Int
    let regret: Double
    let interval: [Double]
  }

  /// What a rule sees.
  struct Scene {
    let items: [Int]
    let features: [[Double]]
    let nearness: [Double]
    let chances: [Double]
  }

  func run() -> [Curve] {
    let rules: [(String, () -> any Rule)] = [
      ("fixed rule", { FixedRule() }), ("bandit without context", { ItemBandit(items: Self.items) }),
      ("contextual bandit", { ContextBandit() }),
    ]
    return rules.map { name, make in
      let runs = (0..<seeds).map { seed in regret(of: make(), seed: seed) }
      let middle = runs[0].indices.map { mark in mean(runs.map { $0[mark] }) }
      let half = runs[0].indices.map { mark in
        let variance = mean(runs.map { ($0[mark] - middle[mark]) * ($0[mark] - middle[mark]) })
        return 1.96 * (variance / Double(runs.count - 1)).squareRoot()
      }
      return Curve(
        rule: name, mean: middle, low: zip(middle, half).map { $0 - $1 },
        high: zip(middle, half).map { $0 + $1 }, rounds: rounds)
    }
  }

  private static let items = 100

  private func regret(of rule: any Rule, seed: UInt64) -> [Double] {
    var rule = rule
    // The world and the rule draw from streams of their own: every rule meets the same viewers.
    var world = RandomStream(seed: 1000 + seed)
    var own = RandomStream(seed: 5000 + seed)
    let places = (0..<Self.items).map { _ in
      Affect(valence: 2 * world.uniform() - 1, arousal: 2 * world.uniform() - 1)
    }
    var regret = 0.0
    var marks: [Double] = []
    for round in 1...rounds {
      let scene = scene(places, using: &world)
      let taken = world.uniform()
      let chosen = rule.choose(scene, using: &own)
      rule.learn(scene, chosen, reward: taken < scene.chances[chosen] ? 1 : 0)
      regret += (scene.chances.max() ?? 0) - scene.chances[chosen]
      if round % (rounds / 100) == 0 { marks.append(regret) }
    }
    return marks
  }

  private func scene(_ places: [Affect], using world: inout RandomStream) -> Scene {
    let emotion = Emotion.allCases[Int(world.next() % 7)]
    let hour = Double(world.next() % 24)
    let night = hour < 6 || hour >= 22 ? 1.0 : 0
    let items = (0..<10).map { _ in Int(world.next() % UInt64(places.count)) }
    var features: [[Double]] = []
    var nearness: [Double] = []
    var chances: [Double] = []
    for item in items {
      let place = places[item]
      let kind = item % 5
      let near = 1 / (1 + pow(place.distance(to: emotion.affect) / 0.45, 2))
      let mood = emotion.affect
      let kinds = (0..<5).map { $0 == kind ? 1.0 : 0 }
      features.append(
        [
          1, near, place.valence, place.arousal, night * place.arousal, mood.valence * place.valence,
          mood.arousal * place.arousal, emotion == .sad ? place.valence : 0,
          emotion == .angry ? place.arousal : 0,
        ] + kinds + kinds.map { $0 * night })
      var worth = -1.6 + 1.2 * near + 0.5 * place.valence - 0.9 * night * place.arousal
      if emotion == .sad { worth += 1.4 * place.valence }
      if emotion == .angry { worth += 1.0 * place.arousal }
      worth += [0.3, 0, 0.2, -0.2, -0.4][kind] + night * [0.2, -0.9, 0.6, 0, 0][kind]
      nearness.append(near)
      chances.append(1 / (1 + exp(-worth)))
    }
    return Scene(items: items, features: features, nearness: nearness, chances: chances)
  }
}

/// Chooses an item and learns from what became of it.
protocol Rule {
  mutating func choose(_ scene: Simulation.Scene, using random: inout RandomStream) -> Int
  mutating func learn(_ scene: Simulation.Scene, _ chosen: Int, reward: Double)
}

/// Always the nearest to the mood.
struct FixedRule: Rule {
  func choose(_ scene: Simulation.Scene, using random: inout RandomStream) -> Int {
    scene.nearness.indices.max { scene.nearness[$0] < scene.nearness[$1] } ?? 0
  }

  func learn(_ scene: Simulation.Scene, _ chosen: Int, reward: Double) {}
}

/// Thompson sampling of each item's own rate, whatever the mood and the hour (in the normal approximation of the beta
/// distribution).
struct ItemBandit: Rule {
  private var taken: [Double]
  private var shown: [Double]

  init(items: Int) {
    taken = Array(repeating: 1, count: items)
    shown = Array(repeating: 2, count: items)
  }

  func choose(_ scene: Simulation.Scene, using random: inout RandomStream) -> Int {
    let drawn = scene.items.map { item in
      let rate = taken[item] / shown[item]
      return rate + random.normal() * (rate * (1 - rate) / (shown[item] + 1)).squareRoot()
    }
    return drawn.indices.max { drawn[$0] < drawn[$1] } ?? 0
  }

  mutating func learn(_ scene: Simulation.Scene, _ chosen: Int, reward: Double) {
    taken[scene.items[chosen]] += reward
    shown[scene.items[chosen]] += 1
  }
}

/// Mien's own.
struct ContextBandit: Rule {
  private var learner = LinearThompson(features: 19)

  func choose(_ scene: Simulation.Scene, using random: inout RandomStream) -> Int {
    learner.choose(among: scene.features, using: &random).position
  }

  mutating func learn(_ scene: Simulation.Scene, _ chosen: Int, reward: Double) {
    learner.learn(scene.features[chosen], reward: reward)
  }
}
