import Foundation
import Programs
import Testing

@Suite struct ServeTests {
  /// Starts `mien serve` on a free port and waits for the line that names it.
  private func serving(
    _ program: Program, _ body: (RunningProgram, URL) async throws -> Void
  ) async throws {
    let output = program.file("serve.out")
    let process = try program.start(
      Program.binary, ["serve", "--port", "0", "--data-dir", "data"], output: output,
      errors: program.file("serve.err"))
    defer { process.send(SIGKILL) }
    var said = ""
    for _ in 0..<3000 where process.isRunning && !said.contains("\n") {
      try await Task.sleep(for: .milliseconds(100))
      said = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
    let errors = String(decoding: try Data(contentsOf: program.file("serve.err")), as: UTF8.self)
    let line = try #require(said.split(separator: "\n").first, "the server said nothing: \(errors)")
    #expect(line.hasPrefix("Mien listens on http://127.0.0.1:"))
    let address = try #require(URL(string: String(line.dropFirst("Mien listens on ".count))))
    try await body(process, address)
  }

  /// What the server answers to a plain request, asked for through a shell's own connection.
  private func get(_ path: String, at address: URL, _ program: Program) async throws -> String {
    let port = try #require(address.port)
    let script = """
      exec 3<>/dev/tcp/127.0.0.1/\(port)
      printf 'GET \(path) HTTP/1.1\\r\\nHost: 127.0.0.1:\(port)\\r\\nConnection: close\\r\\n\\r\\n' >&3
      cat <&3
      """
    return try await program.run(URL(filePath: "/bin/bash"), ["-c", script]).output
  }

  @Test(.timeLimit(.minutes(10))) func `it says where it listens, answers, and stops well when asked`()
    async throws
  {
    try await withProgram { program in
      try await serving(program) { process, address in
        let health = try await get("/health/live", at: address, program)
        #expect(health.hasPrefix("HTTP/1.1 200"))
        #expect(health.contains(#"{"status":"ok"}"#))
        #expect(try await get("/api/v1/me", at: address, program).hasPrefix("HTTP/1.1 401"))
        #expect(try await get("/", at: address, program).contains("<!doctype html>"))

        let doctor = try await program.mien(
          "doctor", "--data-dir", "data", "--port", String(address.port ?? 0))
        #expect(doctor.output.contains("Mien is running there"))

        process.send(SIGTERM)
        for _ in 0..<3000 where process.isRunning { try await Task.sleep(for: .milliseconds(100)) }
        #expect(process.status == 0)
      }
    }
  }

  @Test(.timeLimit(.minutes(10))) func `a port in use is named, and the exit code is 1`() async throws {
    try await withProgram { program in
      try await serving(program) { _, address in
        let port = try #require(address.port)
        let second = try await program.mien("serve", "--port", String(port), "--data-dir", "other")
        #expect(second.status == 1)
        #expect(second.errors.contains("port \(port) on 127.0.0.1 is in use"))
        #expect(!second.output.contains("listens"))
      }
    }
  }

  @Test(arguments: [
    (["--host", "192.0.2.1"], "192.0.2.1 is not an address of this machine"),
    (["--origin", "mien.example.org"], "(flag --origin): give a scheme and a host"),
    (["--data-dir", "/dev/null/mien"], "the data directory /dev/null/mien cannot be used"),
    (["--weights", "nowhere"], "nowhere"),
  ])
  func `what keeps it from starting is a sentence`(arguments: [String], complaint: String) async throws {
    try await withProgram { program in
      let result = try await program.run(
        Program.binary, ["serve", "--port", "0"] + arguments, environment: ["MIEN_LOG_LEVEL": "critical"])
      #expect(result.status == 1)
      #expect(result.errors.contains(complaint))
    }
  }
}
