import Foundation
import Testing

/// What the documentation promises, the program has; what the program has, the documentation tells.
@Suite struct DocumentationTests {
  private func document(_ path: String) throws -> String {
    try String(contentsOf: Program.repository.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: commands) func `each command is in the documentation`(command: [String]) throws {
    let text = try document("docs/command-line.md")
    let call = "mien \(command.joined(separator: " "))"
    #expect(text.contains("`\(call)`") || text.contains("    \(call)"))
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

  @Test func `each route of the server is in the documentation`() throws {
    let table = try document("Sources/Web/Routes.swift")
    let text = try document("docs/api.md")
    let routes = table.matches(of: /Route\(\.([a-z]+), "([^"]+)"/)
    #expect(routes.count > 10)
    for route in routes {
      #expect(text.contains("`\(route.1.uppercased()) \(route.2)`"))
    }
  }

  @Test func `links between documents lead somewhere`() throws {
    let pages = [
      "command-line", "api", "evaluation", "published-protocol", "training", "live", "library", "importing",
      "service",
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
