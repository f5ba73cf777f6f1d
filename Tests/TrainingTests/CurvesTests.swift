import Foundation
import Testing
import Training

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct CurvesTests {
  /// The coordinates of each polyline, in order.
  private func polylines(_ svg: String) -> [[[Double]]] {
    svg.split(separator: "<polyline points=\"").dropFirst().map { part in
      part.prefix { $0 != "\"" }.split(separator: " ").map {
        $0.split(separator: ",").compactMap { Double($0) }
      }
    }
  }

  @Test func `points lie where the axes say`() {
    let svg = LineChart.loss(training: [2, 1, 0], validation: [1.5, 1, 0.5]).svg()
    // The plot spans x 70…620 and y 345 (tick 0) … 60 (tick 2).
    #expect(
      polylines(svg) == [
        [[70, 60], [345, 202.5], [620, 345]],
        [[70, 131.25], [345, 202.5], [620, 273.75]],
      ])
    #expect(svg.contains("text-anchor=\"end\" fill=\"#333333\">1.5</text>"))
  }

  @Test func `accuracy is shown in percent with both lines named`() {
    let svg = LineChart.accuracy(training: [0.5, 0.6], validation: [0.55, 0.7]).svg()
    #expect(svg.contains(">Accuracy by epoch</text>") && svg.contains(">accuracy (%)</text>"))
    #expect(svg.contains(">training</text>") && svg.contains(">validation</text>"))
    #expect(svg.contains(">50</text>") && svg.contains(">70</text>"))
    #expect(polylines(svg) == [[[70, 345], [620, 202.5]], [[70, 273.75], [620, 60]]])
  }

  @Test func `the picture is well-formed and has its own background`() throws {
    let svg = LineChart(
      title: "a < b & c", quantity: "q", lines: [.init(name: "<x>", values: (0..<40).map { Double($0) })]
    ).svg()
    #expect(try XMLDocument(xmlString: svg).rootElement()?.name == "svg")
    #expect(svg.contains("fill=\"#ffffff\"/>") && svg.contains("a &lt; b &amp; c"))
    #expect(!svg.contains("<x>"))
  }

  @Test func `a value that is not a number leaves a gap`() {
    let svg = LineChart(
      title: "t", quantity: "q", lines: [.init(name: "a", values: [0, 1, .nan, 2, 3, .infinity, 1])]
    ).svg()
    #expect(polylines(svg).map(\.count) == [2, 2])
    #expect(svg.contains("<circle cx=\"620\""))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func `one epoch is a dot and none an empty chart`() {
    let one = LineChart.loss(training: [1.2], validation: [1.1]).svg()
    #expect(one.components(separatedBy: "<circle").count == 3)
    #expect(polylines(LineChart.loss(training: [], validation: []).svg()).isEmpty)
  }

  @Test(arguments: [
    (0.0, 2.0, ["0.0", "0.5", "1.0", "1.5", "2.0"]), (0.612, 0.884, ["0.6", "0.7", "0.8", "0.9"]),
    (61.0, 88.0, ["60", "70", "80", "90"]), (3.0, 3.0, ["3", "4"]), (0.01, 0.013, ["0.010", "0.011"]),
  ])
  func `ticks are round numbers`(low: Double, high: Double, texts: [String]) {
    #expect(Array(AxisTicks(from: low, to: high).texts.prefix(texts.count)) == texts)
  }
}
