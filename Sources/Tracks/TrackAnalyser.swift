import Foundation

/// Hears a track sample by sample and says what it sounds like over time, in a fixed amount of memory however long it is.
///
/// The spectrum is taken every 23 ms from frames of 93 ms. Two seconds are a window; its beat and its key come from the
/// eight seconds around it. Windows are merged two by two when there are too many, so that a long track has longer ones.
///
/// ```swift
/// var analyser = TrackAnalyser()
/// while let samples = try reader.next() { analyser.add(samples) }
/// let features = try analyser.finish()
/// ```
public struct TrackAnalyser {
  /// Samples a second that are expected, of one channel.
  public static let rate = 11_025
  /// Most steps of the sequence.
  public static let mostWindows = 32
  /// Least sound that has a place.
  public static let leastSeconds = 4.0
  /// Windows below this many decibels are silent.
  static let silence = -60.0

  static let frame = 1024
  static let hop = 256
  /// Frames of a window.
  static let framesAWindow = 86
  static let windowSeconds = Double(framesAWindow * hop) / Double(rate)
  /// Windows around one from which its beat and its key come.
  private static let context = 4

  private var spectrum = SoundSpectrum()
  private var pending: [Float] = []
  private var raw = RawWindow()
  private var recent: [RawWindow] = []
  private var merging = WindowMerging(most: mostWindows)
  private var pitches = PitchHistogram()
  private var samples = 0
  private var heard = 0
  private var silent = 0
  private var broken = 0

  public init() {}

  /// Takes the next samples, −1…1; what is no number counts as silence, and what is far beyond is cut off.
  public mutating func add(_ samples: [Float]) {
    self.samples += samples.count
    pending.reserveCapacity(pending.count + samples.count)
    for sample in samples {
      if sample.isFinite {
        pending.append(min(8, max(-8, sample)))
      } else {
        broken += 1
        pending.append(0)
      }
    }
    var start = 0
    while pending.count - start >= Self.frame {
      take(start)
      start += Self.hop
    }
    pending.removeFirst(start)
  }

  /// What was heard.
  ///
  /// - Throws: ``TrackError/tooShort(seconds:)``, ``TrackError/silent(seconds:)``.
  public mutating func finish() throws(TrackError) -> TrackFeatures {
    let seconds = Double(samples) / Double(Self.rate)
    guard seconds >= Self.leastSeconds else { throw .tooShort(seconds: seconds) }
    // The last two windows, or the only ones, have what there is around them.
    let rest = recent.suffix(heard < Self.context ? recent.count : 2)
    for window in rest { keep(window) }
    let windows = merging.finish()
    guard let mean = TrackWindow.mean(windows) else { throw .silent(seconds: seconds) }
    let key = KeyEstimate(chroma: pitches.chroma)
    return TrackFeatures(
      windows: windows.map(\.window), mean: mean,
      key: key.map { "\(KeyEstimate.names[$0.tonic]) \($0.isMajor ? "major" : "minor")" },
      isMajor: key?.isMajor, seconds: seconds, silentSeconds: Double(silent) * Self.windowSeconds,
      brokenSamples: broken)
  }

  /// Hears the frame that begins there.
  private mutating func take(_ start: Int) {
    raw.add(spectrum.hear(pending[start..<start + Self.frame]))
    guard raw.frames == Self.framesAWindow else { return }
    recent.append(raw)
    raw = RawWindow()
    heard += 1
    if recent.count > Self.context { recent.removeFirst() }
    guard recent.count == Self.context else { return }
    if heard == Self.context { keep(recent[0]) }
    keep(recent[1])
  }

  /// Takes a window into the sequence, with what is around it.
  private mutating func keep(_ window: RawWindow) {
    guard window.loudness > Self.silence else {
      silent += 1
      return
    }
    pitches.add(window.pitches)
    merging.add(window.window(in: recent))
  }
}

/// Keeps the sequence short: when there are twice as many windows as wanted, neighbours are merged.
struct WindowMerging {
  private let most: Int
  /// Windows of which each kept one is made.
  private var factor = 1
  private var kept: [(window: TrackWindow, weight: Double)] = []
  private var open: [(window: TrackWindow, weight: Double)] = []

  init(most: Int) { self.most = most }

  mutating func add(_ window: TrackWindow) {
    open.append((window, 1))
    guard open.count == factor else { return }
    close()
    guard kept.count == 2 * most else { return }
    halve()
    factor *= 2
  }

  mutating func finish() -> [(window: TrackWindow, weight: Double)] {
    close()
    if kept.count > most { halve() }
    return kept
  }

  private mutating func close() {
    if let mean = TrackWindow.mean(open) { kept.append((mean, Double(open.count))) }
    open = []
  }

  private mutating func halve() {
    kept = stride(from: 0, to: kept.count, by: 2).compactMap { start in
      let pair = Array(kept[start..<min(start + 2, kept.count)])
      return TrackWindow.mean(pair).map { ($0, pair.reduce(0) { $0 + $1.weight }) }
    }
  }
}
