import Emotions
import Foundation
import Recommendations

extension Call {
  /// A whole number in the query; `nil` if there is none.
  func number(_ name: String, in range: ClosedRange<Int>) throws(WebError) -> Int? {
    guard let text = try query(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .wrongValue("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// `true` or `false` in the query; `nil` if it is not there.
  func flag(_ name: String) throws(WebError) -> Bool? {
    guard let text = try query(name) else { return nil }
    guard let flag = Bool(text) else { throw .wrongValue("\(name) is true or false") }
    return flag
  }

  /// The time zone in the query; `otherwise` if there is none.
  func timeZone(_ name: String, otherwise: TimeZone) throws -> TimeZone {
    guard let text = try query(name) else { return otherwise }
    guard let zone = TimeZone(identifier: text) else { throw RequestError.timeZone(text) }
    return zone
  }

  /// `from` and `to` in the query, as times in ISO 8601; without an offset they are those of the zone.
  func span(in zone: TimeZone) throws -> (from: Date?, to: Date?) {
    // Whoever deletes up to a blank would delete everything.
    for name in ["from", "to"] {
      guard try queryText(name)?.isEmpty != true else {
        throw WebError.wrongValue(
          "\(name) is blank; write a time as in 2026-11-22T12:00:00Z, or leave it out")
      }
    }
    let from = try query("from").map { try LocalTime(parsing: $0, otherwise: zone).date }
    let to = try query("to").map { try LocalTime(parsing: $0, otherwise: zone).date }
    if let from, let to, from > to { throw WebError.wrongValue("“from” is later than “to”") }
    return (from, to)
  }
}

/// A place on the plane as it is sent: `{"valence", "arousal"}`, each from −1 to 1.
struct GivenPlace: Decodable {
  let place: Affect

  private enum CodingKeys: String, CodingKey {
    case valence, arousal
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let numbers = try [CodingKeys.valence, .arousal].map { key in
      let number = try fields.decode(Double.self, forKey: key)
      guard (-1...1).contains(number) else {
        throw WebError.wrongValue("\(key.rawValue) is a number from -1 to 1")
      }
      return number
    }
    place = Affect(valence: numbers[0], arousal: numbers[1])
  }
}
