import CZlib

/// Packs bytes by zlib.
package enum Gzip {
  /// The bytes as gzip (RFC 1952), as small as zlib can; `nil` if it fails, as without memory.
  package static func packed(_ bytes: [UInt8]) -> [UInt8]? {
    // 15 bits of window; 16 more ask for gzip's header instead of zlib's own.
    pack(bytes, windowBits: 15 + 16)
  }

  /// The bytes deflated (RFC 1951), without any header, as they lie in a ZIP archive; `nil` if it fails.
  static func deflated(_ bytes: [UInt8]) -> [UInt8]? { pack(bytes, windowBits: -15) }

  /// CRC-32 of the bytes, as ZIP archives have it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
  }

  private static func pack(_ bytes: [UInt8], windowBits: Int32) -> [UInt8]? {
    var stream = z_stream()
    let begun = deflateInit2_(
      &stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard begun == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let ended = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard ended == Z_STREAM_END else { return nil }
    return Array(output.prefix(Int(stream.total_out)))
  }
}
