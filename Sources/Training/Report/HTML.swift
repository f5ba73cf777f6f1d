import Foundation

/// Pieces of the pages that Mien writes: they load nothing, have no script, and print.
enum HTML {
  /// Text with the characters that HTML and SVG give a meaning replaced.
  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }

  /// A table whose first column heads its rows; cells are HTML already. What is empty is left out.
  static func table(
    caption: String = "", head: [String] = [], rows: [[String]], style: String? = nil
  ) -> String {
    let headCells = head.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { cells in
      "<tr><th scope=\"row\">\(cells.first ?? "")</th>"
        + cells.dropFirst().map { "<td>\($0)</td>" }.joined() + "</tr>"
    }
    let parts = [
      style.map { "<table class=\"\($0)\">" } ?? "<table>",
      caption.isEmpty ? "" : "<caption>\(caption)</caption>",
      head.isEmpty ? "" : "<thead><tr>\(headCells)</tr></thead>", "<tbody>",
    ]
    return (parts.filter { !$0.isEmpty } + body + ["</tbody>", "</table>"]).joined(separator: "\n")
  }

  /// A whole page that may load nothing but the pictures within it.
  static func page(title: String, style: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <title>\(escaped(title))</title>
    <style>
    \(baseStyle)
    \(style)
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  /// Colours and tables of every page. The colours of lines are those of Okabe & Ito 2008, which colour-blind people
  /// tell apart, the lighter ones on dark paper.
  private static let baseStyle = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --soft: #595959; --paper: #ffffff; --line: #c8c8c8;
      --alarm: #a33c00; --first: #0072b2; --second: #c04f00; --heat: #0072b2; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #ececec; --soft: #b0b0b0; --paper: #161616; --line: #484848; --alarm: #ffab73;
        --first: #56b4e9; --second: #e69f00; --heat: #56b4e9; }
    }
    @media print {
      :root { color-scheme: light; --ink: #000000; --soft: #333333; --paper: #ffffff; --line: #999999;
        --alarm: #000000; --first: #0072b2; --second: #c04f00; --heat: #0072b2; }
    }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
      max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; margin: 1.5rem 0; }
    caption { text-align: left; font-weight: 600; }
    th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: right; }
    th:first-child { text-align: left; padding-left: 0; }
    tbody th { font-weight: 400; }
    td { font-variant-numeric: tabular-nums; }
    h2, h3 { break-after: avoid; }
    figure { margin: 0; break-inside: avoid; }
    figcaption { font-size: .8rem; line-height: 1.35; overflow-wrap: anywhere; }
    @media print {
      body { margin: 0; max-width: none; font-size: 11px; }
      table { break-inside: avoid; }
    }
    """
}
