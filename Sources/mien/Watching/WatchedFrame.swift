import Emotions
import Engine

/// A frame in the output of `mien watch`; docs/command-line.md gives both forms.
struct WatchedFrame: Encodable {
  let time: Duration
  let reading: ViewerReading

  private enum CodingKeys: String, CodingKey { case time }

  func encode(to encoder: any Encoder) throws {
    try reading.encode(to: encoder)
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode((time / .milliseconds(1)).rounded() / 1000, forKey: .time)
  }

  static let columns =
    ["time", "width", "height", "faces", "state", "label", "confidence"] + Emotion.allCases.map(\.rawValue)
    + ["valence", "arousal", "x", "y", "box_width", "box_height"]

  /// What is not known is empty.
  var row: [String] {
    let mood = reading.mood.mood
    let affect = mood?.distribution.affect
    let box = reading.viewer.map { reading.faces[$0].face.box }
    let numbers: [Double?] =
      [mood?.confidence] + Emotion.allCases.map { mood?.distribution[$0] }
      + [affect?.valence, affect?.arousal]
    return [
      CSV.number(time / .seconds(1), digits: 3), "\(reading.analysis.width)", "\(reading.analysis.height)",
      "\(reading.faces.count)", reading.mood.state.name, reading.mood.state.label?.rawValue ?? "",
    ] + numbers.map { $0.map { CSV.number($0) } ?? "" }
      + [box?.x, box?.y, box?.width, box?.height].map { $0.map { CSV.number($0, digits: 1) } ?? "" }
  }
}
