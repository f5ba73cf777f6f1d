import Foundation
import Images

/// A leak report as one page with the pictures side by side; it loads nothing and has no script.
public struct LeakPage: Sendable {
  public let report: LeakReport
  /// Pairs shown of each kind, identical and near, for each two splits.
  public let limit: Int

  /// Longer sides are made this long, in pixels.
  private static let longestSide = 96

  public init(_ report: LeakReport, limit: Int = 60) {
    self.report = report
    self.limit = limit
  }

  /// The page; about 2 MB for FER2013.
  ///
  /// - Throws: ``ImageError/notEncoded(_:)``
  public func html() throws(ImageError) -> String {
    var sections: [String] = []
    for group in report.groups where !group.pairs.isEmpty { sections.append(try section(group)) }
    if sections.isEmpty { sections.append("<p>No two pictures show the same photograph.</p>") }
    return HTML.page(
      title: "Leak check", style: Self.style,
      body: """
        <h1>Leak check</h1>
        <p>Pictures that show the same photograph: identical to the pixel, or near, with small grey versions \
        that correlate by \(String(format: "%.2f", report.threshold)) or more. A model that was trained on one of \
        them is not tested by the other.</p>
        \(tables())
        \(sections.joined(separator: "\n"))
        """)
  }

  private func tables() -> String {
    let counts = report.groups.map(\.counts)
    let pairs = HTML.table(
      caption: "Pairs", head: ["splits", "identical", "near", "labels differ"],
      rows: counts.map { [title($0), "\($0.identical)", "\($0.near)", "\($0.conflicting)"] })
    let overlaps = report.summary.overlaps
    guard !overlaps.isEmpty else { return pairs }
    let rows = HTML.table(
      caption: "Rows that are also in another split",
      head: ["split", "rows", "identical", "same photograph"],
      rows: overlaps.map {
        [
          "\(HTML.escaped($0.split.name)) in \(HTML.escaped($0.other))", "\($0.split.rows)",
          "\($0.leaked.identical)", $0.leaked.text,
        ]
      })
    return pairs + "\n" + rows
  }

  private func section(_ group: LeakReport.Group) throws(ImageError) -> String {
    var parts = ["<section>", "<h2>\(title(group.counts))</h2>"]
    for (kind, pairs) in [
      ("identical", group.pairs.filter(\.identical)), ("near", group.pairs.filter { !$0.identical }),
    ] where !pairs.isEmpty {
      let shown =
        pairs.count > limit
        ? "\(limit) of \(pairs.count) are shown, the most similar first" : "\(pairs.count)"
      parts.append("<h3>\(kind.capitalized): \(shown)</h3>")
      parts.append("<div class=\"pairs\">")
      for pair in pairs.prefix(limit) { parts.append(try figure(pair)) }
      parts.append("</div>")
    }
    return (parts + ["</section>"]).joined(separator: "\n")
  }

  private func figure(_ pair: PhotographPair) throws(ImageError) -> String {
    let (a, b) = (report.rows[pair.first], report.rows[pair.second])
    let verdict = pair.identical ? "identical" : String(format: "%.3f", pair.correlation)
    let labels = a.conflicts(with: b) ? ", <b>labels differ</b>" : ""
    return """
      <figure>\(try image(a))\(try image(b))\
      <figcaption>\(caption(a))<br>\(caption(b))<br>\(verdict)\(labels)</figcaption></figure>
      """
  }

  private func image(_ row: FaceRow) throws(ImageError) -> String {
    let bytes = Data(try PNGEncoder.encode(row.image.fitting(Self.longestSide))).base64EncodedString()
    return "<img alt=\"\(HTML.escaped(row.name))\" src=\"data:image/png;base64,\(bytes)\">"
  }

  private func caption(_ row: FaceRow) -> String {
    "\(HTML.escaped(row.name)): \(row.label?.rawValue ?? "no label")"
  }

  private func title(_ counts: LeakCounts) -> String {
    counts.isWithin
      ? "Within \(HTML.escaped(counts.splitA))"
      : "\(HTML.escaped(counts.splitA)) – \(HTML.escaped(counts.splitB))"
  }

  private static let style = """
    .pairs { display: flex; flex-wrap: wrap; gap: 1rem; }
    .pairs figure { width: 196px; }
    figure img { width: 96px; height: 96px; object-fit: contain; image-rendering: pixelated; }
    figure img + img { margin-left: 4px; }
    figcaption b { color: var(--alarm); }
    """
}
