import Foundation

/// A Protocol Buffers message, written field by field: a key (number and wire type), then the value
/// (https://protobuf.dev/programming-guides/encoding/).
package struct ProtobufMessage: Sendable {
  package private(set) var bytes = Data()

  package init() {}

  /// A number as a varint: seven bits a byte, lowest first; the top bit says that more follow.
  package mutating func add(_ number: Int, field: Int) {
    varint(field << 3)
    varint(number)
  }

  /// Bytes behind their count.
  package mutating func add(_ data: Data, field: Int) {
    varint(field << 3 | 2)
    varint(data.count)
    bytes.append(data)
  }

  package mutating func add(_ text: String, field: Int) { add(Data(text.utf8), field: field) }

  package mutating func add(_ message: ProtobufMessage, field: Int) { add(message.bytes, field: field) }

  private mutating func varint(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
