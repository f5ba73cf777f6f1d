import Foundation

/// A small chart within a page, as SVG in the page's own colours, so that it follows light, dark and print.
///
/// Lines differ in dashes and not in colour alone.
struct PageChart {
  /// A line through points, drawn in the first or second colour.
  struct Line {
    let name: String
    let points: [(x: Double, y: Double)]
    var style = 0
    /// Whether each point has a dot.
    var dotted = false
  }

  /// A rectangle standing on the lower axis.
  struct Bar {
    let from, to, height: Double
  }

  /// A ring around a point, with words below it on the side where there is room.
  struct Mark {
    let x, y: Double
    let text: String
    var style = 0
  }

  /// One axis: what it shows, its ends, and its ticks.
  struct Axis {
    let name: String
    let range: ClosedRange<Double>
    let ticks: [(value: Double, text: String)]

    /// Shares of one, 0…1 or a part of it, in percent.
    static func shares(_ name: String, _ range: ClosedRange<Double> = 0...1, count: Int = 5) -> Axis {
      let ticks = AxisTicks(from: 100 * range.lowerBound, to: 100 * range.upperBound, count: count)
      return Axis(
        name: name, range: range,
        ticks: zip(ticks.values, ticks.texts).map { ($0 / 100, $1) }.filter { range.contains($0.0) })
    }

    /// Round numbers around the values.
    static func numbers(_ name: String, from low: Double, to high: Double) -> Axis {
      let ticks = AxisTicks(from: low, to: high)
      return Axis(
        name: name, range: (ticks.values.first ?? low)...(ticks.values.last ?? high),
        ticks: Array(zip(ticks.values, ticks.texts)))
    }
  }

  let title: String
  let across: Axis
  let upright: Axis
  var lines: [Line] = []
  var bars: [Bar] = []
  var marks: [Mark] = []
  /// Whether a thin line runs from corner to corner, where both axes agree.
  var hasDiagonal = false
  var width = 340.0
  var height = 260.0

  private var left: Double { 46 }
  private var top: Double { lines.count > 1 ? 44 : 28 }
  private var right: Double { width - 12 }
  private var bottom: Double { height - 40 }

  private func x(_ value: Double) -> Double { place(value, across.range, left, right) }
  private func y(_ value: Double) -> Double { place(value, upright.range, bottom, top) }

  private func place(_ value: Double, _ range: ClosedRange<Double>, _ from: Double, _ to: Double) -> Double {
    let span = range.upperBound - range.lowerBound
    return from + (to - from) * (span > 0 ? (value - range.lowerBound) / span : 0.5)
  }

  func svg() -> String {
    let parts =
      [axes()] + bars.map(bar) + [hasDiagonal ? diagonal() : ""] + lines.map(line) + marks.map(mark)
      + [lines.count > 1 ? legend() : ""]
    return """
      <svg class="chart" viewBox="0 0 \(number(width)) \(number(height))" width="\(number(width))" \
      height="\(number(height))" role="img" aria-label="\(HTML.escaped(title))">
      <text x="\(number(left))" y="16" class="title">\(HTML.escaped(title))</text>
      \(parts.filter { !$0.isEmpty }.joined(separator: "\n"))
      </svg>
      """
  }

  private func axes() -> String {
    let rows = upright.ticks.map { tick in
      let at = number(y(tick.value))
      return """
        <line class="grid" x1="\(number(left))" x2="\(number(right))" y1="\(at)" y2="\(at)"/>\
        <text x="\(number(left - 6))" y="\(number(y(tick.value) + 4))" text-anchor="end">\(tick.text)</text>
        """
    }
    let columns = across.ticks.map { tick in
      let at = number(x(tick.value))
      return """
        <line class="axis" x1="\(at)" x2="\(at)" y1="\(number(bottom))" y2="\(number(bottom + 4))"/>\
        <text x="\(at)" y="\(number(bottom + 17))" text-anchor="middle">\(tick.text)</text>
        """
    }
    let middle = number((top + bottom) / 2)
    let names = """
      <line class="axis" x1="\(number(left))" x2="\(number(right))" y1="\(number(bottom))" y2="\(number(bottom))"/>
      <text x="\(number((left + right) / 2))" y="\(number(height - 6))" text-anchor="middle">\
      \(HTML.escaped(across.name))</text>
      <text x="11" y="\(middle)" text-anchor="middle" transform="rotate(-90 11 \(middle))">\
      \(HTML.escaped(upright.name))</text>
      """
    return (rows + columns + [names]).joined(separator: "\n")
  }

  private func bar(_ bar: Bar) -> String {
    let (from, to, height) = (x(bar.from), x(bar.to), y(bar.height))
    return """
      <rect class="bar" x="\(number(from + 0.5))" y="\(number(height))" width="\(number(max(to - from - 1, 0.5)))" \
      height="\(number(max(bottom - height, 0)))"/>
      """
  }

  private func diagonal() -> String {
    """
    <line class="diagonal" x1="\(number(left))" y1="\(number(bottom))" x2="\(number(right))" y2="\(number(top))"/>
    """
  }

  private func line(_ line: Line) -> String {
    let points = line.points.filter { $0.x.isFinite && $0.y.isFinite }.map { (x($0.x), y($0.y)) }
    let path = points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
    let dots =
      line.dotted || points.count == 1
      ? points.map {
        "<circle class=\"dot\(line.style)\" cx=\"\(number($0.0))\" cy=\"\(number($0.1))\" r=\"3\"/>"
      } : []
    return (["<polyline class=\"line\(line.style)\" points=\"\(path)\"/>"] + dots).joined()
  }

  private func mark(_ mark: Mark) -> String {
    let (x, y) = (x(mark.x), y(mark.y))
    let leftwards = x > (left + right) / 2
    return """
      <circle class="ring\(mark.style)" cx="\(number(x))" cy="\(number(y))" r="5"/>\
      <text x="\(number(leftwards ? x - 9 : x + 9))" y="\(number(y + 22 + 16 * Double(mark.style)))" \
      text-anchor="\(leftwards ? "end" : "start")">\(HTML.escaped(mark.text))</text>
      """
  }

  private func legend() -> String {
    lines.enumerated().map { index, line in
      let at = left + Double(index) * min(110, (right - left) / 2)
      return """
        <line class="line\(line.style)" x1="\(number(at))" x2="\(number(at + 26))" y1="30" y2="30"/>\
        <text x="\(number(at + 32))" y="34">\(HTML.escaped(line.name))</text>
        """
    }.joined(separator: "\n")
  }

  private func number(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static let style = """
    .charts { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
    .chart { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; break-inside: avoid; }
    .chart text { fill: var(--ink); }
    .chart .title { font-size: 13px; font-weight: 600; }
    .chart .grid { stroke: var(--line); stroke-width: .5; }
    .chart .axis { stroke: var(--soft); }
    .chart .diagonal { stroke: var(--soft); stroke-dasharray: 1 3; }
    .chart .bar { fill: var(--first); fill-opacity: .35; stroke: var(--first); stroke-width: .75; }
    .chart .line0, .chart .line1 { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .chart .line0 { stroke: var(--first); }
    .chart .line1 { stroke: var(--second); stroke-dasharray: 6 3; }
    .chart .dot0 { fill: var(--first); }
    .chart .dot1 { fill: var(--second); }
    .chart .ring0, .chart .ring1 { fill: none; stroke: var(--ink); stroke-width: 1.5; }
    @media print { .charts .chart { max-width: 31%; } }
    """
}
