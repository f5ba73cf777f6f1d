import Foundation
import Testing

/// The native loops and oneDNN choose their code for the processor; every choice reads the same face.
@Suite struct InstructionSetTests {
  private struct Reading: Decodable {
    struct Face: Decodable {
      let box: [String: Double]
      let probabilities: [String: Double]
      let score: Double
    }
    let faces: [Face]
  }

  private func reading(_ program: Program, _ environment: [String: String]) async throws -> Reading.Face {
    let arguments = ["predict", "--json", PredictTests.portrait.path]
    let result = try await program.run(Program.binary, arguments, environment: environment)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONDecoder().decode(Reading.self, from: Data(result.output.utf8)).faces.first)
  }

  @Test(.enabled(if: PredictTests.hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `a face is the same on every processor`() async throws {
    try await withProgram { program in
      let expected = try await reading(program, [:])
      for name in ["SSE41", "AVX", "AVX2", "AVX512_CORE"] {
        let face = try await reading(program, ["ONEDNN_MAX_CPU_ISA": name, "MIEN_PORTABLE_KERNELS": "1"])
        #expect(abs(face.score - expected.score) < 1e-3, "\(name)")
        for (key, value) in expected.probabilities {
          #expect(abs((face.probabilities[key] ?? 9) - value) < 1e-3, "\(name): \(key)")
        }
        // In pixels of a picture of 512.
        for (key, value) in expected.box {
          #expect(abs((face.box[key] ?? .infinity) - value) < 0.05, "\(name): \(key)")
        }
      }
    }
  }
}
