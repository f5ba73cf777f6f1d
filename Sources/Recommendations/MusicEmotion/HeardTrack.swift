import Emotions
import Foundation

/// What was heard in a file of music, as the catalogue takes it up: as an estimate, below what a person says.
public struct HeardTrack: Hashable, Sendable {
  /// As its tags have them, or its name.
  public let title, creator: String
  /// Whether the title is that of its tags.
  public let isTagged: Bool
  /// The file's own name.
  public let fileName: String
  public let seconds: Double
  /// Where it seems to lie.
  public let place: Affect
  /// How sure that is, 0…1.
  public let confidence: Double
  /// In beats a minute; `nil` where there is no beat.
  public let tempo: Double?
  /// Such as "A minor"; `nil` where there is none.
  public let key: String?
  /// In decibels relative to full scale.
  public let loudness: Double

  /// - Parameters:
  ///   - path: of the file. Its name tells title and maker where its tags do not, as in "Maker - Title.mp3".
  ///   - title: as its tags have it.
  ///   - artist: likewise.
  public init(
    path: String, title: String?, artist: String?, seconds: Double, place: Affect, confidence: Double,
    tempo: Double?, key: String?, loudness: Double
  ) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // What is read of an address there ends at "#" and "?", and a file's name does not.
    let address = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    let spoken = ItemDraft.cleaned(PlaylistImport.Entry.spokenName(address)) ?? "Untitled"
    let parts = spoken.components(separatedBy: " - ")
    let isTwo = title == nil && parts.count > 1
    let own =
      title.flatMap(ItemDraft.cleaned) ?? (isTwo ? parts.dropFirst().joined(separator: " - ") : spoken)
    self.title = String(own.prefix(500))
    isTagged = title.flatMap(ItemDraft.cleaned) != nil
    let maker = artist.flatMap(ItemDraft.cleaned) ?? (isTwo ? parts[0] : Item.unknownCreator)
    creator = String(maker.prefix(500))
    fileName = name
    self.seconds = seconds
    self.place = place
    self.confidence = confidence
    self.tempo = tempo
    self.key = key
    self.loudness = loudness
  }

  /// The id that an import gives to music of this title and maker.
  public var id: String { ItemIdentity.id(kind: .music, creator: creator, title: title) }

  /// Whether an item is this file: it is music of the same title and maker, or its link ends in the file's name and
  /// no tag says that it has another title: many albums have an "01.mp3".
  public func isHeard(in item: Item) -> Bool {
    if item.id == id { return true }
    guard item.kind == .music, let link = item.link,
      !isTagged || title.caseInsensitiveCompare(item.title) == .orderedSame
    else { return false }
    let last = link.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last.map(String.init) ?? ""
    return (last.removingPercentEncoding ?? last) == fileName
  }

  /// What of the sound stands in the reason of an item's place.
  public var words: String {
    var parts = ["its sound"]
    if let tempo { parts.append("\(Int(tempo.rounded())) beats a minute") }
    if let key { parts.append(key) }
    parts.append("\(Int(loudness.rounded())) dB")
    return "Estimated from \(parts.joined(separator: ", "))"
  }

  /// The file as an item of its own.
  public var item: Item {
    Item(
      id: id, title: title, creator: creator, kind: .music,
      minutes: max(1, Int((seconds / 60).rounded(.up))), place: rounded(place), energy: energy, tags: [],
      why: words + ".", estimate: rounded(confidence))
  }

  /// The item with what was heard; its tags speak as well, each as much as it is sure.
  ///
  /// - Returns: `nil` if a person said where it stands, or what is known is surer already.
  public func noted(in item: Item) -> Item? {
    guard let known = item.estimate else { return nil }
    let tags = AffectEstimator.estimate(tags: item.tags)
    let (heard, said) = (max(confidence, 1e-3), tags?.confidence ?? 0)
    func mean(_ axis: KeyPath<Affect, Double>) -> Double {
      (heard * place[keyPath: axis] + said * (tags?.place[keyPath: axis] ?? 0)) / (heard + said)
    }
    let estimate = rounded(max(confidence, said))
    guard estimate >= known else { return nil }
    let middle = rounded(Affect(valence: mean(\.valence), arousal: mean(\.arousal)))
    let others = tags.map { " and " + $0.sources.joined(separator: ", ") } ?? ""
    return Item(
      id: item.id, title: item.title, creator: item.creator, year: item.year, kind: item.kind,
      minutes: item.minutes, link: item.link, place: middle, energy: rounded(0.5 + 0.5 * middle.arousal),
      tags: item.tags, why: words + others + ".", estimate: estimate, source: item.source,
      file: item.file)
  }

  private var energy: Double { rounded(0.5 + 0.5 * place.arousal) }

  private func rounded(_ place: Affect) -> Affect {
    Affect(valence: rounded(place.valence), arousal: rounded(place.arousal))
  }

  /// Two digits are more than enough for a guess.
  private func rounded(_ value: Double) -> Double { (100 * value).rounded() / 100 }
}
