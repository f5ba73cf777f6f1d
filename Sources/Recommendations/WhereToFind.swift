/// A place where an item can be had.
public struct FindingPlace: Codable, Hashable, Sendable {
  /// "Spotify", "YouTube", "Open Library", or the host of the item's own link.
  public let name: String
  /// An `https` address, or the item's own.
  public let address: String
}

extension Item {
  /// Its own link first, then searches for its title and creator where such things are found.
  public var findingPlaces: [FindingPlace] {
    let words = creator == Item.unknownCreator ? title : "\(title) \(creator)"
    let query = MediaServer.escaped(words)
    let spotify = FindingPlace(name: "Spotify", address: "https://open.spotify.com/search/\(query)")
    let youTube = FindingPlace(
      name: "YouTube", address: "https://www.youtube.com/results?search_query=\(query)")
    let library = FindingPlace(name: "Open Library", address: "https://openlibrary.org/search?q=\(query)")
    let searches: [FindingPlace] =
      switch kind {
      case .music: [spotify, youTube]
      case .film, .talk: [youTube]
      case .book: [library]
      case .podcast: [spotify]
      }
    guard let link else { return searches }
    let host = link.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
    return [FindingPlace(name: String(host), address: link)] + searches
  }
}
