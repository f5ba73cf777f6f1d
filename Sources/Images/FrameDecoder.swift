/// Decodes one frame after the other into the same memory; see ``ImageDecoder``. It belongs to one thread at a time.
///
/// JPEG as cameras send it takes nothing new from frame to frame, but what libjpeg itself needs while it decodes.
package final class FrameDecoder {
  private var jpeg: JPEGDecoder?

  package init() {}

  /// - Parameter image: becomes the picture in `bytes`; after an error it has any pixels.
  /// - Throws: ``ImageError``, each with a sentence that says what to change.
  package func decode(
    _ bytes: [UInt8], limits: ImageLimits, into image: inout RGBImage
  ) throws(ImageError) {
    try limits.check(bytes: bytes.count)
    try bytes.withUnsafeBufferPointer { (file) throws(ImageError) in
      switch ImageFormat(signatureOf: file) {
      case .jpeg:
        let markers = JPEGMarkers(of: file, mostScans: JPEGDecoder.mostScans)
        try decoder(for: markers).decode(file, markers, limits: limits, into: &image)
      case .png: image = try PNGDecoder.decode(file, limits: limits)
      case .webp: image = try WebPDecoder.decode(file, limits: limits)
      case nil: throw .unknownFormat
      }
    }
  }

  private func decoder(for markers: JPEGMarkers) throws(ImageError) -> JPEGDecoder {
    if markers.bringsItsTables, let jpeg { return jpeg }
    let decoder = try JPEGDecoder()
    if markers.bringsItsTables { jpeg = decoder }
    return decoder
  }
}
