/// What administrators are told of the network that reads emotions.
public struct ModelFacts: Encodable, Sendable {
  /// The first twelve digits of the SHA-256 of its weights; `nil` for a file that does not say it.
  public let version: String?
  /// Whether it is the one that comes with Mien, and not one of `--model`.
  public let isShipped: Bool
  /// Share of validation faces that it read rightly, 0…1, as its file says.
  public let accuracy: Double?
  /// The text of its model card, where one is known.
  public let card: String?

  public init(version: String?, isShipped: Bool, accuracy: Double?, card: String?) {
    self.version = version
    self.isShipped = isShipped
    self.accuracy = accuracy
    self.card = card
  }

  private enum CodingKeys: String, CodingKey {
    case version, shipped, card
    case accuracy = "validation_accuracy"
  }

  /// The card itself is answered elsewhere; here stands whether there is one.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(version, forKey: .version)
    try fields.encode(isShipped, forKey: .shipped)
    try fields.encode(accuracy, forKey: .accuracy)
    try fields.encode(card != nil, forKey: .card)
  }
}
