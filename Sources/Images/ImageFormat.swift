/// The formats Mien reads, told apart by their first bytes and never by a file name.
public enum ImageFormat: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  case jpeg = "JPEG"
  case png = "PNG"
  case webp = "WebP"

  public var description: String { rawValue }

  /// The format whose signature `bytes` begin with, `nil` if none.
  public init?(signatureOf bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(12))
    if head.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if head.count == 12, head.starts(with: Array("RIFF".utf8)), head[8...] == Array("WEBP".utf8)[...] {
      self = .webp
    } else {
      return nil
    }
  }
}
