import Emotions
import Foundation
import Recommendations
import Testing

@Suite struct GoalTests {
  let items: [Item]
  let ranker: Ranker

  init() throws {
    items = try Catalogue.starter().items
    ranker = Ranker(catalogue: items)
  }

  func options(_ goal: Goal, clock: Bool = true) -> ListOptions {
    var options = ListOptions()
    options.goal = goal
    options.usesClock = clock
    return options
  }

  func mean(_ list: [Recommendation], _ property: (Item) -> Double) -> Double {
    list.map(\.item).map(property).reduce(0, +) / Double(max(1, list.count))
  }

  @Test(arguments: [Emotion.sad, .angry, .fear, .disgust])
  func `a list that lifts begins near the mood and moves step by step to a lighter one`(emotion: Emotion)
    throws
  {
    let moment = try moment(emotion, 0.9, at: "2026-11-24T15:10")
    let target = ranker.target(at: moment, options: options(.lift))
    let list = ranker.recommend(at: moment, limit: 10, options: options(.lift))
    // Somebody afraid or disgusted is met half a step on.
    let near = emotion == .fear || emotion == .disgust ? 0.45 : 0.25
    #expect(target.aim(position: 0, of: 10).distance(to: emotion.affect) < near)
    #expect(target.aim(position: 7, of: 10) == target.place)
    #expect(target.place.valence > 0.5)
    for (position, entry) in list.enumerated() {
      #expect(entry.item.place.distance(to: target.aim(position: position, of: 10)) < 0.4)
    }
    #expect(
      mean(Array(list.suffix(3))) { $0.place.valence } > mean(Array(list.prefix(3))) { $0.place.valence }
        + 0.6)
    #expect(list[0].reasons.contains { $0.text.contains("step 1 of 8 from your mood to a lighter one") })
    #expect(list.allSatisfy { $0.score == $0.reasons.reduce(0) { $0 + $1.contribution } })
  }

  @Test func `a short list that lifts arrives too, and who is happy is not led down`() throws {
    let sad = try moment(.sad, 0.9, at: "2026-11-24T15:10")
    let target = ranker.target(at: sad, options: options(.lift))
    #expect(target.aim(position: 2, of: 3) == target.place)
    #expect(target.aim(position: 0, of: 3) == target.start)
    let happy = ranker.target(
      at: try moment(.happy, 1, at: "2026-11-24T15:10"), options: options(.lift, clock: false))
    #expect(happy.place.valence >= happy.start.valence && happy.place.arousal >= happy.start.arousal)
  }

  @Test(arguments: Emotion.allCases)
  func `a list that calms is calm and pleasant, and cites what is known`(emotion: Emotion) throws {
    let moment = try moment(emotion, at: "2026-11-24T15:10")
    let list = ranker.recommend(at: moment, limit: 10, options: options(.calm))
    #expect(mean(list) { $0.place.arousal } < -0.1)
    #expect(mean(list) { $0.place.valence } > 0.25)
    #expect(Set(list.map(\.item.kind)).isSuperset(of: [.music, .book]))
    let request = RecommendationRequest(moment: moment, limit: 3, options: options(.calm))
    let text = RecommendationList(request, from: ranker).text()
    #expect(text.contains("It is to calm you down."))
    #expect(text.contains("doi 10.1080/17437199.2019.1627897"))
    // For each kind what is known, and of books that it is little.
    #expect(Set(Goal.calm.evidence.map(\.kind)) == [.music, .film, .book])
    #expect(text.contains("doi 10.1023/A:1010796329158"))
    #expect(text.contains("For books little is known"))
  }

  @Test func `a list to focus is music without words first`() throws {
    let list = ranker.recommend(
      at: try moment(.neutral, at: "2026-11-24T10:00"), limit: 8, options: options(.focus))
    #expect(list.count { $0.item.kind == .music } >= 6)
    #expect(list.allSatisfy { !$0.item.tags.contains("voice") })
    #expect(list[0].reasons.contains { $0.term == "goal" && $0.contribution > 0 })
  }

  @Test(arguments: Emotion.allCases)
  func `beside work nothing is sung`(emotion: Emotion) throws {
    let sung: Set = [
      "voice", "opera", "pop", "hip-hop", "reggae", "folk", "chanson", "punk", "metal", "country",
    ]
    for time in ["08:00", "13:00", "18:30", "23:30"] {
      let list = ranker.recommend(
        at: try moment(emotion, at: "2026-11-24T\(time)"), limit: 10, options: options(.focus))
      for entry in list where entry.item.kind == .music {
        #expect(sung.isDisjoint(with: entry.item.tags), "\(entry.item.title)")
      }
    }
  }

  @Test(arguments: Emotion.allCases)
  func `a step of a way is done today, where there is enough that is short`(emotion: Emotion) throws {
    let moment = try moment(emotion, at: "2026-11-24T18:30")
    let list = ranker.recommend(at: moment, limit: 10, options: options(.lift))
    #expect(list.count == 10)
    #expect(list.allSatisfy { $0.item.minutes <= 120 })
    let long = (0..<4).map { item("long-\($0)", creator: "Maker \($0)", kind: .book, minutes: 600) }
    let few = Ranker(catalogue: long).recommend(at: moment, limit: 4, options: options(.lift))
    #expect(few.count == 4)
  }

  @Test func `of a book that takes longer it says that it can be begun, and it stands a little lower`() throws
  {
    let books = [
      item("long", creator: "A", kind: .book, minutes: 90),
      item("short", creator: "B", kind: .book, minutes: 25),
    ]
    var short = ListOptions()
    short.minutes = 30
    let moment = try moment(.happy, at: "2026-11-24T10:00")
    let list = Ranker(catalogue: books).recommend(at: moment, limit: 2, options: short)
    #expect(list.map(\.item.id) == ["short", "long"])
    #expect(list[0].text(.length) == nil)
    #expect(list[1].text(.length) == "to begin in 30 minutes: it takes 1 hour 30 minutes")
    #expect(abs(list[1].contribution(.length) + 0.1) < 1e-12)
    let why = try #require(list[1].reasons.first { $0.term == "length" }).why
    #expect(why.code == "length.begin")
    #expect(why.values == ["available": .number(30), "minutes": .number(90)])
    let free = Ranker(catalogue: books).recommend(at: moment, limit: 2)
    #expect(free.allSatisfy { $0.contribution(.length) == 0 })
  }

  @Test func `who has thirty minutes gets nothing longer, but books`() throws {
    var short = ListOptions()
    short.minutes = 30
    let list = ranker.recommend(at: try moment(.happy, at: "2026-11-24T10:00"), limit: 100, options: short)
    #expect(list.allSatisfy { $0.item.minutes <= 30 || $0.item.kind == .book })
    #expect(list.count == 100)
  }

  @Test func `the clock and the quiet hours can be switched off`() throws {
    let night = try moment(.neutral, at: "2026-11-22T23:30")
    let off = ranker.recommend(at: night, limit: 20, options: options(.match, clock: false))
    #expect(off.allSatisfy { $0.contribution(.clock) == 0 })
    #expect(
      ranker.summary(of: night, options: options(.match, clock: false)).hasPrefix("The hour does not count."))
    var loud = ListOptions()
    loud.usesQuietHours = false
    #expect(
      ranker.recommend(at: night, limit: 20, options: loud).allSatisfy { $0.contribution(.length) == 0 })
    loud.usesQuietHours = true
    loud.quietHours = QuietHours(parsing: "20:00-07:30")
    #expect(ranker.clock(at: try moment(.neutral, at: "2026-11-22T19:30"), options: loud).lateness == 0.5)
    #expect(ranker.clock(at: try moment(.neutral, at: "2026-11-22T07:30"), options: loud).lateness == 1)
    for text in ["", "22-6", "08:00-22:00", "25:00-06:00", "22:00-06:99"] {
      #expect(QuietHours(parsing: text) == nil)
    }
  }

  @Test func `a list is the same all day, and fresh the next`() throws {
    var mine = ListOptions()
    mine.rotation = 42
    func ids(_ weights: [Double], _ time: String) throws -> Set<String> {
      let moment = Moment(
        date: try date(time), timeZone: utc, distribution: try EmotionDistribution(weights))
      return Set(ranker.recommend(at: moment, limit: 10, options: mine).map(\.item.id))
    }
    let happy = [0.02, 0.02, 0.02, 0.8, 0.1, 0.02, 0.02]
    let nearly = [0.02, 0.02, 0.02, 0.77, 0.12, 0.03, 0.02]
    let first = try ids(happy, "2026-11-24T15:00")
    #expect(try ids(happy, "2026-11-24T15:00") == first)
    #expect(try ids(nearly, "2026-11-24T15:10").intersection(first).count >= 8)
    #expect(try ids(happy, "2026-11-25T15:00").intersection(first).count <= 8)
  }

  @Test func `goal, minutes, clock and quiet hours are read from text`() throws {
    let now = try date("2026-11-24T15:00")
    let request = try RecommendationRequest(
      goal: "Calm", minutes: "30", clock: "off", quietHours: "22:00-06:00", now: now, localZone: utc)
    #expect(request.options.goal == .calm && request.options.minutes == 30)
    #expect(!request.options.usesClock && request.options.quietHours?.full == 22)
    #expect(throws: RequestError.goal("sleep")) {
      try RecommendationRequest(goal: "sleep", now: now, localZone: utc)
    }
    #expect(throws: RequestError.minutes("0")) {
      try RecommendationRequest(minutes: "0", now: now, localZone: utc)
    }
    #expect(throws: RequestError.clock("maybe")) {
      try RecommendationRequest(clock: "maybe", now: now, localZone: utc)
    }
    #expect(throws: RequestError.quietHours("late")) {
      try RecommendationRequest(quietHours: "late", now: now, localZone: utc)
    }
  }

  @Test(arguments: Emotion.allCases)
  func `the numbers that are shown add up, digit by digit`(emotion: Emotion) throws {
    let moment = try moment(emotion, 0.7, at: "2026-11-22T23:30")
    let interactions = randomInteractions(80, with: items, before: moment.date, seed: 6)
    for goal in Goal.allCases {
      let request = RecommendationRequest(moment: moment, limit: 20, options: options(goal))
      let text = RecommendationList(request, from: ranker, interactions: interactions).text(explaining: true)
      var sum = 0
      for line in text.split(separator: "\n") {
        guard let match = line.wholeMatch(of: #/   ([+-])(\d+)\.(\d\d)  (.*)/#)?.output else { continue }
        let number = try #require(Int(match.2 + match.3)) * (match.1 == "-" ? -1 : 1)
        if match.4 == "in all" {
          #expect(sum == number)
          sum = 0
        } else {
          sum += number
        }
      }
      #expect(text.components(separatedBy: "  in all").count == 21)
    }
  }
}
