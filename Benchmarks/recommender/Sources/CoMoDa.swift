import Foundation
import Recommendations

/// Ratings of films with the emotion and the time they were seen in (Odić, Tkalčič, Tasič & Košir 2013).
///
/// The emotion is the one felt while watching, told by the viewer. It is not known before the film; what it says here
/// is how much emotion and rating have to do with each other.
enum CoMoDa {
  struct Report: Encodable {
    let ratings, tests: Int
    let rating: [RatingFigures]
    let ordering: Difference
    let ranking: Difference
  }

  struct RatingFigures: Encodable {
    let context: String
    let rmse, mae, gain: Double
    /// 95 % interval of the gain.
    let gainInterval: [Double]
  }

  /// A measure without and with context, and the 95 % interval of the difference, by drawing viewers.
  struct Difference: Encodable {
    let measure: String
    let cases: Int
    let without, with: Double
    let interval: [Double]
  }

  static let contexts: [(name: String, fields: [String])] = [
    ("none", []), ("time, day", ["time", "daytype"]), ("mood before", ["mood"]),
    ("dominant emotion", ["dominantEmo"]),
    ("dominant emotion, time, day", ["dominantEmo", "time", "daytype"]),
    ("both emotions, time, day", ["dominantEmo", "endEmo", "time", "daytype"]),
  ]

  /// Five-fold on one file, or trained on one and tested on another.
  static func run(training: String, test: String?) throws -> Report {
    let rows = try Table(URL(filePath: training)).rows
    let held = try test.map { try Table(URL(filePath: $0)).rows } ?? []
    let folds = test == nil ? fiveFolds(rows) : [(rows, held)]
    let errors = contexts.map { context in
      folds.flatMap { fold in
        self.errors(training: fold.0, test: fold.1, fields: context.fields)
      }
    }
    let figures = contexts.indices.map { k in
      RatingFigures(
        context: contexts[k].name, rmse: root(errors[k]), mae: mean(errors[k].map(abs)),
        gain: 1 - root(errors[k]) / root(errors[0]),
        gainInterval: interval(count: errors[0].count) { drawn in
          1 - root(drawn.map { errors[k][$0] }) / root(drawn.map { errors[0][$0] })
        })
    }
    return Report(
      ratings: rows.count, tests: errors[0].count, rating: figures, ordering: ordering(folds),
      ranking: ranking(folds))
  }

  private static func fiveFolds(_ rows: [[String: String]]) -> [([[String: String]], [[String: String]])] {
    var random = RandomStream(seed: 5)
    let order = rows.indices.shuffled(using: &random)
    return (0..<5).map { fold in
      let held = Set(order.enumerated().filter { $0.offset % 5 == fold }.map(\.element))
      return (rows.indices.filter { !held.contains($0) }.map { rows[$0] }, held.sorted().map { rows[$0] })
    }
  }

  static func rated(_ row: [String: String], _ fields: [String]) -> RatedItem {
    RatedItem(
      viewer: row["userID"] ?? "", item: row["itemID"] ?? "",
      traits: ["genre1", "genre2", "genre3"].compactMap { known(row, $0).map { "genre \($0)" } },
      context: fields.compactMap { field in known(row, field).map { "\(field) \($0)" } },
      rating: Double(row["rating"] ?? "") ?? 0)
  }

  private static func known(_ row: [String: String], _ field: String) -> String? {
    row[field].flatMap { $0 == "-1" || $0.isEmpty ? nil : $0 }
  }

  private static func model(_ training: [[String: String]], _ fields: [String]) -> RatingModel {
    var recipe = RatingRecipe()
    recipe.usesContext = !fields.isEmpty
    return RatingModel(training: training.map { rated($0, fields) }, recipe: recipe)
  }

  private static func errors(
    training: [[String: String]], test: [[String: String]], fields: [String]
  ) -> [Double] {
    let model = model(training, fields)
    return test.map { row in
      let rated = rated(row, fields)
      return model.predict(rated) - rated.rating
    }
  }

  /// Of two films a viewer rated differently: is the better one predicted to be the better?
  private static func ordering(_ folds: [([[String: String]], [[String: String]])]) -> Difference {
    var cases: [String: [[Double]]] = [:]
    for (training, test) in folds {
      let models = [[], ["dominantEmo", "time", "daytype"]].map { (model(training, $0), $0) }
      let predicted = test.map { row in models.map { $0.0.predict(rated(row, $0.1)) } }
      for (left, row) in test.enumerated() {
        for right in test.indices.dropFirst(left + 1) where test[right]["userID"] == row["userID"] {
          let sign = rated(row, []).rating - rated(test[right], []).rating
          if sign == 0 { continue }
          cases[row["userID"] ?? "", default: []].append(
            models.indices.map { k in
              let guess = (predicted[left][k] - predicted[right][k]) * sign
              return guess > 0 ? 1 : guess == 0 ? 0.5 : 0
            })
        }
      }
    }
    return difference("pairs of one viewer's films in the right order", cases)
  }

  /// A film somebody rated 4 or 5 is to be found among all the viewer has not seen: by popularity alone, and by
  /// popularity and the dominant emotion.
  private static func ranking(_ folds: [([[String: String]], [[String: String]])]) -> Difference {
    var cases: [String: [[Double]]] = [:]
    for (training, test) in folds {
      var films: [String: [String]] = [:]
      for row in training + test { films[row["itemID"] ?? ""] = rated(row, []).traits }
      let ids = films.keys.sorted()
      var popularity: [String: Double] = [:]
      var seen: [String: Set<String>] = [:]
      for row in training {
        popularity[row["itemID"] ?? "", default: 0] += 1
        seen[row["userID"] ?? "", default: []].insert(row["itemID"] ?? "")
      }
      let affinity = ContextAffinity(training: training.map { rated($0, ["dominantEmo"]) })
      let plain = Dictionary(uniqueKeysWithValues: ids.map { ($0, log((popularity[$0] ?? 0) + 0.5)) })
      for row in test {
        let wanted = rated(row, ["dominantEmo"])
        guard wanted.rating >= 4, seen[wanted.viewer]?.contains(wanted.item) != true else { continue }
        let candidates = ids.filter { seen[wanted.viewer]?.contains($0) != true }
        let with = Dictionary(
          uniqueKeysWithValues: candidates.map { id in
            let extra = wanted.context.first.map {
              affinity.affinity(item: id, traits: films[id] ?? [], context: $0)
            }
            return (id, (plain[id] ?? 0) + (extra ?? 0))
          })
        cases[wanted.viewer, default: []].append(
          [plain, with].map { gain(of: wanted.item, in: candidates, $0) })
      }
    }
    return difference("nDCG@10 of the film chosen among all unseen", cases)
  }

  /// 1 / log₂(place + 1) within the first ten; half of those with the same score stand above.
  private static func gain(of wanted: String, in candidates: [String], _ scores: [String: Double]) -> Double {
    let own = scores[wanted] ?? 0
    var above = -0.5
    for id in candidates {
      let score = scores[id] ?? 0
      above += score > own ? 1 : score == own ? 0.5 : 0
    }
    return above < 10 ? 1 / log2(above + 2) : 0
  }

  private static func difference(_ measure: String, _ cases: [String: [[Double]]]) -> Difference {
    let viewers = cases.keys.sorted().map { cases[$0] ?? [] }
    func means(_ drawn: [Int]) -> [Double] {
      let all = drawn.flatMap { viewers[$0] }
      return (0..<2).map { k in mean(all.map { $0[k] }) }
    }
    let whole = means(Array(viewers.indices))
    return Difference(
      measure: measure, cases: viewers.reduce(0) { $0 + $1.count }, without: whole[0], with: whole[1],
      interval: interval(count: viewers.count) { drawn in
        let means = means(drawn)
        return means[1] - means[0]
      })
  }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

private func root(_ errors: [Double]) -> Double { mean(errors.map { $0 * $0 }).squareRoot() }

/// The 95 % interval of a figure by the bootstrap: drawn again a thousand times with the same seed.
func interval(count: Int, _ figure: ([Int]) -> Double) -> [Double] {
  var random = RandomStream(seed: 1000)
  let figures = (0..<1000).map { _ in
    figure((0..<count).map { _ in Int.random(in: 0..<max(1, count), using: &random) })
  }.sorted()
  return [figures[25], figures[974]]
}
