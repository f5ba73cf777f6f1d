import Foundation
import Tensors
import Testing

@Suite struct SafetensorsTests {
  private let file = WeightFile(
    tensors: [
      "a": WeightTensor(shape: [2, 3], values: [1, -2, 0.5, 4, 5, 6]),
      "b": WeightTensor(shape: [1], values: [65_504]),
    ], metadata: ["made by": "a test"])

  @Test func `whole numbers, which are no weights, are passed over`() throws {
    let header = #"{"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    let file = try Safetensors.parse(length + Array(header.utf8) + [UInt8](repeating: 1, count: 8), path: "x")
    #expect(file.tensors.isEmpty)
  }

  @Test(arguments: [Safetensors.Precision.float32, .float16])
  func `what is written is read`(precision: Safetensors.Precision) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "mien-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try Safetensors.write(file, to: url, as: precision)
    let read = try Safetensors.read(url)
    #expect(read.tensors == file.tensors)
    #expect(read.metadata == file.metadata)
  }

  @Test func `a file cut off anywhere is refused with its name`() throws {
    let bytes = [UInt8](Safetensors.serialize(file, as: .float32))
    for length in 0..<bytes.count {
      #expect(throws: TensorError.self) { try Safetensors.parse(Array(bytes[..<length]), path: "cut") }
    }
  }

  @Test func `no flipped byte crashes the reader`() throws {
    let bytes = [UInt8](Safetensors.serialize(file, as: .float16))
    var generator = SplitMix64(seed: 1)
    for _ in 0..<3000 {
      var copy = bytes
      copy[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      _ = try? Safetensors.parse(copy, path: "flipped")
    }
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,8]}}"#, "[1,2]", "{",
  ]) func `a hostile header is refused`(header: String) {
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { [UInt8]($0) }
    bytes += Array(header.utf8) + [UInt8](repeating: 0, count: 8)
    #expect(throws: TensorError.self) { try Safetensors.parse(bytes, path: "hostile") }
  }

  @Test func `a missing file and weights that are not numbers are named`() {
    #expect(
      throws: TensorError.file(
        path: "/nowhere/x", reason: "cannot be read: is it there, and may you read it?")
    ) {
      try Safetensors.read(URL(filePath: "/nowhere/x"))
    }
    let broken = WeightFile(tensors: ["a": WeightTensor(shape: [1], values: [.nan])])
    let bytes = [UInt8](Safetensors.serialize(broken, as: .float32))
    #expect(throws: TensorError.self) { try Safetensors.parse(bytes, path: "nan") }
  }
}
