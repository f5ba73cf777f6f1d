import Emotions
import Foundation
import Recommendations

/// How the time for one list grows with the catalogue, on one thread.
enum Scale {
  struct Figures: Encodable {
    let items: Int
    let knowsMeanings: Bool
    let building: Double
    /// Milliseconds of one list of 12, for a viewer with 200 interactions.
    let median, p99: Double
    /// The same with one place in four drawn, as the server makes it.
    let drawnMedian, drawnP99: Double
    /// Megabytes resident at most, the making of the ranker included, and while lists are made.
    let peak, resident: Int
  }

  /// - Parameter knowsMeanings: whether the items have vectors and tones.
  static func run(items count: Int, knowsMeanings: Bool) -> Figures {
    let clock = ContinuousClock()
    let before = clock.now
    let plain = Ranker(catalogue: (0..<count).lazy.map(item))
    let building = clock.now - before
    // Of more items than that no more is kept.
    let meant = min(count, ItemMeanings.most)
    let ranker = knowsMeanings ? plain.with(meanings: ItemMeanings((0..<meant).lazy.map(meaning))) : plain
    let start = Date(timeIntervalSince1970: 1_795_386_600)
    var interactions: [Interaction] = []
    for k in 0..<200 {
      let kind: InteractionKind = k % 5 == 0 ? .skip : k % 3 == 0 ? .view : .like
      let number = (k * 7919) % count
      let at = start.addingTimeInterval(-20_000 * Double(k))
      interactions.append(Interaction(itemID: "item-\(number)", kind: kind, at: at))
    }
    var options = ListOptions()
    options.rotation = 7
    var times: [Double] = []
    var drawn: [Double] = []
    for round in 0..<300 {
      let emotion = Emotion.allCases[round % Emotion.allCases.count]
      let moment = Moment(
        date: start.addingTimeInterval(Double(round) * 3_700), timeZone: .gmt,
        distribution: EmotionDistribution(emotion, confidence: 0.8))
      let time = clock.measure {
        _ = ranker.recommend(at: moment, interactions: interactions, limit: 12, options: options)
      }
      var random = RandomStream(seed: UInt64(round))
      let drawing = clock.measure {
        _ = ranker.recommend(
          at: moment, interactions: interactions, limit: 12, options: options, trying: Ranker.newLearner,
          using: &random)
      }
      times.append(time / .milliseconds(1))
      drawn.append(drawing / .milliseconds(1))
    }
    times.sort()
    drawn.sort()
    // Asked for while the ranker lives.
    let resident = withExtendedLifetime(ranker) { memory("VmRSS") }
    return Figures(
      items: count, knowsMeanings: knowsMeanings, building: building / .seconds(1),
      median: times[times.count / 2],
      p99: times[times.count * 99 / 100], drawnMedian: drawn[drawn.count / 2],
      drawnP99: drawn[drawn.count * 99 / 100], peak: memory("VmHWM"), resident: resident)
  }

  private static func meaning(_ number: Int) -> ItemMeanings.Entry {
    var random = RandomStream(seed: UInt64(number) &+ 7)
    var vector: [Float16] = []
    vector.reserveCapacity(384)
    for _ in 0..<96 {
      let bits = random.next()
      for part in 0..<4 { vector.append(Float16(Int16(truncatingIfNeeded: bits >> (16 * part))) / 32_768) }
    }
    return ItemMeanings.Entry(
      itemID: "item-\(number)", vector: vector, tone: (0..<7).map { _ in Float(random.uniform()) })
  }

  private static func item(_ number: Int) -> Item {
    var random = RandomStream(seed: UInt64(number))
    let arousal = 2 * random.uniform() - 1
    let words = ["river", "night", "song", "light", "garden", "winter", "road", "glass", "north", "paper"]
    func word() -> String { words[Int(random.next() % 10)] }
    return Item(
      id: "item-\(number)", title: "\(word()) \(word()) \(number % 50_000)",
      creator: "Creator \(random.next() % 100_000)", year: 1920 + number % 100,
      kind: ItemKind.allCases[number % 5], minutes: 1 + Int(random.next() % 200),
      link: "https://example.org/\(number)",
      place: Affect(valence: 2 * random.uniform() - 1, arousal: arousal), energy: 0.5 + 0.4 * arousal,
      tags: [word(), "tag \(random.next() % 300)", "tag \(random.next() % 300)"], why: "It is made up.")
  }

  /// A line of Linux's own account of this process, in megabytes.
  private static func memory(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
  }
}
