import Foundation

/// Times as people say and read them.
enum SpokenTime {
  /// How long something takes: "40 s", "12 min", "2 h 5 min".
  static func length(seconds: Double) -> String {
    let seconds = Int(seconds.rounded())
    if seconds < 100 { return "\(seconds) s" }
    return seconds < 6000 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }

  /// A place in a video: "1:02.40", or "1:02" without hundredths.
  static func place(_ time: Duration, hundredths: Bool = false) -> String {
    let all = Int((time / .milliseconds(10)).rounded())
    let text = String(format: "%d:%02d", all / 6000, all / 100 % 60)
    return hundredths ? text + String(format: ".%02d", all % 100) : text
  }
}
