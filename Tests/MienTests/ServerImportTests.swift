import Foundation
import Testing

/// Imports from a server on this machine; the answers are made up after the documentation.
@Suite struct ServerImportTests {
  static func songs(_ numbers: Range<Int>) -> StandInServer.Answer {
    let songs = numbers.map {
      #"{"title": "Song \#($0)", "artist": "A", "duration": 200, "genre": "Ambient"}"#
    }
    return .json(
      #"{"subsonic-response": {"status": "ok", "searchResult3": {"song": [\#(songs.joined(separator: ","))]}}}"#
    )
  }

  private func importing(
    _ arguments: String..., answer: @escaping @Sendable (Int) -> StandInServer.Answer,
    check: (Program, Program.Result, [String]) async throws -> Void
  ) async throws {
    let server = try StandInServer(answer)
    defer { server.stop() }
    try await withProgram { program in
      let filled = arguments.map { $0.replacing("ADDRESS", with: server.address) }
      let result = try await program.run(
        Program.binary, ["catalogue", "import", "--own-network"] + filled, input: Data("sesame-7\n".utf8))
      try await check(program, result, server.requests)
      let everything = result.output + result.errors
      #expect(!everything.contains("sesame"))
      #expect(!everything.contains("search3.view"))
    }
  }

  @Test func `a Subsonic server is read page by page, and is sent no password`() async throws {
    try await importing("--subsonic", "ADDRESS", "--user", "ada") { request in
      request == 0 ? Self.songs(0..<500) : Self.songs(500..<523)
    } check: { _, result, requests in
      #expect(result.status == 0)
      #expect(result.output == "Imported 523 items: 523 new, 0 changed, 0 as before.\n")
      #expect(requests.count == 2)
      #expect(requests.allSatisfy { $0.contains("&u=ada&t=") && !$0.contains("p=enc") })
      #expect(requests.allSatisfy { !$0.contains("sesame") })
    }
  }

  @Test func `the password is sent where somebody says so`() async throws {
    try await importing("--subsonic", "ADDRESS", "--user", "ada", "--send-password") { _ in
      Self.songs(0..<1)
    } check: { _, result, requests in
      #expect(result.status == 0)
      #expect(requests.allSatisfy { $0.contains("&u=ada&p=enc%3A736573616d652d37") })
    }
  }

  @Test func `a Jellyfin server gets its key in a header`() async throws {
    try await importing("--jellyfin", "ADDRESS") { _ in
      .json(#"{"Items": [{"Type": "Movie", "Name": "Solaris", "Id": "1", "ProductionYear": 1972}]}"#)
    } check: { program, result, requests in
      #expect(result.status == 0)
      #expect(requests.count == 1)
      #expect(requests.allSatisfy { $0.contains("Authorization: MediaBrowser Token=\"sesame-7\"\r\n") })
      let listed = try await program.mien("catalogue", "list", "--query", "solaris")
      #expect(listed.output.contains("Solaris"))
    }
  }

  @Test(arguments: [
    (StandInServer.Answer.hangUp, "it went away in the middle of an answer"),
    (.silence, "there was no whole answer within 5 seconds"),
    (.status(401), "it refuses the password or key"), (.status(500), "it answers with status 500"),
    (.status(302, headers: "Location: http://127.0.0.1:9/\r\n"), "it sends elsewhere"),
    (.json("<html>"), "its answer is not JSON"),
  ])
  func `a server that goes wrong on its second page leaves nothing behind`(
    answer: StandInServer.Answer, complaint: String
  ) async throws {
    try await importing("--subsonic", "ADDRESS", "--user", "ada", "--timeout", "5") { request in
      request == 0 ? Self.songs(0..<500) : answer
    } check: { program, result, _ in
      #expect(result.status == 1)
      #expect(result.errors.contains(complaint), "\(result.errors)")
      #expect(result.output.isEmpty)
      let listed = try await program.mien("catalogue", "list", "--query", "Song 1")
      #expect(listed.output.isEmpty)
    }
  }

  @Test func `where nothing answers it says so`() async throws {
    let server = try StandInServer { _ in .silence }
    server.stop()
    try await withProgram { program in
      let result = try await program.mien(
        "catalogue", "import", "--own-network", "--jellyfin", server.address, input: Data("key\n".utf8))
      #expect(result.status == 1)
      #expect(
        result.errors
          == "Error: nothing was imported from 127.0.0.1: nothing answers there; is it running, and is the port right?\n"
      )
      let none = try await program.mien("catalogue", "import", "--jellyfin", server.address)
      #expect(none.errors.contains("no password came on standard input"))
    }
  }
}
