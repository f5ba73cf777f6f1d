import Foundation
import Language
import Recommendations

/// MovieLens in two ways: each viewer's last film is to be found among all films not seen before (leave-last-out), and
/// films that nobody chose yet are to be found by what is said of them.
///
/// A film counts as chosen when it was rated, whatever the rating, as in the comparison with `implicit`.
struct MovieLens {
  private let ids: [String]
  private let text: TextIndex
  /// Of the same texts, if there is an encoder.
  private let meanings: ItemMeanings?
  /// Rows of each viewer in the order of time, the last to be found.
  private let histories: [[Int]]

  struct Figures: Encodable {
    let model: String
    /// `last film` or `new films`.
    let task: String
    let ndcg10: Double
    /// Share of viewers whose last film is among the ten; `nil` where several are to be found.
    let hit10: Double?
    let quality: ListQuality?
    /// nDCG@10 of each viewer, for intervals of differences.
    let each: [Double]
  }

  /// - Parameter weights: where the encoder lies; without it words alone are compared.
  init(folder: URL, weights: URL? = nil) throws {
    var known: Set<String> = []
    let films = try Table(folder.appending(path: "movies.csv")).rows.filter {
      known.insert($0["movieId"] ?? "").inserted
    }
    ids = films.map { $0["movieId"] ?? "" }
    text = TextIndex(films.lazy.map(Self.text))
    if let weights {
      meanings = try Self.meanings(of: films, ids: ids, TextEncoder(folder: weights))
    } else {
      meanings = nil
    }
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

  /// What the films' texts mean, in the form that the product gives them.
  private static func meanings(
    of films: [[String: String]], ids: [String], _ encoder: TextEncoder
  ) throws -> ItemMeanings {
    let texts = films.map { film in
      let genres = (film["genres"] ?? "").split(separator: "|").joined(separator: ", ")
      return "\((film["title"] ?? "").trimmingCharacters(in: .whitespaces)). film. \(genres)"
    }
    let vectors = try encoder.embed(texts, threads: 1)
    return ItemMeanings(
      zip(ids, vectors).map { ItemMeanings.Entry(itemID: $0, vector: $1.map { Float16($0) }) })
  }

  func run() -> [Figures] { lastFilm() + newFilms() }

  private func lastFilm() -> [Figures] {
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
    let guess = factors.flatMap { factors in meanings.flatMap { FactorGuess(from: $0, to: factors) } }
    let meaning = HybridTaste(ids: ids, text: text, factors: factors, meanings: meanings, guess: guess)
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
      + (meanings == nil
        ? [] : [figures("hybrid with meaning", popularity, scores(meaning, halfLife: HybridTaste.halfLife))])
  }

  /// Five parts of the films take turns as those that nobody chose yet: the factors know nothing of them, a viewer's other
  /// films are known, and those of the part that the viewer chose are to be found among all of it.
  private func newFilms() -> [Figures] {
    let parts = 5
    var random = RandomStream(seed: 1)
    let part = ids.map { _ in Int(random.next() % UInt64(parts)) }
    var each: [String: [Int: [Double]]] = [:]
    for number in 0..<parts {
      let choices = histories.enumerated().flatMap { viewer, rows in
        rows.filter { part[$0] != number }.map { Choice(viewer: viewer, itemID: ids[$0]) }
      }
      let factors = ItemFactors(training: choices)
      let guess = factors.flatMap { factors in meanings.flatMap { FactorGuess(from: $0, to: factors) } }
      var tastes = [("words", HybridTaste(ids: ids, text: text))]
      if let meanings {
        tastes += [
          ("words and meaning", HybridTaste(ids: ids, text: text, meanings: meanings)),
          (
            "words, meaning and guess",
            HybridTaste(ids: ids, text: text, factors: factors, meanings: meanings, guess: guess)
          ),
          (
            "guess alone",
            HybridTaste(
              ids: ids, text: TextIndex(ids.map { _ in ItemText(title: "") }), factors: factors,
              meanings: meanings, guess: guess, meaningShare: 0)
          ),
        ]
      }
      let new = ids.indices.filter { part[$0] == number }
      for (viewer, rows) in histories.enumerated() {
        let wanted = Set(rows.filter { part[$0] == number })
        let known = Array(rows.filter { part[$0] != number }.reversed())
        guard !wanted.isEmpty, !known.isEmpty else { continue }
        for (name, taste) in tastes {
          let profile = taste.profile(choosing: known)
          let best = top(10, of: new.map { taste.score(row: $0, for: profile) }).map { new[$0] }
          let gained = best.enumerated().reduce(0.0) { sum, place in
            wanted.contains(place.element) ? sum + 1 / log2(Double(place.offset) + 2) : sum
          }
          let most = (0..<min(10, wanted.count)).reduce(0.0) { $0 + 1 / log2(Double($1) + 2) }
          each[name, default: [:]][viewer, default: []].append(gained / most)
        }
      }
    }
    return each.sorted { $0.key < $1.key }.map { name, ofViewers in
      let means = ofViewers.keys.sorted().map { viewer in
        let values = ofViewers[viewer] ?? []
        return values.reduce(0, +) / Double(max(1, values.count))
      }
      return Figures(
        model: name, task: "new films", ndcg10: means.reduce(0, +) / Double(max(1, means.count)), hit10: nil,
        quality: nil, each: means)
    }
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
      model: model, task: "last film", ndcg10: each.reduce(0, +) / viewers, hit10: hits / viewers,
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
