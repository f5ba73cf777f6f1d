import Emotions
import Foundation
import Images
import Testing
import Training

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ReportPageTests {
  private let faces = (0..<42).map { number in
    FaceRow(
      image: picture(48, 48) { x, y in Double((x * (number + 3) + y * 7) % 256) },
      label: Emotion.allCases[number % 7], target: Emotion.allCases[number % 7].oneHot, split: "PublicTest",
      number: number, name: "fer<\(number)>.png")
  }

  /// Every fifth face is taken for neutral, the surest mistake first.
  private func report(unseen: [Int]? = Array(0..<40)) throws -> ModelReport {
    let said = faces.map { row in
      let wrong = row.number % 5 == 0
      return EmotionDistribution(
        wrong ? .neutral : row.label ?? .happy, confidence: wrong ? 0.95 - Double(row.number) / 100 : 0.8)
    }
    let subject = ReportSubject(
      model: "weights.safetensors", modelSHA256: "ab12", network: "MobileNetV2", data: "a&b.csv",
      dataSHA256: "cd34", split: "PublicTest", labels: "its own", rows: 50, skipped: 1,
      leaks: "2 of 42 faces show a photograph that is also in training.",
      command: "mien evaluate --data 'a&b.csv' --report out")
    var report = ModelReport(
      subject, all: Evaluation(distributions: said, labels: faces.compactMap(\.label)), unseen: unseen,
      unsureBelow: 0.7)
    report.flipped = said
    report.robustness = try Robustness(of: faces, count: 5, seed: 1) { faces in
      faces.map { _ in EmotionDistribution(.happy, confidence: 0.5) }
    }
    return report
  }

  @Test func `the page loads nothing, has no script and is well-formed`() throws {
    let html = try ReportPage(report(), faces: faces).html()
    for word in ["<script", "http:", "https:", "src=\"//", "@import", "url("] {
      #expect(!html.contains(word))
    }
    #expect(html.contains("default-src 'none'"))
    // Everything between head and end is XML as well, entities and void elements written so.
    let body = try #require(
      html.components(separatedBy: "<body>").last?.components(separatedBy: "</body>").first)
    let closed = body.replacing("<br>", with: "<br/>").replacing(#/<img ([^>]*)>/#) { "<img \($0.1)/>" }
    #expect(try XMLDocument(xmlString: "<body>\(closed)</body>").rootElement()?.name == "body")
  }

  @Test func `raw and leak-free figures stand next to each other, with intervals`() throws {
    let report = try report()
    let html = try ReportPage(report, faces: faces).html()
    let (raw, leakFree) = (report.evaluation.raw, try #require(report.evaluation.leakFree))
    #expect(leakFree.count == 40)
    let row = try #require(
      html.split(separator: "\n").first { $0.hasPrefix("<tr><th scope=\"row\">accuracy</th>") })
    for figures in [raw, leakFree] {
      #expect(row.contains(String(format: "<td>%.2f %%</td>", 100 * figures.accuracy)))
    }
    #expect(row.components(separatedBy: "–").count == 3)
    #expect(html.contains("<th scope=\"col\">leak-free rows</th>"))
    let intervals = report.intervals
    #expect(intervals.raw?.accuracy.contains(raw.accuracy) == true && intervals.leakFree != nil)
  }

  @Test func `each part that was asked for is there`() throws {
    let html = try ReportPage(report(), faces: faces).html()
    for title in [
      "What was measured", "Figures", "Each emotion", "Confusion matrix", "Calibration", "Unsure",
      "Robustness",
      "Flips at test time", "Most confident mistakes",
    ] {
      #expect(html.contains("<h2>\(title)</h2>"))
    }
    #expect(html.contains("a&amp;b.csv") && html.contains("ab12") && html.contains("cd34"))
    #expect(html.contains("42 with a label of 50"))
    // Seven curves of precision, two of reliability, one of coverage, nine of robustness.
    #expect(
      html.components(separatedBy: "<svg class=\"chart\"").count == 1 + 7 + 2 + 1
        + Corruption.Kind.allCases.count)
    // What was not measured is left out.
    #expect(!html.contains("<h2>Speed</h2>") && !html.contains("<h2>Training</h2>"))
  }

  @Test func `the surest mistakes come first, as pictures, and say whether they were trained on`() throws {
    let report = try report(unseen: Array(1..<42))
    let mistakes = report.all.mistakes(limit: 3)
    // Row 25 is neutral and read as such.
    #expect(mistakes.map(\.position) == [0, 5, 10])
    #expect(mistakes[1].label == .sad && mistakes[1].prediction == .neutral)
    #expect(abs(mistakes[1].confidence - 0.9) < 1e-12)
    let html = try ReportPage(report, faces: faces, mistakeLimit: 3).html()
    let sources = html.components(separatedBy: "data:image/png;base64,").dropFirst()
    #expect(sources.count == 3)
    let first = try #require(sources.first.flatMap { Data(base64Encoded: String($0.prefix { $0 != "\"" })) })
    #expect(try ImageDecoder.decode([UInt8](first)).gray() == faces[0].image)
    #expect(html.contains("fer&lt;0&gt;.png<br>also in the training data</figcaption>"))
    #expect(html.contains("fer&lt;5&gt;.png</figcaption>"))
  }

  @Test func `where leaks are not known the page says so and shows one column`() throws {
    let html = try ReportPage(report(unseen: nil), faces: faces).html()
    #expect(!html.contains("leak-free rows"))
    #expect(html.contains("2 of 42 faces show a photograph that is also in training."))
  }

  @Test func `the numbers beside the page are the page's`() throws {
    let report = try report()
    let json = try #require(try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    let evaluation = try #require(json["evaluation"] as? [String: Any])
    let accuracy = try #require(evaluation["accuracy"] as? Double)
    #expect(abs(accuracy - report.evaluation.raw.accuracy) < 1e-12)
    #expect((evaluation["leak_free"] as? [String: Any])?["count"] as? Int == 40)
    #expect((json["subject"] as? [String: Any])?["model_sha256"] as? String == "ab12")
    #expect(((json["intervals"] as? [String: Any])?["accuracy"] as? [Double])?.count == 2)
    #expect((json["robustness"] as? [String: Any])?["rows"] as? Int == 5)
    #expect(json["flips"] != nil && json["leak_free_intervals"] != nil)
  }
}
