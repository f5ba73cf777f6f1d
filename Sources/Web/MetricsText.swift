/// Writes numbers in the text format of Prometheus, version 0.0.4.
struct MetricsText {
  private(set) var text = ""

  enum Kind: String { case counter, gauge, histogram }

  /// One line of a family: what tells it from the others, and its value.
  struct Sample {
    let labels: KeyValuePairs<String, String>
    let value: Double

    init(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
      self.labels = labels
      self.value = value
    }
  }

  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    begin(name, kind, help)
    for sample in samples { line(name, sample.labels.map { ($0, $1) }, sample.value) }
  }

  mutating func add(
    _ name: String, _ help: String, histograms: [(labels: [(String, String)], values: Metrics.Histogram)]
  ) {
    begin(name, .histogram, help)
    for (labels, histogram) in histograms {
      for (bound, count) in zip(histogram.bounds, histogram.counts) {
        line(name + "_bucket", labels + [("le", Self.number(bound))], Double(count))
      }
      line(name + "_bucket", labels + [("le", "+Inf")], Double(histogram.count))
      line(name + "_sum", labels, histogram.sum)
      line(name + "_count", labels, Double(histogram.count))
    }
  }

  private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let inside = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += "\(name)\(inside.isEmpty ? "" : "{\(inside)}") \(Self.number(value))\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  /// Whole numbers without a point.
  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
