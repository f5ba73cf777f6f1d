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
      let numbers = ["MIEN_PRECISION": "float32"]
      let expected = try await reading(program, numbers)
      for name in ["SSE41", "AVX", "AVX2", "AVX512_CORE"] {
        let face = try await reading(
          program,
          numbers.merging(["ONEDNN_MAX_CPU_ISA": name, "MIEN_PORTABLE_KERNELS": "1"]) { first, _ in first })
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

  @Test(.enabled(if: PredictTests.hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `without the instructions for bytes a face is read in 32 bits, and who insists is told`() async throws
  {
    try await withProgram { program in
      let old = ["ONEDNN_MAX_CPU_ISA": "AVX2"]
      let plain = try await reading(program, old.merging(["MIEN_PRECISION": "float32"]) { $1 })
      let usual = try await reading(program, old)
      #expect(usual.probabilities == plain.probabilities)
      let result = try await program.run(
        Program.binary, ["predict", "--precision", "int8", PredictTests.portrait.path], environment: old)
      #expect(result.status != 0)
      #expect(result.errors.contains("AVX512-VNNI") && result.errors.contains("float32"))
      let doctor = try await program.mien("doctor", environment: old)
      #expect(doctor.output.contains("faces in float32 (this processor has no AVX512-VNNI)"))
    }
  }
}
