/// Cuts a stream of bytes into JPEG pictures. What lies between them, such as the headers of a
/// `multipart/x-mixed-replace` stream, is skipped.
///
/// It walks from marker to marker (ITU-T T.81, annex B), so that the thumbnail inside a camera's picture does not end
/// it. Whether a picture is whole, the decoder says.
public struct MJPEGSplitter: Sendable {
  /// The largest picture, in bytes.
  public static let limit = 16 << 20
  /// So many bytes without the beginning of a picture are no MJPEG.
  public static let patience = 1 << 20

  private enum Place {
    /// Before a picture.
    case outside
    /// In a picture, where a marker must stand.
    case marker
    /// In a picture's compressed lines, where a marker may stand.
    case scan
  }

  private var buffer: [UInt8] = []
  private var place = Place.outside
  /// Where the picture begins, and what is looked at next.
  private var start = 0
  private var position = 0
  private var skipped = 0

  public init() {}

  /// Whether the bytes so far end within a picture.
  public var isWithinPicture: Bool { place != .outside }

  /// Whether anything came at all.
  public private(set) var hasSeenBytes = false

  public mutating func append(_ bytes: [UInt8]) {
    let done = place == .outside ? position : start
    if done > 1 << 16 || done == buffer.count {
      buffer.removeFirst(done)
      start -= min(start, done)
      position -= done
    }
    buffer += bytes
    hasSeenBytes = hasSeenBytes || !bytes.isEmpty
  }

  /// The next picture, or `nil` until more bytes are appended.
  ///
  /// - Throws: ``VideoError/notMJPEG`` or ``VideoError/pictureTooLarge(limit:)``.
  public mutating func next() throws(VideoError) -> [UInt8]? {
    while let step = buffer.withUnsafeBufferPointer({ step(in: $0) }) {
      if case .picture(let end) = step {
        defer { leave(at: end) }
        return Array(buffer[start..<end])
      }
      if skipped > MJPEGSplitter.patience { throw .notMJPEG }
    }
    if skipped > MJPEGSplitter.patience { throw .notMJPEG }
    if isWithinPicture, buffer.count - start > MJPEGSplitter.limit {
      throw .pictureTooLarge(limit: MJPEGSplitter.limit)
    }
    return nil
  }

  private enum Step {
    case moved
    case picture(end: Int)
  }

  /// Goes on by one marker; `nil` where the next is not there yet.
  private mutating func step(in bytes: UnsafeBufferPointer<UInt8>) -> Step? {
    switch place {
    case .outside: enter(in: bytes)
    case .marker: marker(in: bytes)
    case .scan: scan(in: bytes)
    }
  }

  /// Looks for the beginning of a picture: start of image, and another marker behind it.
  private mutating func enter(in bytes: UnsafeBufferPointer<UInt8>) -> Step? {
    while position + 2 < bytes.count {
      if bytes[position] == 0xFF, bytes[position + 1] == 0xD8, bytes[position + 2] == 0xFF {
        start = position
        position += 2
        place = .marker
        return .moved
      }
      position += 1
      skipped += 1
    }
    return nil
  }

  private mutating func marker(in bytes: UnsafeBufferPointer<UInt8>) -> Step? {
    guard position + 1 < bytes.count else { return nil }
    guard bytes[position] == 0xFF else { return notAPicture() }
    switch bytes[position + 1] {
    case 0xFF: position += 1  // a fill byte
    case 0xD9: return .picture(end: position + 2)
    // Another picture begins: this one has no end, and the decoder is asked what it is worth.
    case 0xD8: return .picture(end: position)
    case 0x01, 0xD0...0xD7: position += 2
    case 0x00: return notAPicture()
    case let code:
      guard position + 3 < bytes.count else { return nil }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      guard length >= 2 else { return notAPicture() }
      guard position + 2 + length < bytes.count else { return nil }
      position += 2 + length
      if code == 0xDA { place = .scan }
    }
    return .moved
  }

  /// Looks for the marker behind compressed lines, in which `FF 00` is a byte and `FF D0`…`D7` begin anew.
  private mutating func scan(in bytes: UnsafeBufferPointer<UInt8>) -> Step? {
    while position + 1 < bytes.count {
      if bytes[position] == 0xFF, bytes[position + 1] != 0, !(0xD0...0xD7).contains(bytes[position + 1]) {
        place = .marker
        return .moved
      }
      position += 1
    }
    return nil
  }

  /// What looked like a picture's beginning was none.
  private mutating func notAPicture() -> Step {
    position = start + 2
    skipped += 2
    place = .outside
    return .moved
  }

  private mutating func leave(at end: Int) {
    position = end
    start = end
    skipped = 0
    place = .outside
  }
}
