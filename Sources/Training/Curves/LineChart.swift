import Foundation

/// A chart of lines over epochs, as a self-contained SVG picture.
///
/// It has its own light background, so it reads the same on dark pages; colours are those of Okabe & Ito
/// 2008, which colour-blind people tell apart, and every line has its own dashes as well.
public struct LineChart: Sendable {
  /// One line: a name and a value for each epoch; values that are not finite leave a gap.
  public struct Line: Sendable {
    public let name: String
    public let values: [Double]

    public init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  public let title: String
  /// What the upright axis shows.
  public let quantity: String
  public let lines: [Line]
  /// Epoch of the first value.
  public let firstEpoch: Int

  public init(title: String, quantity: String, lines: [Line], firstEpoch: Int = 1) {
    self.title = title
    self.quantity = quantity
    self.lines = lines
    self.firstEpoch = firstEpoch
  }

  /// The loss of a run by epoch.
  public static func loss(training: [Double], validation: [Double]) -> LineChart {
    LineChart(
      title: "Loss by epoch", quantity: "loss (cross-entropy)",
      lines: [Line(name: "training", values: training), Line(name: "validation", values: validation)])
  }

  /// The accuracy of a run by epoch; the values are shares, 0…1, and shown in percent.
  public static func accuracy(training: [Double], validation: [Double]) -> LineChart {
    LineChart(
      title: "Accuracy by epoch", quantity: "accuracy (%)",
      lines: [
        Line(name: "training", values: training.map { 100 * $0 }),
        Line(name: "validation", values: validation.map { 100 * $0 }),
      ])
  }

  /// The picture, 640×400.
  public func svg() -> String {
    let plot = Plot(self)
    let drawn = lines.enumerated().map { plot.line($0.element, style: LineStyle(at: $0.offset)) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" width="640" height="400" role="img" \
      font-family="system-ui, sans-serif" font-size="13">
      <title>\(HTML.escaped(title))</title>
      <rect width="640" height="400" rx="6" fill="#ffffff"/>
      <text x="70" y="28" font-size="16" font-weight="600" fill="#1a1a1a">\(HTML.escaped(title))</text>
      \(plot.upright(quantity: HTML.escaped(quantity)))
      \(plot.across())
      \(drawn.joined(separator: "\n"))
      \(plot.legend(lines.map { HTML.escaped($0.name) }))
      </svg>

      """
  }
}

/// Colour and dashes of a line.
private struct LineStyle {
  let attributes: String
  let colour: String

  init(at index: Int) {
    let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"]
    let dashes = [
      "", " stroke-dasharray=\"7 4\"", " stroke-dasharray=\"2 3\"", " stroke-dasharray=\"9 3 2 3\"",
    ]
    colour = colours[index % colours.count]
    attributes = "stroke=\"\(colour)\" stroke-width=\"2\"\(dashes[index % dashes.count])"
  }
}

/// Where values lie in the picture, and the parts of the picture.
private struct Plot {
  static let left = 70.0
  static let right = 620.0
  static let top = 60.0
  static let bottom = 345.0

  let firstEpoch: Int
  let lastEpoch: Int
  let ticks: AxisTicks

  init(_ chart: LineChart) {
    let values = chart.lines.flatMap(\.values).filter(\.isFinite)
    ticks = AxisTicks(from: values.min() ?? 0, to: values.max() ?? 1)
    firstEpoch = chart.firstEpoch
    lastEpoch = chart.firstEpoch + max((chart.lines.map(\.values.count).max() ?? 0) - 1, 0)
  }

  private func x(_ epoch: Int) -> Double {
    guard lastEpoch > firstEpoch else { return (Self.left + Self.right) / 2 }
    return Self.left + (Self.right - Self.left) * Double(epoch - firstEpoch) / Double(lastEpoch - firstEpoch)
  }

  private func y(_ value: Double) -> Double {
    let (low, high) = (ticks.values.first ?? 0, ticks.values.last ?? 1)
    return Self.bottom - (Self.bottom - Self.top) * (value - low) / (high - low)
  }

  func upright(quantity: String) -> String {
    let marks = zip(ticks.values, ticks.texts).map { value, text in
      """
      <line x1="70" x2="620" y1="\(number(y(value)))" y2="\(number(y(value)))" stroke="#dddddd"/>
      <text x="62" y="\(number(y(value) + 4.5))" text-anchor="end" fill="#333333">\(text)</text>
      """
    }
    let name =
      "<text x=\"18\" y=\"202\" text-anchor=\"middle\" fill=\"#333333\" transform=\"rotate(-90 18 202)\">\(quantity)</text>"
    return (marks + [name]).joined(separator: "\n")
  }

  func across() -> String {
    let step = max(
      1, Int(AxisTicks(from: 0, to: Double(max(lastEpoch - firstEpoch, 1)), count: 10).values[1]))
    let marks = (firstEpoch...lastEpoch).filter { $0 == firstEpoch || $0.isMultiple(of: step) }.map { epoch in
      """
      <line x1="\(number(x(epoch)))" x2="\(number(x(epoch)))" y1="345" y2="350" stroke="#333333"/>
      <text x="\(number(x(epoch)))" y="366" text-anchor="middle" fill="#333333">\(epoch)</text>
      """
    }
    return
      (["<line x1=\"70\" x2=\"620\" y1=\"345\" y2=\"345\" stroke=\"#333333\"/>"] + marks
      + ["<text x=\"345\" y=\"388\" text-anchor=\"middle\" fill=\"#333333\">epoch</text>"])
      .joined(separator: "\n")
  }

  func line(_ line: LineChart.Line, style: LineStyle) -> String {
    var runs: [[(x: Double, y: Double)]] = [[]]
    for (index, value) in line.values.enumerated() {
      if value.isFinite {
        runs[runs.count - 1].append((x(firstEpoch + index), y(value)))
      } else {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }.map { run in
      guard run.count > 1 else {
        return
          "<circle cx=\"\(number(run[0].x))\" cy=\"\(number(run[0].y))\" r=\"4\" fill=\"\(style.colour)\"/>"
      }
      let points = run.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
      return "<polyline points=\"\(points)\" fill=\"none\" stroke-linejoin=\"round\" \(style.attributes)/>"
    }.joined(separator: "\n")
  }

  func legend(_ names: [String]) -> String {
    names.enumerated().map { index, name in
      let left = 70 + 140 * index
      return """
        <line x1="\(left)" x2="\(left + 30)" y1="45" y2="45" \(LineStyle(at: index).attributes)/>
        <text x="\(left + 37)" y="49.5" fill="#333333">\(name)</text>
        """
    }.joined(separator: "\n")
  }

  private func number(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }
}
