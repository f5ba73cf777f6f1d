import Foundation

/// Times as exports write them; those without a zone are in UTC, as Spotify and Last.fm have them.
enum ImportDate {
  /// Reads `2019-03-01T12:00:00Z`, `2019-03-01 12:00`, `01 Mar 2019, 12:00`, or seconds or milliseconds since 1970.
  static func parse(_ text: String) -> Date? {
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Double(text) {
      let seconds = number > 100_000_000_000 ? number / 1000 : number
      return isPlausible(seconds) ? Date(timeIntervalSince1970: seconds) : nil
    }
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    var parts: [Int] = []
    for word in words.flatMap(splitAtLetters) {
      if let number = Int(word) {
        parts.append(number)
      } else if let month = months.firstIndex(of: word.prefix(3).lowercased()), parts.count == 1 {
        parts.append(month + 1)
      } else if parts.count < 3 {
        return nil
      }
    }
    guard parts.count >= 3 else { return nil }
    if parts[0] < 1000 { parts.swapAt(0, 2) }
    let clock = parts[3...] + [0, 0, 0]
    return date(
      year: parts[0], month: parts[1], day: parts[2], hour: clock[3], minute: clock[4], second: clock[5]
    ).map { $0.addingTimeInterval(-offset(in: text)) }
  }

  /// How far a time's zone is ahead of UTC, seconds: of "…T23:30:00-05:00" five hours less than nothing.
  private static func offset(in text: String) -> Double {
    guard let zone = text.firstMatch(of: /:\d{2}(?:\.\d+)?\s?([+-])(\d{2}):?(\d{2})$/),
      let hours = Double(zone.2), let minutes = Double(zone.3)
    else { return 0 }
    return (zone.1 == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// Whether a time can be when somebody heard or rated something: from 1970 to 2200.
  static func isPlausible(_ seconds: Double) -> Bool { (0...7_258_118_400).contains(seconds) }

  /// The year in a date of a feed, such as "Tue, 05 Mar 2019 10:00:00 GMT" or "2019-03-05".
  static func year(in text: String) -> Int? {
    text.split { !$0.isNumber }.lazy.filter { $0.count == 4 }.compactMap { Int($0) }
      .first { (1900...2200).contains($0) }
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// "05T12" are two words.
  private static func splitAtLetters(_ word: String) -> [String] {
    guard word.first?.isNumber == true else { return [word] }
    return word.split { $0.isLetter }.map(String.init)
  }

  /// Days since 1970 by the civil calendar (Hinnant, *chrono-compatible low-level date algorithms*).
  private static func date(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
  ) -> Date? {
    guard (1970...2199).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return Date(timeIntervalSince1970: Double(days * 86_400 + hour * 3600 + minute * 60 + second))
  }
}
