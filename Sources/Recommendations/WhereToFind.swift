/// A place where an item can be had.
public struct FindingPlace: Codable, Hashable, Sendable {
  /// "Mien", "Spotify", "YouTube", "Open Library", or the host of the item's own link.
  public let name: String
  /// An `https` address, the item's own, or a path on this server.
  public let address: String
}

extension Item {
  /// Its file in the library first, its own link, then searches for its title and creator where such things are found.
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
    var own: [FindingPlace] = []
    if file != nil {
      own.append(
        FindingPlace(name: "Mien", address: "/api/v1/catalogue/\(MediaServer.escaped(id))/play"))
    }
    if let link {
      let host = link.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
      own.append(FindingPlace(name: String(host), address: link))
    }
    return own + searches
  }

  /// Where it can be had on the web: its own link, else the first search.
  var webAddress: String? { link ?? findingPlaces.first { $0.address.hasPrefix("https://") }?.address }
}
