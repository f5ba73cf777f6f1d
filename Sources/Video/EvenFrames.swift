/// Puts frames that come at any time on an even beat: each is shown until the next, as often as the beat says.
struct EvenFrames {
  private let rate: Double
  private var begin: Duration?
  /// Frames written so far.
  private var count = 0

  /// More copies of a frame than this many seconds of them are not made: somebody's laptop slept.
  private static let longest = 60.0

  /// - Parameter rate: frames a second.
  init(rate: Double) { self.rate = rate }

  /// How often the frame before is written until this one is shown.
  mutating func copies(before time: Duration) -> Int {
    guard let begin else {
      self.begin = time
      return 0
    }
    let place = Int(((time - begin) / .seconds(1) * rate).rounded())
    let copies = max(0, min(place - count, Int(EvenFrames.longest * rate)))
    // Behind a gap that was made shorter, and a step back, time goes on from here.
    if place != count + copies { self.begin = time - .seconds(Double(count + copies) / rate) }
    count += copies
    return copies
  }
}
