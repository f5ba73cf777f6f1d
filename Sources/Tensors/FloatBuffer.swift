import Foundation

/// Floats on a 64-byte boundary, zero at first.
///
/// A buffer belongs to one graph and is used by one thread at a time, so it is not `Sendable`.
public final class FloatBuffer {
  public let count: Int
  let base: UnsafeMutablePointer<Float>

  /// Walking through feature maps of hundreds of megabytes by pages of 4 KiB costs time; a page of this size, where the
  /// system has it, saves that.
  private static let hugePage = 2 << 20
  private static let largeBytes = 4 << 20

  public init(count: Int) {
    self.count = count
    let bytes = max(64, (count * MemoryLayout<Float>.stride + 63) / 64 * 64)
    let isLarge = bytes >= FloatBuffer.largeBytes
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? FloatBuffer.hugePage : 64)
    if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
    memset(raw, 0, bytes)
    base = raw.bindMemory(to: Float.self, capacity: count)
  }

  public convenience init(_ values: [Float]) {
    self.init(count: values.count)
    base.update(from: values, count: values.count)
  }

  /// Bytes, in as many floats as they need.
  convenience init(bytes: [Int8]) {
    self.init(count: FloatBuffer.floats(bytes: bytes.count))
    bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(span).copyMemory(from: $0) }
  }

  /// Floats that so many bytes need.
  static func floats(bytes: Int) -> Int {
    let size = MemoryLayout<Float>.stride
    return (bytes + size - 1) / size
  }

  deinit { base.deallocate() }

  public var values: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// All values, for reading and writing.
  public var span: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

  /// Where the values begin; valid as long as the buffer is.
  package var start: UnsafeMutablePointer<Float> { base }

  /// - Precondition: `values` has ``count`` values.
  public func copy(from values: [Float]) {
    precondition(values.count == count, "\(values.count) values do not fit \(count)")
    base.update(from: values, count: count)
  }

  func fill(_ value: Float) { base.update(repeating: value, count: count) }
}

/// A buffer that grows while a graph is built.
final class Scratch {
  private(set) var buffer = FloatBuffer(count: 0)

  func reserve(_ count: Int) {
    if buffer.count < count { buffer = FloatBuffer(count: count) }
  }
}
