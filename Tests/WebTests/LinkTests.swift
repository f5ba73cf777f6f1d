import Emotions
import Foundation
import Hummingbird
import NIOCore
import NIOPosix
import Recommendations
import Storage
import Testing
import Web

@Suite struct LinkTests {
  private func item(_ id: String, _ link: String?) -> String {
    let address = link.map { #","link":"\#($0)""# } ?? ""
    return #"{"id":"\#(id)","title":"\#(id)","kind":"music","tags":["calm"]\#(address)}"#
  }

  /// Waits until the server has asked for all links.
  private func finished(_ root: Browser) async throws -> Answer {
    while true {
      let answer = try await root.get("/api/v1/links")
      if answer["running"] as? Bool == false { return answer }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test
  func `links are asked for on demand, what came of them is shown, filtered, and asked anew after a day`()
    async throws
  {
    let asked = Noted<[String]>([])
    let server = try TestServer(askLink: { link in
      asked.change { $0.append(link) }
      return link.hasSuffix("gone") ? LinkAnswer(status: 404) : LinkAnswer(.unreachable)
    })
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let (gone, silent) = ("https://a.example/gone", "http://b.example/silent")
      for (id, link) in [("one", gone), ("two", gone), ("three", silent)] {
        #expect(try await root.post("/api/v1/catalogue", item(id, link)).status == 201)
      }
      #expect(try await root.get("/api/v1/links")["links"] as? Int == 2)
      let begun = try await root.post("/api/v1/links/checks", "{}")
      #expect(begun.status == 202)
      let known = try await finished(root)
      #expect(asked.now.sorted() == [silent, gone].sorted(), "each link once")
      let outcomes = try #require(known["outcomes"] as? [String: Int])
      #expect(outcomes == ["fine": 0, "broken": 1, "unreachable": 1, "local": 0])
      #expect(known["done"] as? Int == 2)
      let broken = try await root.get("/api/v1/catalogue?link=broken")
      #expect(broken.list("items").compactMap { $0["id"] as? String } == ["one", "two"])
      let check = try #require(broken.list("items").first?["link_check"] as? [String: Any])
      #expect(check["status"] as? Int == 404)
      #expect(check["checked_at"] as? String == "2026-11-22T12:00:00Z")
      #expect(try await root.get("/api/v1/catalogue?link=lost").status == 400)
      let other = try await root.get("/api/v1/catalogue?search=walden").list("items").first
      #expect(other?["link_check"] == nil)

      _ = try await root.post("/api/v1/links/checks", "{}")
      #expect(try await finished(root)["all"] as? Int == 0, "they were asked for today")
      _ = try await root.post("/api/v1/links/checks", #"{"again":true}"#)
      #expect(try await finished(root)["all"] as? Int == 2)
      server.clock.advance(86_401)
      #expect(try await root.delete("/api/v1/catalogue/three").status == 204)
      let later = browser.with(try await server.session("root", .administrator))
      _ = try await later.post("/api/v1/links/checks", "{}")
      #expect(try await finished(later)["all"] as? Int == 1)
      #expect(try await server.store.links.all().keys.sorted() == [gone], "what links nowhere is forgotten")
    }
  }

  @Test func `a round can be ended, and keeps what it has`() async throws {
    let barrier = Barrier()
    let server = try TestServer(askLink: { _ in
      await barrier.hold()
      return LinkAnswer(status: 200)
    })
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      #expect(try await root.post("/api/v1/catalogue", item("one", "https://a.example/")).status == 201)
      _ = try await root.post("/api/v1/links/checks", "{}")
      await barrier.arrival()
      let again = try await root.post("/api/v1/links/checks", "{}")
      #expect(again["running"] as? Bool == true)
      async let stopped = root.delete("/api/v1/links/checks")
      barrier.letGo()
      #expect(try await stopped.status == 204)
      #expect(try await root.get("/api/v1/links")["running"] as? Bool == false)
    }
  }

  @Test(arguments: [
    "http://127.0.0.1:%d/health/live", "http://localhost:%d/", "http://[::1]:%d/", "http://2130706433:%d/",
    "http://0x7f.1:%d/", "http://0177.0.0.1:%d/", "http://[::ffff:127.0.0.1]:%d/",
  ])
  func `the own network is not asked, however its address is written`(link: String) async throws {
    try await TestServer().live { port, _ in
      let answer = await LinkProbe().ask(link.replacing("%d", with: String(port)))
      #expect([.local, .broken].contains(answer.outcome))
      #expect(answer.status == nil)
    }
  }

  @Test func `if that is allowed, a page says whether it is there`() async throws {
    try await TestServer().live { port, _ in
      let probe = LinkProbe(asksLocal: true)
      #expect(await probe.ask("http://127.0.0.1:\(port)/health/live") == LinkAnswer(status: 200))
      #expect(await probe.ask("http://127.0.0.1:\(port)/nothing") == LinkAnswer(.broken, status: 404))
      // A program is not welcome there, but somebody is.
      #expect(await probe.ask("http://127.0.0.1:\(port)/api/v1/me") == LinkAnswer(.fine, status: 401))
      #expect(await probe.ask("https://127.0.0.1:\(port)/").outcome == .broken, "that is no HTTPS")
    }
    #expect(await LinkProbe(asksLocal: true).ask("http://127.0.0.1:1/") == LinkAnswer(.unreachable))
    for link in ["ftp://a.example/", "javascript:alert(1)", "http://", "https://user@a.example/"] {
      #expect(await LinkProbe().ask(link) == LinkAnswer(.broken), "\(link)")
    }
  }

  /// Answers every connection on a port of its own with these bytes.
  private func answering(
    _ text: String, _ body: (Int) async throws -> Void
  ) async throws {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.pipeline.addHandler(Answering(text: text))
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(try #require(channel.localAddress?.port))
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  private final class Answering: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    let text: String

    init(text: String) { self.text = text }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }

  @Test func `a page that sends on is followed, not in circles, and not into the own network`() async throws {
    let moved = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
    try await TestServer().live { port, _ in
      try await answering(moved + "http://127.0.0.1:\(port)/health/live\r\n\r\n") { other in
        let link = "http://127.0.0.1:\(other)/a?b=c"
        #expect(await LinkProbe(asksLocal: true).ask(link) == LinkAnswer(status: 200))
        #expect(await LinkProbe().ask(link) == LinkAnswer(.local))
      }
    }
    try await answering(moved + "/again\r\n\r\n") { port in
      #expect(await LinkProbe(asksLocal: true).ask("http://127.0.0.1:\(port)/") == LinkAnswer(.broken))
    }
    try await answering(moved + "file:///etc/passwd\r\n\r\n") { port in
      #expect(await LinkProbe(asksLocal: true).ask("http://127.0.0.1:\(port)/") == LinkAnswer(.broken))
    }
  }

  @Test(arguments: ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\n", ""])
  func `an answer that is none, or never ends, is no answer`(text: String) async throws {
    try await answering(text) { port in
      let probe = LinkProbe(asksLocal: true, seconds: 0.3)
      #expect(await probe.ask("http://127.0.0.1:\(port)/") == LinkAnswer(.unreachable))
    }
  }

  @Test func `administrators see the network and the database; a network without a card says so`()
    async throws
  {
    let server = try TestServer(model: ModelFacts(version: nil, isShipped: false, accuracy: nil, card: nil))
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      let status = try await root.get("/api/v1/status")
      let storage = try #require(status["storage"] as? [String: Any])
      #expect(storage["engine"] as? String == "SQLite")
      #expect((storage["bytes"] as? Int ?? 0) > 0)
      #expect(storage["people"] as? Int == 1)
      #expect(storage["items"] as? Int == TestServer.items.count)
      let model = try #require(status["model"] as? [String: Any])
      #expect(model["card"] as? Bool == false)
      #expect(model["shipped"] as? Bool == false)
      let card = try await root.get("/api/v1/model/card")
      #expect(card.status == 404)
      #expect(card.code == "no_model_card")
    }
  }
}
