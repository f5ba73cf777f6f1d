import ArgumentParser
import Emotions
import Foundation
import ItemSearch
import Language
import Recommendations
import Storage

/// `mien recommend`
struct Recommend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recommends what to hear, watch or read for a mood at an hour.",
    discussion: """
      Each item carries the terms of its score as reasons in words. Where nothing is known of the mood, mild and pleasant \
      things come first.

      Examples:

        mien recommend --emotion sad --goal lift
        mien recommend --emotion sad --confidence 0.8 --at 2026-11-22T23:30
        mien recommend --words "I finally got the job!"
      """)

  @Option(
    help: ArgumentHelp(
      "How you feel: angry, disgust, fear, happy, neutral, sad or surprise.", valueName: "emotion")
  )
  var emotion: String?

  @Option(
    help: ArgumentHelp("How sure that is, from 0 to 1, where it was read from a face.", valueName: "number"))
  var confidence: String?

  @Option(help: ArgumentHelp("All seven, in that order, instead of an emotion.", valueName: "n,n,n,n,n,n,n"))
  var probabilities: String?

  @Option(help: ArgumentHelp("What you say about how you are; it is read and not kept.", valueName: "text"))
  var words: String?

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
  @OptionGroup(title: "Networks") var encoder: EncoderOptions

  func validate() throws {
    _ = try request(now: Date())
  }

  func run() async throws {
    let settings = try Settings(data, flags: encoder.flags)
    let list = try await list(from: ranker(settings), settings)
    if json {
      try Console.printJSON(list)
    } else {
      Console.print(list.text(explaining: explain))
    }
  }

  /// With what is known of the items' texts, of reviews and, for an account, of what all accounts choose.
  private func ranker(_ settings: Settings) async throws -> Ranker {
    let ranker = Ranker(catalogue: try await CatalogueSource.items(settings))
    guard let store = try settings.existingStore() else { return ranker }
    let meanings = try await ItemMeanings.kept(in: store.embeddings)
    let factors =
      account == nil ? nil : ItemFactors(community: try await store.interactions.choices())
    let guess = factors.flatMap { factors in meanings.flatMap { FactorGuess(from: $0, to: factors) } }
    return ranker.with(meanings: meanings).with(factors: factors, guess: guess)
      .with(reviews: try await store.reviews.summaries())
  }

  /// What the words say, in the form of a request; `nil` without words.
  private func heard(_ settings: Settings) async throws -> EmotionDistribution? {
    guard let words else { return nil }
    let files = EncoderFiles(folder: settings.weights)
    let classifier = try await WordsClassifier.shipped(with: TextEncoder.load(files))
    let reading = try await classifier.readings(of: [words])[0]
    if let doubt = reading.doubt { Console.note("unsure: \(doubt.words)") }
    // Undecided words say little, but they say it in words that can be read.
    return reading.isRead ? reading.distribution : nil
  }

  /// With an account as the server makes it, drawn places included; but not logged.
  private func list(from ranker: Ranker, _ settings: Settings) async throws -> RecommendationList {
    var request = try request(now: Date(), heard: try await heard(settings))
    guard let account else { return RecommendationList(request, from: ranker) }
    let key = try AccountName(account).key
    guard let store = try settings.existingStore(),
      let found = try await store.accounts.list().first(where: { (try? AccountName($0.name).key) == key })
    else { throw StorageError.noSuchAccount(account) }
    request.options.rotation = RandomStream.seed(of: found.id)
    let corrections = try await store.corrections.all(of: found)
    return ServedList(
      request, from: ranker.with(corrections: corrections),
      interactions: try await store.interactions.all(of: found),
      trying: try await store.lists.learner(of: found), seed: request.seed(of: found.id)
    ).list
  }

  private func request(now: Date, heard: EmotionDistribution? = nil) throws -> RecommendationRequest {
    // Who says an emotion and nothing else has chosen it; one that comes with a figure was read from a face.
    let isChosen = confidence == nil && probabilities == nil
    do {
      return try RecommendationRequest(
        emotion: isChosen ? nil : emotion, confidence: confidence, probabilities: probabilities,
        words: heard?.probabilities.map { "\($0)" }.joined(separator: ","), hand: isChosen ? emotion : nil,
        at: at, timeZone: timeZone,
        kinds: kinds, limit: limit, goal: goal, minutes: minutes, clock: clock, quietHours: quietHours,
        now: now, localZone: .current)
    } catch {
      throw ValidationError("\(error).")
    }
  }
}
