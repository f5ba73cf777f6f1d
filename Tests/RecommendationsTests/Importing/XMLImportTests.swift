import Foundation
import Recommendations
import Testing

@Suite struct XMLImportTests {
  static let outline = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE opml>
    <opml version="2.0"><head><title>Mine</title></head><body>
      <outline text="Science">
        <outline type="rss" text="Radiolab &amp; more" xmlUrl="https://example.org/radiolab.xml" htmlUrl="https://example.org"/>
        <outline text="Bad" xmlUrl="javascript:alert(1)"/>
      </outline>
      <outline title='Moth &#x201C;true&#8221;' xmlUrl='https://example.org/moth.xml'></outline>
      <!-- the same again --><outline text="Other name" xmlUrl="https://example.org/moth.xml"/>
    </body></opml>
    """

  @Test func `subscriptions become podcasts, with their folders as tags`() throws {
    let imported = try importing(Self.outline, as: "subscriptions.opml")
    #expect(imported.items.map(\.title) == ["Radiolab & more", "Moth “true”", "Other name"])
    #expect(imported.items[0].tags == ["Science"] && imported.items[1].tags.isEmpty)
    #expect(imported.items[0].link == "https://example.org")
    #expect(imported.items.allSatisfy { $0.kind == .podcast && $0.minutes == 40 })
    #expect(
      imported.report.skippedRows.map(\.description) == [
        "subscriptions.opml, line 6: the address “javascript:alert(1)” is refused; only http:// and https:// are taken"
      ])
  }

  static let feed = """
    <rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
      <title>Night Walks</title><itunes:author>Ann</itunes:author><itunes:category text="Nature"/>
      <image><title>No</title><link>https://example.org/no</link></image>
      <item><title><![CDATA[Owls & <friends>]]></title><guid>owl-1</guid><link>https://example.org/owls</link>
        <pubDate>Tue, 05 Mar 2019 10:00:00 GMT</pubDate><itunes:duration>1:02:03</itunes:duration>
        <category>calm</category><enclosure url="https://example.org/owls.mp3" length="1" type="audio/mpeg"/></item>
      <item><title>Rain</title><itunes:duration>90</itunes:duration>
        <enclosure url="https://example.org/rain.mp3"/></item>
      <item><title>Bad</title><link>javascript:alert(1)</link></item>
      <item><description>No title</description></item>
    </channel></rss>
    """

  @Test func `the episodes of a feed become items`() throws {
    let imported = try importing(Self.feed, as: "feed.xml")
    #expect(imported.report.format == .feed)
    #expect(imported.items.map(\.title) == ["Owls & <friends>", "Rain"])
    #expect(imported.items.allSatisfy { $0.creator == "Night Walks" && $0.kind == .podcast })
    #expect(imported.items.map(\.minutes) == [63, 2])
    #expect(imported.items.map(\.year) == [2019, nil])
    #expect(imported.items.map(\.link) == ["https://example.org/owls", "https://example.org/rain.mp3"])
    #expect(imported.items[0].tags == ["calm", "Nature"])
    #expect(imported.items[0].place.arousal < 0 && imported.items[0].estimate ?? 0 > 0)
    #expect(imported.report.skippedRows.map(\.place.line) == [9, 10])
  }

  @Test func `an Atom feed is read as well, in the encoding it declares`() throws {
    let text = """
      <?xml version='1.0' encoding='ISO-8859-1'?>
      <feed xmlns="http://www.w3.org/2005/Atom"><title>Caf\u{E9}</title><link rel="self" href="https://example.org/x"/>
      <entry><title>One</title><id>urn:1</id><published>2021-02-03T04:05:06Z</published>
      <link href="https://example.org/1"/><link rel="enclosure" href="https://example.org/1.mp3"/></entry></feed>
      """
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let item = try #require(try importing(.bytes(bytes, name: "a.atom")).items.first)
    #expect(item.creator == "Café" && item.year == 2021 && item.link == "https://example.org/1")
  }

  @Test func `an episode keeps its id when its feed is read again or changes its links`() throws {
    let ids = try importing(Self.feed, as: "feed.xml").items.map(\.id)
    let moved = Self.feed.replacing("example.org/owls", with: "example.com/owls")
    #expect(try importing(moved, as: "other.xml").items[0].id == ids[0])
    #expect(ids[0].hasPrefix("podcast-owls-friends-"))
  }

  @Test func `a document that defines entities is refused, not expanded`() {
    let laughs = """
      <?xml version="1.0"?>
      <!DOCTYPE lolz [
       <!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
      ]>
      <rss><channel><title>&lol1;</title></channel></rss>
      """
    #expect(complaint(laughs, as: "a.xml")?.contains("defines entities of its own, which is refused") == true)
    let outside = "<!DOCTYPE opml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<opml>&x;</opml>"
    #expect(complaint(outside, as: "a.opml")?.hasPrefix("a.opml, line 1: ") == true)
    #expect(
      complaint("<rss>\n<title>&nbsp;</title></rss>", as: "a.rss")
        == "a.rss, line 2: not XML as it should be: the entity “&nbsp;” is not known")
  }

  @Test(arguments: [
    ("<opml>\n<body></opml>", "line 2: not XML as it should be: “</opml>” closes what is not open"),
    ("<opml>\n<body>", "line 2: not XML as it should be: the file ends in the middle"),
    (
      "<opml a=\"1\" a=\"2\"/>",
      "line 1: not XML as it should be: the attribute “a” comes twice, or there are too many"
    ),
    ("<opml/>\n<opml/>", "line 2: not XML as it should be: something follows the document"),
    ("<opml></opml>x", "line 1: not XML as it should be: there is text outside of the document"),
    ("<opml a=b/>", "line 1: not XML as it should be: a quote is missing after ="),
    ("<opml>&#0;</opml>", "line 1: not XML as it should be: the entity “&#0;” is not known"),
    (
      String(repeating: "<opml>", count: 100),
      "line 1: not XML as it should be: nested deeper than 64 levels"
    ),
  ])
  func `what is no XML is refused with its line`(text: String, reason: String) {
    #expect(complaint(text, as: "a.opml") == "a.opml, \(reason)")
  }

  @Test func `a text without end is refused`() {
    let text = "<rss><channel><title>" + String(repeating: "x", count: 2_000_000) + "</title></channel></rss>"
    #expect(complaint(text, as: "a.rss")?.contains("a line or text longer than 1048576 bytes") == true)
    let comment = "<rss><!--" + String(repeating: "x", count: 2_000_000) + "--></rss>"
    #expect(complaint(comment, as: "a.rss")?.contains("longer than") == true)
  }
}
