/// How a camera was held: EXIF's tag 0x0112, 1…8. Each case says where row 0 and column 0 of the file belong.
///
/// Source: Exif 2.32, 4.6.4, table 4, and TIFF 6.0.
enum JPEGOrientation: UInt16 {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

  /// The orientation in the EXIF segment of a JPEG file; ``topLeft`` where there is none or it makes no sense, as
  /// it is a remark about the picture and no reason to refuse it.
  init(inEXIFOf file: UnsafeBufferPointer<UInt8>) {
    self = Self.exif(in: file).flatMap(Self.tag).flatMap(Self.init) ?? .topLeft
  }

  /// The TIFF structure inside the first APP1 segment with EXIF.
  private static func exif(in file: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>>? {
    let signature = Array("Exif\0\0".utf8)
    var position = 2
    while position + 4 <= file.count, file[position] == 0xFF {
      let marker = file[position + 1]
      if marker == 0xFF {  // a fill byte
        position += 1
        continue
      }
      guard marker != 0xDA, marker != 0xD9 else { return nil }  // the picture itself, or its end
      let length = Int(file[position + 2]) << 8 | Int(file[position + 3])
      let end = position + 2 + length
      guard length >= 2, end <= file.count else { return nil }
      let payload = file[(position + 4)..<end]
      if marker == 0xE1, payload.starts(with: signature) { return payload.dropFirst(signature.count) }
      position = end
    }
    return nil
  }

  /// The value of the orientation tag in the first directory.
  private static func tag(in tiff: Slice<UnsafeBufferPointer<UInt8>>) -> UInt16? {
    let start = tiff.startIndex
    let isLittleEndian = tiff.starts(with: Array("II*\0".utf8))
    guard isLittleEndian || tiff.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) else { return nil }
    func number(at offset: Int, bytes: Int) -> Int? {
      guard offset >= 0, offset + bytes <= tiff.count else { return nil }
      return (0..<bytes).reduce(0) { value, i in
        value << 8 | Int(tiff[start + offset + (isLittleEndian ? bytes - 1 - i : i)])
      }
    }
    guard let directory = number(at: 4, bytes: 4), let count = number(at: directory, bytes: 2) else {
      return nil
    }
    for entry in 0..<count {
      let offset = directory + 2 + 12 * entry
      guard let tag = number(at: offset, bytes: 2) else { return nil }
      if tag == 0x0112 {
        let isShort = number(at: offset + 2, bytes: 2) == 3
        return isShort ? number(at: offset + 8, bytes: 2).map { UInt16($0) } : nil
      }
    }
    return nil
  }
}

extension RGBImage {
  /// The picture as the person who took it saw it.
  func turned(_ orientation: JPEGOrientation) -> RGBImage {
    let (w, h) = (width, height)
    // Where the pixel at column x, row y of the result lies in the file.
    switch orientation {
    case .topLeft: return self
    case .topRight: return rearranged(w, h) { x, y in (w - 1 - x, y) }
    case .bottomRight: return rearranged(w, h) { x, y in (w - 1 - x, h - 1 - y) }
    case .bottomLeft: return rearranged(w, h) { x, y in (x, h - 1 - y) }
    case .leftTop: return rearranged(h, w) { x, y in (y, x) }
    case .rightTop: return rearranged(h, w) { x, y in (y, h - 1 - x) }
    case .rightBottom: return rearranged(h, w) { x, y in (w - 1 - y, h - 1 - x) }
    case .leftBottom: return rearranged(h, w) { x, y in (w - 1 - y, x) }
    }
  }

  @inline(__always)
  private func rearranged(
    _ newWidth: Int, _ newHeight: Int, _ place: (_ x: Int, _ y: Int) -> (x: Int, y: Int)
  ) -> RGBImage {
    let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let from = place(x, y)
            let s = 3 * (from.y * width + from.x)
            let t = 3 * (y * newWidth + x)
            target[t] = source[s]
            target[t + 1] = source[s + 1]
            target[t + 2] = source[s + 2]
          }
        }
      }
      count = pixels.count
    }
    return RGBImage(width: newWidth, height: newHeight, pixels: turned)
  }
}
