/// Reading of a FlatBuffer in which every access is checked: hostile bytes are an error and never a crash.
///
/// Format: https://flatbuffers.dev/internals. All numbers are little-endian; a table points back to its vtable,
/// which says where each field lies.
struct FlatBuffer: Sendable {
  let bytes: [UInt8]

  /// The integer at `offset`.
  func integer<T: FixedWidthInteger>(at offset: Int, as type: T.Type = T.self) throws(FaceError) -> T {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<T>.size else {
      throw .damaged("it points to byte \(offset) of \(bytes.count)")
    }
    return bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }

  /// Where the offset at `place` leads.
  func followed(at place: Int) throws(FaceError) -> Int {
    let offset = try Int(integer(at: place, as: UInt32.self))
    guard offset > 0 else { throw .damaged("the offset at byte \(place) leads nowhere") }
    return place + offset
  }

  /// The table the file begins with, if it carries `identifier`.
  func root(identifier: String) throws(FaceError) -> FlatTable {
    guard bytes.count >= 8, bytes[4..<8].elementsEqual(identifier.utf8) else {
      throw .damaged("it does not begin with the mark \(identifier)")
    }
    return try FlatTable(self, at: followed(at: 0))
  }
}

/// A table in a FlatBuffer: fields by number, each possibly absent.
struct FlatTable: Sendable {
  private let buffer: FlatBuffer
  private let position: Int
  private let vtable: Int
  private let vtableSize: Int

  init(_ buffer: FlatBuffer, at position: Int) throws(FaceError) {
    self.buffer = buffer
    self.position = position
    vtable = try position - Int(buffer.integer(at: position, as: Int32.self))
    vtableSize = try Int(buffer.integer(at: vtable, as: UInt16.self))
  }

  /// The number in a field, `value` where it is absent.
  func integer<T: FixedWidthInteger>(_ field: Int, default value: T) throws(FaceError) -> T {
    guard let place = try place(of: field) else { return value }
    return try buffer.integer(at: place)
  }

  /// The table a field leads to.
  func table(_ field: Int) throws(FaceError) -> FlatTable? {
    guard let place = try place(of: field) else { return nil }
    return try FlatTable(buffer, at: buffer.followed(at: place))
  }

  /// The tables in the vector a field leads to; none where it is absent.
  func tables(_ field: Int, atMost limit: Int) throws(FaceError) -> [FlatTable] {
    let vector = try span(field, of: UInt32.self, atMost: limit)
    var tables: [FlatTable] = []
    for place in stride(from: vector.lowerBound, to: vector.upperBound, by: 4) {
      tables.append(try FlatTable(buffer, at: buffer.followed(at: place)))
    }
    return tables
  }

  /// The numbers in the vector a field leads to; none where it is absent.
  func integers<T: FixedWidthInteger>(
    _ field: Int, as type: T.Type, atMost limit: Int
  ) throws(FaceError) -> [Int] {
    let vector = try span(field, of: T.self, atMost: limit)
    var numbers: [Int] = []
    for place in stride(from: vector.lowerBound, to: vector.upperBound, by: MemoryLayout<T>.size) {
      numbers.append(try Int(truncatingIfNeeded: buffer.integer(at: place, as: T.self)))
    }
    return numbers
  }

  /// The bytes of the vector a field leads to, as a range of the file; an empty one where it is absent.
  ///
  /// `limit` keeps a small file from asking for much memory by naming one vector many times.
  func span<T>(
    _ field: Int, of type: T.Type, atMost limit: Int = .max
  ) throws(FaceError) -> Range<Int> {
    guard let place = try place(of: field) else { return 0..<0 }
    let vector = try buffer.followed(at: place)
    let count = try Int(buffer.integer(at: vector, as: UInt32.self))
    let start = vector + 4
    guard count <= limit, count <= (buffer.bytes.count - start) / MemoryLayout<T>.size else {
      throw .damaged("a list of \(count) entries does not fit")
    }
    return start..<(start + count * MemoryLayout<T>.size)
  }

  private func place(of field: Int) throws(FaceError) -> Int? {
    let entry = 4 + 2 * field
    guard entry + 2 <= vtableSize else { return nil }
    let offset = try Int(buffer.integer(at: vtable + entry, as: UInt16.self))
    return offset == 0 ? nil : position + offset
  }
}
