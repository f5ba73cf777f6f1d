import Foundation
import Testing

@Suite struct ConfigTests {
  private func values(of result: Program.Result) throws -> [String: [String: String]] {
    try #require(try result.json as? [String: [String: String]])
  }

  @Test func `each setting has a default`() async throws {
    try await withProgram { program in
      let values = try values(of: try await program.mien("config", "--json"))
      #expect(
        values.keys.sorted() == [
          "certificate", "data_dir", "database", "host", "key", "library", "local_links", "log_format",
          "log_level",
          "metrics_open", "model", "oidc_client", "oidc_create", "oidc_issuer", "oidc_name",
          "oidc_secret_file", "origin", "port", "precision",
          "trust_proxy", "trusted_proxy", "weights", "workers",
        ])
      #expect(values["host"]?["value"] == "127.0.0.1")
      #expect(values["port"]?["value"] == "8484")
      #expect(values["data_dir"]?["value"] == program.file(".local/share/mien").path)
      #expect(values.values.allSatisfy { $0["origin"] == "default" })
    }
  }

  @Test func `the password of a database is not shown, nor an address that cannot be read`() async throws {
    try await withProgram { program in
      let url = "postgres://ada:s3cret@db.example.org/mien?sslmode=require"
      let shown = try await program.mien("config", "--json", environment: ["MIEN_DATABASE": url])
      #expect(try values(of: shown)["database"]?["value"] == "postgres://ada@db.example.org/mien")
      let wrong = try await program.mien(
        "config", environment: ["MIEN_DATABASE": "postgres://ada:s3cret@db/mien?nonsense=1"])
      #expect(wrong.status != 0)
      #expect(wrong.errors.contains("variable MIEN_DATABASE"))
      for text in [shown.output, wrong.output, wrong.errors] { #expect(!text.contains("s3cret")) }
    }
  }

  @Test func `a flag wins over a variable, that over the file, that over the default`() async throws {
    try await withProgram { program in
      try program.write("mine.json", Data(#"{"port": 1001, "host": "::1", "log_level": "debug"}"#.utf8))
      let values = try values(
        of: try await program.mien(
          "config", "--json", "--config", "mine.json", "--port", "1003",
          environment: ["MIEN_PORT": "1002", "MIEN_HOST": "0.0.0.0"]))
      #expect(values["port"]?["value"] == "1003")
      #expect(values["port"]?["origin"] == "flag --port")
      #expect(values["host"]?["value"] == "0.0.0.0")
      #expect(values["host"]?["origin"] == "variable MIEN_HOST")
      #expect(values["log_level"]?["value"] == "debug")
      #expect(values["log_level"]?["origin"] == "file \(program.file("mine.json").path)")
      #expect(values["workers"]?["origin"] == "default")
    }
  }

  @Test func `the file in the configuration folder is found by itself`() async throws {
    try await withProgram { program in
      let folder = program.file(".config/mien")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(#"{"origin": "https://mien.example.org", "trust_proxy": true}"#.utf8)
        .write(to: folder.appending(path: "mien.json"))
      let values = try values(of: try await program.mien("config", "--json"))
      #expect(values["origin"]?["value"] == "https://mien.example.org")
      #expect(values["trust_proxy"]?["value"] == "true")
    }
  }

  @Test(arguments: [
    (#"{"prot": 9000}"#, "unknown setting \"prot\""), (#"{"port": "many"}"#, "port is \"many\""),
    ("[1, 2]", "not one JSON object"), ("{", "not one JSON object"),
  ])
  func `a wrong file is refused with its name`(text: String, complaint: String) async throws {
    try await withProgram { program in
      try program.write("wrong.json", Data(text.utf8))
      let result = try await program.mien("config", "--config", "wrong.json")
      #expect(result.status == 1)
      #expect(result.errors.contains(complaint))
      #expect(result.errors.contains("wrong.json"))
    }
  }

  @Test(arguments: ["ftp://x", "mien.example.org", "https://", "https://a/b"])
  func `an origin that serve refuses is refused here as well`(origin: String) async throws {
    try await withProgram { program in
      for command in ["config", "serve"] {
        let result = try await program.run(Program.binary, [command, "--origin", origin])
        #expect(result.status == 1)
        #expect(
          result.errors == "Error: origin is \"\(origin)\" (flag --origin): give a scheme and a host, "
            + "as in https://mien.example.org\n")
      }
    }
  }

  @Test func `ranges of trusted proxies have to be ranges`() async throws {
    try await withProgram { program in
      let good = try await program.mien("config", "--json", "--trusted-proxy", "10.0.0.0/8,::1")
      #expect(try values(of: good)["trusted_proxy"]?["value"] == "10.0.0.0/8,::1")
      let result = try await program.mien("config", "--trusted-proxy", "proxy.example.org")
      #expect(result.status == 1)
      #expect(
        result.errors == "Error: trusted_proxy is \"proxy.example.org\" (flag --trusted-proxy): give "
          + "addresses or ranges with commas between them, as in 10.0.0.0/8,::1\n")
    }
  }

  @Test func `what faces are computed in is one of three`() async throws {
    try await withProgram { program in
      let usual = try await program.mien("config", "--json")
      #expect(try values(of: usual)["precision"]?["value"] == "auto")
      let chosen = try await program.mien(
        "config", "--json", "--precision", "float32", environment: ["MIEN_PRECISION": "int8"])
      #expect(try values(of: chosen)["precision"]?["value"] == "float32")
      let wrong = try await program.mien("config", environment: ["MIEN_PRECISION": "half"])
      #expect(wrong.status == 1)
      #expect(
        wrong.errors
          == "Error: precision is \"half\" (variable MIEN_PRECISION): give one of auto, float32, int8\n")
      #expect(try await program.mien("serve", "--precision", "half").status == 64)
    }
  }

  @Test func `a wrong variable is named`() async throws {
    try await withProgram { program in
      let result = try await program.mien("config", environment: ["MIEN_PORT": "abc"])
      #expect(result.status == 1)
      #expect(result.errors == "Error: port is \"abc\" (variable MIEN_PORT): give a number from 0 to 65535\n")
    }
  }

  @Test func `a file that is not there is named`() async throws {
    try await withProgram { program in
      let result = try await program.mien("config", "--config", "nowhere.json")
      #expect(result.status == 1)
      #expect(result.errors.contains("nowhere.json cannot be read: there is no such file"))
    }
  }
}
