import Foundation

/// A named array of numbers in a file of weights.
public struct WeightTensor: Hashable, Sendable {
  public let shape: [Int]
  /// As many values as the product of the shape, the last dimension fastest.
  public let values: [Float]

  /// - Precondition: there are as many values as the shape says.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values do not fit \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The values as a file of this precision keeps them.
  public func rounded(to precision: Safetensors.Precision) -> WeightTensor {
    guard precision == .float16 else { return self }
    return WeightTensor(shape: shape, values: values.map { Float(Float16($0)) })
  }
}

/// Named tensors and text, as a safetensors file holds them.
public struct WeightFile: Sendable {
  public var tensors: [String: WeightTensor]
  public var metadata: [String: String]

  public init(tensors: [String: WeightTensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

/// Reads and writes the safetensors format: eight bytes with the header's length, a JSON header, then the numbers,
/// little-endian (https://github.com/huggingface/safetensors#format). F32 and F16 are understood; whole numbers, which are
/// no weights, are passed over.
public enum Safetensors {
  /// How numbers are stored.
  public enum Precision: String, Sendable {
    case float32 = "F32"
    case float16 = "F16"
  }

  /// What is passed over.
  private static let wholeNumbers: Set = ["BOOL", "U8", "I8", "I16", "U16", "I32", "U32", "I64", "U64"]

  /// Largest header that is read, bytes.
  static let headerLimit = 16 << 20

  public static func read(_ url: URL) throws(TensorError) -> WeightFile {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw .file(path: url.path, reason: "cannot be read: is it there, and may you read it?")
    }
    return try parse([UInt8](data), path: url.path)
  }

  /// - Parameter path: what an error names.
  public static func parse(_ bytes: [UInt8], path: String) throws(TensorError) -> WeightFile {
    func bad(_ reason: String) -> TensorError {
      .file(path: path, reason: "is no sound safetensors file (\(reason)): fetch or make it again")
    }
    guard bytes.count >= 8 else { throw bad("only \(bytes.count) bytes long") }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(headerLimit), Int(length) <= bytes.count - 8 else {
      throw bad("the header is cut off")
    }
    let start = 8 + Int(length)
    guard let header = try? JSONSerialization.jsonObject(with: Data(bytes[8..<start])) as? [String: Any]
    else {
      throw bad("the header is not JSON")
    }
    var file = WeightFile()
    for (name, value) in header {
      if name == "__metadata__" {
        guard let text = value as? [String: String] else { throw bad("the metadata is not text") }
        file.metadata = text
        continue
      }
      if let entry = value as? [String: Any], let type = entry["dtype"] as? String,
        wholeNumbers.contains(type)
      {
        continue
      }
      guard let entry = value as? [String: Any], let dtype = entry["dtype"] as? String,
        let precision = Precision(rawValue: dtype), let shape = entry["shape"] as? [Int],
        let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
      else { throw bad("'\(name)' has no known type, shape and place") }
      guard let count = product(shape), offsets[0] >= 0, offsets[0] <= offsets[1],
        offsets[1] <= bytes.count - start, let size = product([count, precision == .float32 ? 4 : 2]),
        offsets[1] - offsets[0] == size
      else { throw bad("'\(name)' lies outside the file or has another size than its shape") }
      let values = decode(bytes, at: start + offsets[0], count: count, precision)
      guard values.allSatisfy(\.isFinite) else { throw bad("'\(name)' has values that are not numbers") }
      file.tensors[name] = WeightTensor(shape: shape, values: values)
    }
    return file
  }

  /// Writes all or nothing: to a file beside `url`, then renamed.
  public static func write(_ file: WeightFile, to url: URL, as precision: Precision = .float32)
    throws(TensorError)
  {
    do { try serialize(file, as: precision).write(to: url, options: .atomic) } catch {
      throw .file(path: url.path, reason: "cannot be written: is the folder there, and is there space?")
    }
  }

  /// The bytes of a file. The same tensors always give the same bytes.
  public static func serialize(_ file: WeightFile, as precision: Precision) -> Data {
    var header: [String: Any] = [:]
    if !file.metadata.isEmpty { header["__metadata__"] = file.metadata }
    var body = Data()
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) {
      let start = body.count
      switch precision {
      case .float32: tensor.values.withUnsafeBytes { body.append(contentsOf: $0) }
      case .float16:
        tensor.values.map { Float16($0) }.withUnsafeBytes { body.append(contentsOf: $0) }
      }
      header[name] = [
        "dtype": precision.rawValue, "shape": tensor.shape, "data_offsets": [start, body.count],
      ]
    }
    var text =
      (try? JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]))
      ?? Data("{}".utf8)
    while text.count % 8 != 0 { text.append(0x20) }
    var result = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
    result.append(text)
    result.append(body)
    return result
  }

  private static func product(_ sizes: [Int]) -> Int? {
    var result = 1
    for size in sizes {
      let (next, overflow) = result.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      result = next
    }
    return result
  }

  private static func decode(_ bytes: [UInt8], at start: Int, count: Int, _ precision: Precision) -> [Float] {
    bytes.withUnsafeBytes { raw in
      switch precision {
      case .float32:
        (0..<count).map { raw.loadUnaligned(fromByteOffset: start + 4 * $0, as: Float.self) }
      case .float16:
        (0..<count).map { Float(raw.loadUnaligned(fromByteOffset: start + 2 * $0, as: Float16.self)) }
      }
    }
  }
}
