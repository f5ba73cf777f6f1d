import Recommendations

extension Item {
  /// What is said of the item, as a text whose meaning is searched: title, year and maker, what it is, its tags, and why it
  /// stands where it stands.
  public var text: String {
    let maker = creator.isEmpty || creator == Item.unknownCreator ? "" : " by \(creator)"
    let year = year.map { " (\($0))" } ?? ""
    let parts = ["\(title)\(year)\(maker)", kind.rawValue, tags.joined(separator: ", "), why]
    return parts.filter { !$0.isEmpty }.joined(separator: ". ")
  }
}
