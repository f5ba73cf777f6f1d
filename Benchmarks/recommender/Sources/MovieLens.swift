import Foundation
import Recommendations

/// Leave-last-out on MovieLens: each viewer's last film is to be found among all films not seen before.
///
/// A film counts as chosen when it was rated, whatever the rating, as in the comparison with `implicit`.
struct MovieLens {
  private let ids: [String]
  private let text: TextIndex
  /// Rows of each viewer in the order of time, the last to be found.
  private let histories: [[Int]]

  struct Figures: Encodable {
    let model: String
    let ndcg10, hit10: Double
    let quality: ListQuality
    /// nDCG@10 of each viewer, for intervals of differences.
    let each: [Double]
  }

  init(folder: URL) throws {
    var known: Set<String> = []
    let films = try Table(folder.appending(path: "movies.csv")).rows.filter {
      known.insert($0["movieId"] ?? "").inserted
    }
    ids = films.map { $0["movieId"] ?? "" }
    text = TextIndex(films.lazy.map(Self.text))
    let rows = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    var seen: [Int: [(time: Int, line: Int, row: Int)]] = [:]
    for (line, rating) in try Table(folder.appending(path: "ratings.csv")).rows.enumerated() {
      guard let viewer = Int(rating["userId"] ?? ""), let time = Int(rating["timestamp"] ?? ""),
        let row = rows[rating["movieId"] ?? ""]
      else { continue }
      seen[viewer, default: []].append((time, line, row))
    }
    histories = seen.keys.sorted().map { viewer in
      (seen[viewer] ?? []).sorted { ($0.time, $0.line) < ($1.time, $1.line) }.map(\.row)
    }
  }

  /// "Toy Story (1995)" with "Animation|Comedy".
  private static func text(_ film: [String: String]) -> ItemText {
    let title = film["title"] ?? ""
    let year = title.firstMatch(of: /\((\d{4})\)/).flatMap { Int($0.output.1) }
    return ItemText(
      title: title.replacing(/\s*\(\d{4}\)/, with: ""),
      tags: (film["genres"] ?? "").split(separator: "|").map(String.init), year: year)
  }

  func run() -> [Figures] {
    var choices: [Choice] = []
    var popularity = Array(repeating: 0, count: ids.count)
    for (viewer, rows) in histories.enumerated() {
      for row in rows.dropLast() {
        choices.append(Choice(viewer: viewer, itemID: ids[row]))
        popularity[row] += 1
      }
    }
    let factors = ItemFactors(training: choices)
    let hybrid = HybridTaste(ids: ids, text: text, factors: factors)
    let behaviour = HybridTaste(
      ids: ids, text: TextIndex(ids.map { _ in ItemText(title: "") }), factors: factors)
    let words = HybridTaste(ids: ids, text: text)
    func scores(_ taste: HybridTaste, halfLife: Double) -> ([Int]) -> [Double] {
      { chosen in
        let profile = taste.profile(choosing: chosen.reversed(), halfLife: halfLife)
        return ids.indices.map { taste.score(row: $0, for: profile) }
      }
    }
    let counts = popularity.map(Double.init)
    return [
      figures("popularity", popularity) { _ in counts },
      figures("text alone", popularity, scores(words, halfLife: HybridTaste.halfLife)),
      figures("factors, all choices alike", popularity, scores(behaviour, halfLife: .infinity)),
      figures("factors", popularity, scores(behaviour, halfLife: HybridTaste.halfLife)),
      figures("hybrid, all choices alike", popularity, scores(hybrid, halfLife: .infinity)),
      figures("hybrid", popularity, scores(hybrid, halfLife: HybridTaste.halfLife)),
    ]
  }

  private func figures(_ model: String, _ popularity: [Int], _ scores: ([Int]) -> [Double]) -> Figures {
    var each: [Double] = []
    var hits = 0.0
    var lists: [[Int]] = []
    for rows in histories {
      guard let wanted = rows.last else { continue }
      var score = scores(Array(rows.dropLast()))
      for row in rows.dropLast() where row != wanted { score[row] = -.infinity }
      let above = score.indices.count {
        score[$0] > score[wanted] || (score[$0] == score[wanted] && $0 < wanted)
      }
      each.append(above < 10 ? 1 / log2(Double(above) + 2) : 0)
      hits += above < 10 ? 1 : 0
      lists.append(top(10, of: score))
    }
    let viewers = Double(max(1, each.count))
    return Figures(
      model: model, ndcg10: each.reduce(0, +) / viewers, hit10: hits / viewers,
      quality: ListQuality(of: lists, choices: popularity, viewers: each.count) { text.likeness($0, $1) },
      each: each)
  }
}

/// The rows of the highest scores, the highest first.
func top(_ count: Int, of scores: [Double]) -> [Int] {
  var best: [Int] = []
  for row in scores.indices {
    guard best.count < count || scores[row] > scores[best[best.count - 1]] else { continue }
    let place = best.firstIndex { scores[$0] < scores[row] } ?? best.count
    best.insert(row, at: place)
    if best.count > count { best.removeLast() }
  }
  return best
}
