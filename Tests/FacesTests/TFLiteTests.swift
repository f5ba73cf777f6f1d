import Faces
import Testing

@Suite struct TFLiteTests {
  /// What happens to these bytes: the network built from them, or the error.
  private func outcome(_ bytes: [UInt8]) -> Result<TFLiteNetwork, FaceError> {
    Result { () throws(FaceError) in try TFLiteNetwork(TFLiteModel(bytes)) }
  }

  private func isError(_ bytes: [UInt8]) -> Bool {
    if case .failure = outcome(bytes) { true } else { false }
  }

  @Test func `the operators of both files are read`() throws {
    let short = try TFLiteModel(Weights.bytes(of: Weights.shortRange))
    #expect(short.operators.count == 164)
    #expect(short.inputs.map { short.tensors[$0].shape } == [[1, 128, 128, 3]])
    #expect(short.outputs.map { short.tensors[$0].shape } == [[1, 896, 16], [1, 896, 1]])
    let full = try TFLiteModel(Weights.bytes(of: Weights.fullRange))
    #expect(full.operators.filter { $0.operation == .densify }.count == 46)
    #expect(full.outputs.map { full.tensors[$0].shape } == [[1, 2304, 16], [1, 2304, 1]])
  }

  @Test func `what is no TFLite file is refused`() {
    #expect(isError([]))
    #expect(isError(Array("hello".utf8)))
    #expect(isError([UInt8](repeating: 0xFF, count: 1_000)))
    #expect(isError([0x10, 0, 0, 0] + Array("TFL3".utf8) + [UInt8](repeating: 0, count: 64)))
  }

  @Test func `a file cut off anywhere is an error and never a crash`() throws {
    for file in [Weights.shortRange, Weights.fullRange] {
      let bytes = try Weights.bytes(of: file)
      for length in stride(from: 0, to: bytes.count - 64, by: bytes.count / 150) {
        #expect(isError(Array(bytes.prefix(length))), "\(file.lastPathComponent) cut to \(length)")
      }
    }
  }

  @Test func `flipped bytes are read or refused and never a crash`() throws {
    for file in [Weights.shortRange, Weights.fullRange] {
      let bytes = try Weights.bytes(of: file)
      let places = try structure(of: bytes)
      var refused = 0
      var state: UInt64 = 7
      for _ in 0..<60 {
        var damaged = bytes
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let place = places[Int(state >> 33) % places.count]
        damaged[place] = [0x00, 0x01, 0x7F, 0x80, 0xFF][Int(state >> 20) % 5]
        if isError(damaged) { refused += 1 }
      }
      #expect(refused > 6, "\(refused) of 60 were refused")
    }
  }

  /// The bytes that are not weights: those that say how the file hangs together.
  private func structure(of bytes: [UInt8]) throws -> [Int] {
    let model = try TFLiteModel(bytes)
    let weights = model.tensors.map(\.data).filter { $0.count > 16 }
    var isWeight = [Bool](repeating: false, count: bytes.count)
    for range in weights { for i in range { isWeight[i] = true } }
    return bytes.indices.filter { !isWeight[$0] }
  }
}
