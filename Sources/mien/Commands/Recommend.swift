import ArgumentParser
import Foundation
import Recommendations
import Storage

/// `mien recommend`
struct Recommend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recommends what to hear, watch or read for a mood at an hour.",
    discussion: """
      Each item carries the terms of its score as reasons in words. Without an emotion the clock decides.

      Example:

        mien recommend --emotion sad --confidence 0.8 --at 2026-11-22T23:30
      """)

  @Option(
    help: ArgumentHelp(
      "What the face expresses: angry, disgust, fear, happy, neutral, sad or surprise.", valueName: "emotion")
  )
  var emotion: String?

  @Option(help: ArgumentHelp("How sure that is, from 0 to 1; 1 if left out.", valueName: "number"))
  var confidence: String?

  @Option(help: ArgumentHelp("All seven, in that order, instead of an emotion.", valueName: "n,n,n,n,n,n,n"))
  var probabilities: String?

  @Option(help: ArgumentHelp("When: 2026-11-22T23:30; now if left out.", valueName: "time"))
  var at: String?

  @Option(help: ArgumentHelp("Whose clock: Europe/Berlin; this machine's if left out.", valueName: "zone"))
  var timeZone: String?

  @Option(help: ArgumentHelp("Only these: music, film, book, podcast, talk.", valueName: "kind,kind"))
  var kinds: String?

  @Option(help: ArgumentHelp("What for: match, lift, calm or focus; match if left out.", valueName: "goal"))
  var goal: String?

  @Option(help: ArgumentHelp("How much time there is, books apart; any if left out.", valueName: "minutes"))
  var minutes: String?

  @Option(help: ArgumentHelp("Whether the hour counts: on or off; on if left out.", valueName: "on|off"))
  var clock: String?

  @Option(
    help: ArgumentHelp("When to keep it calm: 22:00-06:00, or off.", valueName: "hours"))
  var quietHours: String?

  @Option(help: ArgumentHelp("How many items; 10 if left out.", valueName: "number"))
  var limit: String?

  @Option(help: ArgumentHelp("Whose likes, skips and hides count; nobody's if left out.", valueName: "name"))
  var account: String?

  @Flag(help: "Show what each reason adds to the score.")
  var explain = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup(title: "Data") var data: DataOptions

  func validate() throws {
    _ = try request(now: Date())
  }

  func run() async throws {
    let dataDirectory = try Settings(data).dataDirectory
    let ranker = Ranker(catalogue: try await CatalogueSource.items(in: dataDirectory))
    let list = try await list(from: ranker, in: dataDirectory)
    if json {
      try Console.printJSON(list)
    } else {
      Console.print(list.text(explaining: explain))
    }
  }

  /// With an account as the server makes it, drawn places included; but not logged.
  private func list(from ranker: Ranker, in dataDirectory: URL) async throws -> RecommendationList {
    var request = try request(now: Date())
    guard let account else { return RecommendationList(request, from: ranker) }
    let key = try AccountName(account).key
    guard let store = try CatalogueSource.existingStore(in: dataDirectory),
      let found = try await store.accounts.list().first(where: { (try? AccountName($0.name).key) == key })
    else { throw StorageError.noSuchAccount(account) }
    request.options.rotation = RandomStream.seed(of: found.id)
    return ServedList(
      request, from: ranker, interactions: try await store.interactions.all(of: found),
      trying: try await store.lists.learner(of: found), seed: request.seed(of: found.id)
    ).list
  }

  private func request(now: Date) throws -> RecommendationRequest {
    do {
      return try RecommendationRequest(
        emotion: emotion, confidence: confidence, probabilities: probabilities, at: at, timeZone: timeZone,
        kinds: kinds, limit: limit, goal: goal, minutes: minutes, clock: clock, quietHours: quietHours,
        now: now, localZone: .current)
    } catch {
      throw ValidationError("\(error).")
    }
  }
}
