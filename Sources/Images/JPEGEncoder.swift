import CTurboJPEG

/// Writes pictures as baseline JPEG, for tools and tests.
public enum JPEGEncoder {
  /// The bytes of a JPEG file.
  ///
  /// - Parameter quality: 1 (small) to 100 (faithful).
  /// - Throws: ``ImageError/notEncoded(_:)`` when a side is beyond JPEG's 65,535 pixels.
  /// - Precondition: `quality` is in 1…100.
  public static func encode(_ image: RGBImage, quality: Int = 90) throws(ImageError) -> [UInt8] {
    precondition((1...100).contains(quality), "a JPEG quality is in 1…100, not \(quality)")
    guard image.width <= 65_535, image.height <= 65_535 else {
      throw .notEncoded("a side has at most 65535 pixels, not \(max(image.width, image.height))")
    }
    guard let handle = tjInitCompress() else { throw .notEncoded("TurboJPEG could not be started") }
    defer { tjDestroy(handle) }
    var buffer: UnsafeMutablePointer<UInt8>?
    var count: UInt = 0
    defer { tjFree(buffer) }
    let status = image.pixels.withUnsafeBufferPointer { pixels in
      tjCompress2(
        handle, pixels.baseAddress, Int32(image.width), 0, Int32(image.height), TJPF_RGB.rawValue, &buffer,
        &count, Int32(TJSAMP_420.rawValue), Int32(quality), 0)
    }
    guard status == 0, let buffer else {
      throw .notEncoded(tjGetErrorStr2(handle).map { String(cString: $0) } ?? "unknown error")
    }
    return [UInt8](UnsafeBufferPointer(start: buffer, count: Int(count)))
  }
}
