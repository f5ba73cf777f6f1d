/// How a camera was held: EXIF's tag 0x0112, 1…8. Each case says where row 0 and column 0 of the file belong.
///
/// Source: Exif 2.32, 4.6.4, table 4, and TIFF 6.0.
enum EXIFOrientation: UInt16 {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// What JPEG, and some writers of the other formats, put before the TIFF structure.
  private static let signature = Array("Exif\0\0".utf8)

  /// The orientation in a file's EXIF data; ``topLeft`` where there is none or it makes no sense, as it is a remark
  /// about the picture and no reason to refuse it.
  init(of format: ImageFormat, in file: Bytes) {
    let exif =
      switch format {
      case .jpeg: Self.segment(in: file)
      case .png: Self.chunk(named: "eXIf", in: file, from: 8, isRIFF: false)
      case .webp: Self.chunk(named: "EXIF", in: file, from: 12, isRIFF: true)
      }
    self = exif.flatMap(Self.tag).flatMap(Self.init) ?? .topLeft
  }

  /// The data of the first chunk of a name, of RIFF (name, length, data to an even length) or PNG (length, name, data,
  /// checksum).
  private static func chunk(
    named name: String, in file: Bytes, from start: Int, isRIFF: Bool
  ) -> Slice<Bytes>? {
    var position = start
    while position + 8 <= file.count {
      let length = (0..<4).reduce(0) {
        $0 << 8 | Int(file[position + (isRIFF ? 7 - $1 : $1)])
      }
      let (begin, end) = (position + 8, position + 8 + length)
      guard end <= file.count else { return nil }
      if file[(isRIFF ? position : position + 4)...].starts(with: name.utf8) {
        let data = file[begin..<end]
        return data.starts(with: signature) ? data.dropFirst(signature.count) : data
      }
      position = end + (isRIFF ? length & 1 : 4)
    }
    return nil
  }

  /// The TIFF structure inside a JPEG's first APP1 segment with EXIF.
  private static func segment(in file: Bytes) -> Slice<Bytes>? {
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
  private static func tag(in tiff: Slice<Bytes>) -> UInt16? {
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
