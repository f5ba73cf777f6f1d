import Foundation
import Storage
import Testing

/// Faults of HTTPS, of the second factors' key and of the provider, planted one by one.
@Suite struct DoctorFaultTests {
  private func findings(_ program: Program, _ arguments: [String]) async throws -> [[String: String]] {
    let result = try await program.run(
      Program.binary, ["doctor", "--json", "--port", "0", "--data-dir", "data"] + arguments)
    let all = try #require(try result.json as? [[String: String]])
    let wrong = all.filter { $0["state"] == "wrong" }
    #expect(result.status == (wrong.isEmpty ? 0 : 1))
    #expect(wrong.allSatisfy { $0["remedy"]?.isEmpty == false })
    return all
  }

  private func openssl(_ program: Program, _ arguments: String...) async throws {
    let result = try await program.run(URL(filePath: "/usr/bin/openssl"), arguments)
    try #require(result.status == 0, "\(result.errors)")
  }

  private func allow(_ program: Program, _ file: String, _ mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: program.file(file).path)
  }

  /// A certificate that is good for so many days, and its key.
  private func certify(_ program: Program, _ name: String, days: Int) async throws {
    try await openssl(
      program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
      "/CN=localhost", "-keyout", name + ".key", "-out", name + ".pem", "-days", String(max(1, days)))
    if days < 1 {
      // `req` makes none that has ended, and `x509` does.
      try await openssl(
        program, "x509", "-in", name + ".pem", "-signkey", name + ".key", "-days", String(days), "-out",
        name + ".pem")
    }
    try allow(program, name + ".key", 0o600)
  }

  private func tls(
    _ program: Program, _ certificate: String, _ key: String
  ) async throws -> [[String: String]] {
    try await findings(program, ["--certificate", certificate, "--key", key]).filter { $0["check"] == "TLS" }
  }

  @Test func `faults of HTTPS are told apart`() async throws {
    try await withProgram { program in
      try await certify(program, "good", days: 90)
      try await certify(program, "other", days: 90)
      try await certify(program, "soon", days: 5)
      try await certify(program, "ended", days: -1)
      let good = try await tls(program, "good.pem", "good.key")
      #expect(good.map { $0["state"] } == ["ok"])
      let faults = [
        ("missing.pem", "good.key", "cannot be read"), ("good.pem", "missing.key", "cannot be read"),
        ("good.key", "good.key", "is not a certificate in PEM"),
        ("good.pem", "good.pem", "is not a private key in PEM"),
        ("good.pem", "other.key", "it is not the key of the certificate"),
        ("ended.pem", "ended.key", "the certificate ended on"),
      ]
      for (certificate, key, complaint) in faults {
        let found = try await tls(program, certificate, key)
        #expect(found.map { $0["state"] } == ["wrong"], "\(certificate) \(key)")
        #expect(found.first?["message"]?.contains(complaint) == true, "\(found)")
      }
      let soon = try await tls(program, "soon.pem", "soon.key")
      #expect(soon.first?["state"] == "note")
      #expect(soon.first?["remedy"]?.contains("SIGHUP") == true)
      try allow(program, "good.key", 0o644)
      let open = try await tls(program, "good.pem", "good.key")
      #expect(open.last?["message"]?.contains("everybody on this machine may read") == true)
    }
  }

  @Test func `faults of the second factors' key are told apart`() async throws {
    try await withProgram { program in
      _ = try await program.mien(
        "user", "add", "ada", "--data-dir", "data", input: Data("correct horse\n".utf8))
      func key() async throws -> [String: String]? {
        try await findings(program, []).first { $0["check"] == "key" }
      }
      // Nobody needs one yet.
      #expect(try await key() == nil)
      let store = try Store(directory: program.file("data"))
      let ada = try await store.accounts.find(name: "ada")
      _ = try await store.secondFactors.begin(for: ada, at: Date(timeIntervalSince1970: 1_795_348_800))
      try store.close()
      #expect(try await key()?["state"] == "ok")
      let file = program.file("data/mien.key")
      let right = try Data(contentsOf: file)
      try allow(program, "data/mien.key", 0o640)
      #expect(try await key()?["message"]?.hasPrefix("others than its owner may read") == true)
      try Data(right.dropLast()).write(to: file)
      try allow(program, "data/mien.key", 0o600)
      #expect(try await key()?["message"]?.hasSuffix("is no key: it has 31 bytes") == true)
      try Data(right.reversed()).write(to: file)
      try allow(program, "data/mien.key", 0o600)
      #expect(try await key()?["message"]?.contains("is not the key that the second factors") == true)
      try FileManager.default.removeItem(at: file)
      #expect(try await key()?["message"]?.contains("is not there, and second factors need it") == true)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
      #expect(try await key()?["message"]?.hasSuffix("cannot be read") == true)
    }
  }

  @Test func `faults of the provider are told apart`() async throws {
    try await withProgram { program in
      try program.write("secret", Data("a secret\n".utf8))
      try program.write("empty", Data("\n".utf8))
      try allow(program, "secret", 0o600)
      func provider(_ arguments: String...) async throws -> [String: String]? {
        try await findings(program, ["--oidc-client", "mien"] + arguments).first { $0["check"] == "provider" }
      }
      let issuer = "https://login.example"
      #expect(
        try await provider("--oidc-issuer", issuer, "--oidc-secret-file", "secret")?["state"] == "ok")
      let faults = [
        (["--oidc-issuer", "http://login.example"], "cannot be an issuer"),
        (["--oidc-issuer", issuer, "--oidc-secret-file", "missing"], "cannot be read"),
        (["--oidc-issuer", issuer, "--oidc-secret-file", "empty"], "is empty"),
        (["--oidc-issuer", issuer, "--host", "0.0.0.0"], "--origin"),
      ]
      for (arguments, complaint) in faults {
        let found = try await findings(program, ["--oidc-client", "mien"] + arguments).first {
          $0["check"] == "provider"
        }
        #expect(found?["state"] == "wrong")
        #expect(found?["message"]?.contains(complaint) == true, "\(String(describing: found))")
      }
      try allow(program, "secret", 0o644)
      let open = try await provider("--oidc-issuer", issuer, "--oidc-secret-file", "secret")
      #expect(open?["remedy"]?.hasPrefix("chmod 600") == true)
    }
  }

  @Test func `half a provider is no provider`() async throws {
    try await withProgram { program in
      let without = try await program.mien("config", "--json", environment: ["MIEN_OIDC_CLIENT": "mien"])
      #expect(without.status != 0)
      #expect(without.errors.contains("oidc_issuer"))
      let half = try await program.mien(
        "config", "--json", environment: ["MIEN_OIDC_ISSUER": "https://login.example"])
      #expect(half.status != 0)
      #expect(half.errors.contains("oidc_client"))
    }
  }
}
