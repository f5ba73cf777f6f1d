import Foundation
import Testing

/// What the documentation promises, the program has; what the program has, the documentation tells.
@Suite struct DocumentationTests {
  private func document(_ path: String) throws -> String {
    try String(contentsOf: Program.repository.appending(path: path), encoding: .utf8)
  }

  /// The rows of the first table behind a line, as they stand.
  private func table(_ path: String, after line: String) throws -> [String] {
    let lines = try document(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = try #require(lines.firstIndex(of: line), "\(path) has no line “\(line)”")
    return Array(lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") })
  }

  @Test(arguments: commands) func `each command is in the documentation`(command: [String]) throws {
    let text = try document("docs/command-line.md")
    let call = "mien \(command.joined(separator: " "))"
    #expect(text.contains("`\(call)`") || text.contains("    \(call)"))
  }

  @Test func `each command is in the table of commands`() throws {
    let rows = try table("docs/command-line.md", after: "# The command line")
    for command in commands {
      // A group is there by its commands.
      let isGroup = commands.contains { $0.count > command.count && $0.starts(with: command) }
      let call = "`mien \(command.joined(separator: " "))"
      let isThere = rows.contains { $0.contains(call + "`") || (isGroup && $0.contains(call + " ")) }
      #expect(isThere, "\(call)`")
    }
  }

  @Test func `each setting is in the table with its flag, variable and default`() async throws {
    let text = try document("docs/command-line.md")
    try await withProgram { program in
      let result = try await program.mien("config", "--json")
      let settings = try #require(try result.json as? [String: [String: String]])
      for (key, setting) in settings {
        let row = try #require(
          text.split(separator: "\n").first { $0.hasPrefix("| `\(key)` |") }, "\(key) is not in the table")
        #expect(row.contains("`\(try #require(setting["flag"]))`"))
        #expect(row.contains("`\(try #require(setting["variable"]))`"))
      }
      for key in ["host", "port", "log_level", "trust_proxy"] {
        let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| `\(key)` |") })
        #expect(row.contains("| \(try #require(settings[key]?["value"])) |"))
      }
    }
  }

  @Test(arguments: commands) func `each flag the documentation gives a command exists`(command: [String])
    async throws
  {
    let text = try document("docs/command-line.md")
    let name = "mien \(command[0])"
    let parts = text.components(separatedBy: "\n## ")
    let section = parts.first { $0.hasPrefix("\(name)\n") } ?? ""
    try await withProgram { program in
      var known = ""
      for other in commands where other[0] == command[0] {
        known += try await program.run(Program.binary, other + ["--help"]).output
      }
      for flag in section.matches(of: /--[a-z][a-z-]+/).map({ String($0.output) }) {
        #expect(known.contains(flag), "\(name) has no \(flag)")
      }
    }
  }

  /// The OpenAPI document has exactly the routes of the server; `OpenAPITests` compares them.
  @Test func `each route of the server is in the table of who may call what, and no other`() throws {
    let json = Data(try document("Sources/Web/Resources/openapi.json").utf8)
    let described = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let paths = try #require(described["paths"] as? [String: [String: Any]])
    let routes = paths.flatMap { path, methods in
      let path = path.replacing("{", with: ":").replacing("}", with: "")
      return methods.keys.map { "| `\($0.uppercased()) \(path)` |" }
    }
    let rows = try table("docs/api.md", after: "## Who may call what").compactMap { row in
      row.firstMatch(of: /^\| `[A-Z]+ \/(?:api|health|metrics)[^`]*` \|/).map { String($0.output) }
    }
    #expect(rows.sorted() == routes.sorted())
  }

  @Test func `links between documents lead somewhere`() throws {
    let pages = [
      "command-line", "api", "evaluation", "published-protocol", "training", "live", "library", "importing",
      "service", "search", "words", "tracks", "oidc", "security",
    ].map {
      "docs/\($0).md"
    }
    for path in [
      "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "MODEL_CARD.md", "PRIVACY.md", "THREAT_MODEL.md",
    ] + pages {
      let folder = Program.repository.appending(path: path).deletingLastPathComponent()
      for link in try document(path).matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
        let target = folder.appending(path: String(link.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(path) links to \(link.1)")
      }
    }
  }
}
