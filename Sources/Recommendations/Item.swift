import Emotions

/// Something to hear, watch or read.
///
/// Where it lies on the plane and how much energy it has are judgements, shown as such.
public struct Item: Hashable, Sendable, Identifiable {
  /// Unique in the catalogue.
  public let id: String
  /// As it is known, in its own language.
  public let title: String
  /// Who made it: composer, band, director, author, host or speaker.
  public let creator: String
  /// Of first publication; before the year 1 it is negative.
  public let year: Int?
  /// What sort of thing it is.
  public let kind: ItemKind
  /// How long it takes from beginning to end, at least 1.
  public let minutes: Int
  /// Where it can be found: an `http` or `https` address.
  public let link: String?
  /// Where it lies on the valence/arousal plane.
  public let place: Affect
  /// From still (0) to driving (1).
  public let energy: Double
  /// Words for what it is like, in any case.
  public let tags: [String]
  /// Why it stands where it stands, in a sentence.
  public let why: String
  /// How sure the place is, 0…1, if Mien estimated it from tags or sound; `nil` if a person said it.
  public let estimate: Double?
  /// Where its title, maker, year and length can be checked, if that is not ``link``: an `http` or `https` address.
  public let source: String?
  /// Its file below the library's folder, as `Miles Davis/So What.flac`; the server can play it.
  public let file: String?

  /// The creator of an item of which none is known; such items do not count as made by one and the same.
  public static let unknownCreator = "Unknown"

  /// Where its facts can be checked: its source, else its link.
  public var reference: String? { source ?? link }

  /// An item. The energy is clamped to 0…1 (`NaN` becomes 0.5) and the minutes to 1 or more; a link or source
  /// that is not a plain web address is left out, so that no item carries a `javascript:` link to a page, and a file that
  /// is not below the library's folder as well.
  public init(
    id: String, title: String, creator: String, year: Int? = nil, kind: ItemKind, minutes: Int,
    link: String? = nil, place: Affect, energy: Double, tags: [String] = [], why: String = "",
    estimate: Double? = nil, source: String? = nil, file: String? = nil
  ) {
    self.id = id
    self.title = title
    self.creator = creator
    self.year = year
    self.kind = kind
    self.minutes = max(1, minutes)
    self.link = link.flatMap { isWebAddress($0) ? $0 : nil }
    self.place = place
    self.energy = energy.isNaN ? 0.5 : min(1, max(0, energy))
    self.tags = tags
    self.why = why
    self.estimate = estimate.map { $0.isNaN ? 0 : min(1, max(0, $0)) }
    self.source = source.flatMap { isWebAddress($0) ? $0 : nil }
    self.file = file.flatMap { LibraryFolder.isPath($0) ? $0 : nil }
  }

  /// The item where a person says it stands; it is no estimate any more.
  public func corrected(to place: Affect, energy: Double? = nil) -> Item {
    Item(
      id: id, title: title, creator: creator, year: year, kind: kind, minutes: minutes, link: link,
      place: place, energy: energy ?? self.energy, tags: tags, why: why, source: source,
      file: file)
  }

  /// The item with a file of the library.
  public func playing(_ file: String) -> Item {
    Item(
      id: id, title: title, creator: creator, year: year, kind: kind, minutes: minutes, link: link,
      place: place, energy: energy, tags: tags, why: why, estimate: estimate, source: source, file: file)
  }
}

/// In JSON an item is one flat object; its place is `valence` and `arousal`.
extension Item: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case id, title, creator, year, kind, minutes, link, valence, arousal, energy, tags, why, estimate,
      source, file
  }

  /// Reads the flat object, with the limits of the other initialiser.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try fields.decode(String.self, forKey: .id),
      title: try fields.decode(String.self, forKey: .title),
      creator: try fields.decode(String.self, forKey: .creator),
      year: try fields.decodeIfPresent(Int.self, forKey: .year),
      kind: try fields.decode(ItemKind.self, forKey: .kind),
      minutes: try fields.decode(Int.self, forKey: .minutes),
      link: try fields.decodeIfPresent(String.self, forKey: .link),
      place: Affect(
        valence: try fields.decode(Double.self, forKey: .valence),
        arousal: try fields.decode(Double.self, forKey: .arousal)),
      energy: try fields.decode(Double.self, forKey: .energy),
      tags: try fields.decode([String].self, forKey: .tags),
      why: try fields.decode(String.self, forKey: .why),
      estimate: try fields.decodeIfPresent(Double.self, forKey: .estimate),
      source: try fields.decodeIfPresent(String.self, forKey: .source),
      file: try fields.decodeIfPresent(String.self, forKey: .file))
  }

  /// Writes the flat object; a missing year, link, estimate, source or file is left out.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(title, forKey: .title)
    try fields.encode(creator, forKey: .creator)
    try fields.encodeIfPresent(year, forKey: .year)
    try fields.encode(kind, forKey: .kind)
    try fields.encode(minutes, forKey: .minutes)
    try fields.encodeIfPresent(link, forKey: .link)
    try fields.encode(place.valence, forKey: .valence)
    try fields.encode(place.arousal, forKey: .arousal)
    try fields.encode(energy, forKey: .energy)
    try fields.encode(tags, forKey: .tags)
    try fields.encode(why, forKey: .why)
    try fields.encodeIfPresent(estimate, forKey: .estimate)
    try fields.encodeIfPresent(source, forKey: .source)
    try fields.encodeIfPresent(file, forKey: .file)
  }
}
