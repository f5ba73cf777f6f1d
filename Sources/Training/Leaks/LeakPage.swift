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
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <title>Leak check</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>Leak check</h1>
      <p>Pictures that show the same photograph: identical to the pixel, or near, with small grey versions \
      that correlate by \(String(format: "%.2f", report.threshold)) or more. A model that was trained on one of \
      them is not tested by the other.</p>
      \(tables())
      \(sections.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private func tables() -> String {
    let counts = report.groups.map(\.counts)
    let pairs = counts.map { counts in
      row([title(counts), "\(counts.identical)", "\(counts.near)", "\(counts.conflicting)"])
    }
    let rows = report.summary.overlaps.map {
      row([
        "\(escaped($0.split.name)) in \(escaped($0.other))", "\($0.split.rows)", "\($0.leaked.identical)",
        $0.leaked.text,
      ])
    }
    let head = { (cells: [String]) in
      "<thead><tr>" + cells.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead>"
    }
    var tables = """
      <table>
      <caption>Pairs</caption>
      \(head(["splits", "identical", "near", "labels differ"]))
      <tbody>
      \(pairs.joined(separator: "\n"))
      </tbody>
      </table>
      """
    if !rows.isEmpty {
      tables += """

        <table>
        <caption>Rows that are also in another split</caption>
        \(head(["split", "rows", "identical", "same photograph"]))
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody>
        </table>
        """
    }
    return tables
  }

  private func row(_ cells: [String]) -> String {
    "<tr><th scope=\"row\">\(cells[0])</th>"
      + cells.dropFirst().map { "<td>\($0)</td>" }.joined() + "</tr>"
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
    let longest = max(row.image.width, row.image.height)
    let scale = min(1, Double(Self.longestSide) / Double(longest))
    let small = row.image.resized(
      width: max(1, Int(Double(row.image.width) * scale)),
      height: max(1, Int(Double(row.image.height) * scale)))
    let bytes = Data(try PNGEncoder.encode(small)).base64EncodedString()
    return "<img alt=\"\(escaped(row.name))\" src=\"data:image/png;base64,\(bytes)\">"
  }

  private func caption(_ row: FaceRow) -> String {
    "\(escaped(row.name)): \(row.label?.rawValue ?? "no label")"
  }

  private func title(_ counts: LeakCounts) -> String {
    counts.isWithin
      ? "Within \(escaped(counts.splitA))" : "\(escaped(counts.splitA)) – \(escaped(counts.splitB))"
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --line: #c8c8c8; --alarm: #a33c00; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #ececec; --paper: #161616; --line: #484848; --alarm: #ffab73; }
    }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
      max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; margin: 1.5rem 0; }
    caption { text-align: left; font-weight: 600; }
    th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: right; }
    th:first-child { text-align: left; padding-left: 0; }
    tbody th { font-weight: 400; }
    td { font-variant-numeric: tabular-nums; }
    .pairs { display: flex; flex-wrap: wrap; gap: 1rem; }
    figure { margin: 0; width: 196px; break-inside: avoid; }
    figure img { width: 96px; height: 96px; object-fit: contain; image-rendering: pixelated; }
    figure img + img { margin-left: 4px; }
    figcaption { font-size: .8rem; line-height: 1.35; overflow-wrap: anywhere; }
    figcaption b { color: var(--alarm); }
    h2, h3 { break-after: avoid; }
    @media print {
      :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --line: #999999; --alarm: #000000; }
      body { margin: 0; max-width: none; font-size: 11px; }
    }
    """
}
