import Foundation

/// Floats on a 64-byte boundary, zero at first.
///
/// A buffer belongs to one graph and is used by one thread at a time, so it is not `Sendable`.
public final class FloatBuffer {
  public let count: Int
  let base: UnsafeMutablePointer<Float>

  public init(count: Int) {
    self.count = count
    let bytes = max(64, (count * MemoryLayout<Float>.stride + 63) / 64 * 64)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memset(raw, 0, bytes)
    base = raw.bindMemory(to: Float.self, capacity: count)
  }

  public convenience init(_ values: [Float]) {
    self.init(count: values.count)
    base.update(from: values, count: values.count)
  }

  deinit { base.deallocate() }

  public var values: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// All values, for reading and writing.
  public var span: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

  /// - Precondition: `values` has ``count`` values.
  public func copy(from values: [Float]) {
    precondition(values.count == count, "\(values.count) values do not fit \(count)")
    base.update(from: values, count: count)
  }

  func fill(_ value: Float) { base.update(repeating: value, count: count) }
}
