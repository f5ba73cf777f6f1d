import Foundation
import Testing

/// Every command of the program, as it is typed.
let commands = [
  ["predict"], ["watch"], ["recommend"], ["serve"], ["train"], ["average"], ["evaluate"], ["reproduce"],
  ["export"], ["quantize"],
  ["read"], ["text"], ["text", "train"], ["text", "evaluate"],
  ["tracks"], ["tracks", "train"], ["tracks", "evaluate"],
  ["user"],
  ["user", "add"],
  ["user", "list"],
  ["user", "passwd"], ["user", "delete"], ["user", "invite"], ["user", "reset"],
  ["user", "second-factor"], ["user", "second-factor", "off"], ["user", "sessions"],
  ["user", "sessions", "list"], ["user", "sessions", "end"], ["catalogue"], ["catalogue", "list"],
  ["catalogue", "import"], ["catalogue", "embed"], ["catalogue", "analyse"], ["search"],
  ["recommender"], ["recommender", "evaluate"], ["recommender", "export"],
  ["data"], ["data", "check"], ["data", "framing"],
  ["backup"], ["restore"],
  ["config"],
  ["doctor"],
]

@Suite struct HelpTests {
  @Test(arguments: commands) func `each command has a help with an example that names it`(command: [String])
    async throws
  {
    try await withProgram { program in
      let result = try await program.run(Program.binary, command + ["--help"])
      #expect(result.status == 0)
      #expect(result.output.contains("OVERVIEW: "))
      let example = try #require(result.output.range(of: "Example"), "\(command) shows no example")
      #expect(result.output[example.upperBound...].contains("mien \(command.joined(separator: " "))"))
      #expect(result.errors.isEmpty)
    }
  }

  @Test func `the list of commands here is the list in the help`() async throws {
    try await withProgram { program in
      for group in [
        [], ["user"], ["user", "second-factor"], ["user", "sessions"], ["catalogue"], ["recommender"],
        ["data"], ["text"], ["tracks"],
      ] {
        let help = try await program.run(Program.binary, group + ["--help"]).output
        let listed = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
          .split(separator: "\n").filter {
            $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See")
          }
          .compactMap { $0.split(separator: " ").first.map(String.init) }
        let expected = commands.filter { $0.count == group.count + 1 && $0.starts(with: group) }.compactMap(
          \.last)
        #expect(listed.sorted() == expected.sorted())
      }
    }
  }

  @Test(arguments: commands) func `help may be asked for before the command as well`(command: [String])
    async throws
  {
    try await withProgram { program in
      let before = try await program.run(Program.binary, ["help"] + command)
      #expect(before.status == 0)
      #expect(before.output == (try await program.run(Program.binary, command + ["--help"])).output)
    }
  }

  @Test func `without a command it shows what there is`() async throws {
    try await withProgram { program in
      let result = try await program.mien()
      #expect(result.status == 0)
      #expect(result.output.contains("SUBCOMMANDS:"))
    }
  }

  @Test(arguments: [
    ["nonsense"], ["help", "nonsense"], ["help", "user", "nonsense"], ["help", "serve", "nonsense"],
    ["predict"], ["predict", "--colour"], ["predict", "--json", "--csv", "-", "a.png"],
    ["watch"],
    ["watch", "--json", "--csv", "a.mp4"], ["watch", "--fps", "0", "a.mp4"],
    ["watch", "--every", "0", "a.mp4"],
    ["watch", "--output", "-", "a.mp4"], ["recommend", "--emotion", "glad"],
    ["recommend", "--emotion", "sad", "--confidence", "2"], ["recommend", "--at", "2026-02-30T10:00"],
    ["recommend", "--limit", "0"], ["recommend", "--kinds", "sculpture"],
    ["recommend", "--time-zone", "Atlantis"],
    ["serve", "--port", "70000"], ["serve", "--port", "http"], ["config", "--log-level", "loud"],
    ["config", "--workers", "0"], ["user", "add"], ["catalogue", "import"],
    ["catalogue", "analyse"], ["tracks", "train"], ["tracks", "evaluate", "--clips", "5"],
  ])
  func `a wrong call ends with 64 and says what is wrong`(arguments: [String]) async throws {
    try await withProgram { program in
      let result = try await program.run(Program.binary, arguments)
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("Error: "))
      #expect(result.output.isEmpty)
    }
  }

  @Test func `a reader that has seen enough is no failure`() async throws {
    try await withProgram { program in
      let shell = URL(filePath: "/bin/bash")
      let script = "set -o pipefail; '\(Program.binary.path)' catalogue list --json | head -c 10"
      let result = try await program.run(shell, ["-c", script])
      #expect(result.status == 0)
      #expect(result.output.count == 10)
    }
  }
}
