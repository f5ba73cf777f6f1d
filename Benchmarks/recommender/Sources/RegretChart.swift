import Foundation

/// Curves of regret as a picture.
struct RegretChart {
  let curves: [Simulation.Curve]

  init(_ curves: [Simulation.Curve]) { self.curves = curves }

  private static let colours = ["#9a3412", "#6b7280", "#1d4ed8"]
  private static let width = 640.0
  private static let height = 400.0
  private static let margin = 60.0

  var svg: String {
    let most = curves.flatMap(\.high).max() ?? 1
    let rounds = curves.first?.rounds ?? 1
    func point(_ k: Int, _ value: Double, of count: Int) -> String {
      let x = Self.margin + (Self.width - 2 * Self.margin) * Double(k + 1) / Double(count)
      let y = Self.height - Self.margin - (Self.height - 2 * Self.margin) * value / most
      return String(format: "%.1f,%.1f", x, y)
    }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" font-family=\"sans-serif\" font-size=\"13\">",
      "<rect width=\"640\" height=\"400\" fill=\"white\"/>",
      "<path d=\"M60,60 V340 H580\" fill=\"none\" stroke=\"#374151\"/>",
      "<text x=\"60\" y=\"40\">Regret: takes lost to not knowing, summed up</text>",
      "<text x=\"580\" y=\"360\" text-anchor=\"end\">\(rounds) rounds</text>",
      "<text x=\"52\" y=\"66\" text-anchor=\"end\">\(Int(most))</text>",
    ]
    for (k, curve) in curves.enumerated() {
      let colour = Self.colours[k % Self.colours.count]
      let count = curve.mean.count
      let upper = curve.high.enumerated().map { point($0, $1, of: count) }
      let lower = curve.low.enumerated().map { point($0, $1, of: count) }.reversed()
      lines.append(
        "<polygon points=\"\((upper + lower).joined(separator: " "))\" fill=\"\(colour)\" opacity=\"0.15\"/>")
      let middle = curve.mean.enumerated().map { point($0, $1, of: count) }
      lines.append(
        "<polyline points=\"\(middle.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>"
      )
      lines.append(
        "<text x=\"76\" y=\"\(82 + 18 * k)\" fill=\"\(colour)\">\(curve.rule): \(Int((curve.mean.last ?? 0).rounded()))</text>"
      )
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }
}
