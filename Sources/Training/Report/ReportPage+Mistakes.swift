import Emotions
import Foundation
import Images

extension ReportPage {
  /// Longer sides are made this long, in pixels.
  private static let longestSide = 96

  func mistakes() throws(ImageError) -> String {
    let unseen = report.unseen.map(Set.init)
    var figures: [String] = []
    for mistake in report.all.mistakes(limit: mistakeLimit) {
      let row = faces[mistake.position]
      let isSeen = unseen.map { !$0.contains(mistake.position) } ?? false
      figures.append(
        """
        <figure>\(try picture(row))\
        <figcaption><b>\(mistake.prediction.rawValue)</b> \(NumberText.percent(mistake.confidence, decimals: 1))<br>\
        people: \(people(mistake))<br>\(HTML.escaped(row.name))\
        \(isSeen ? "<br>also in the training data" : "")</figcaption></figure>
        """)
    }
    guard !figures.isEmpty else { return "<p>There is none.</p>" }
    return "<div class=\"faces\">\n\(figures.joined(separator: "\n"))\n</div>"
  }

  /// The label, and how the votes were where there are some.
  private func people(_ mistake: Mistake) -> String {
    guard let votes = report.all.targets?[mistake.position] else { return mistake.label.rawValue }
    let shares = zip(Emotion.allCases, votes).filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
    let texts = shares.map { "\($0.rawValue) \(NumberText.percent(Double($1), decimals: 0))" }
    // A share and its sign stay on one line.
    return texts.joined(separator: ", ").replacingOccurrences(of: " %", with: "\u{A0}%")
  }

  private func picture(_ row: FaceRow) throws(ImageError) -> String {
    let bytes = Data(try PNGEncoder.encode(row.image.fitting(Self.longestSide))).base64EncodedString()
    return "<img alt=\"\(HTML.escaped(row.name))\" src=\"data:image/png;base64,\(bytes)\">"
  }
}

extension GrayImage {
  /// The picture, reduced where its longer side is above `longestSide`.
  func fitting(_ longestSide: Int) -> GrayImage {
    let scale = min(1, Double(longestSide) / Double(max(width, height)))
    return resized(
      width: max(1, Int(Double(width) * scale)), height: max(1, Int(Double(height) * scale)))
  }
}
