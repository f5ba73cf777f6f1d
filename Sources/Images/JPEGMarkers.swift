/// What the markers of a JPEG say, read before anything is decoded (ITU-T T.81, annex B).
struct JPEGMarkers {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// How many scans there are; counting ends behind `most`.
  private(set) var scans = 0
  /// Whether each scan finds the tables that it uses earlier in the file. Not looked for in progressive files, which no
  /// camera sends: `false`.
  private(set) var bringsItsTables = true

  /// Tables seen so far, a bit each.
  private var quantization: UInt16 = 0
  private var huffmanDC: UInt16 = 0
  private var huffmanAC: UInt16 = 0
  private var neededQuantization: UInt16 = 0

  /// Walks from marker to marker as libjpeg does: what has a length is passed over whole, so that a preview in
  /// EXIF does not count; what follows the end does not either.
  init(of file: Bytes, mostScans most: Int) {
    var position = 2
    while let marker = Self.nextMarker(in: file, from: &position), marker != 0xD9 {
      if marker == 0xDA { scans += 1 }
      if scans > most { return }
      // Below 0xC0 nothing is defined that has a length, and 0xD0…0xD8 are restarts and the beginning.
      guard marker >= 0xC0, !(0xD0...0xD8).contains(marker) else { continue }
      guard position + 2 <= file.count else { break }
      let length = Int(file[position]) << 8 | Int(file[position + 1])
      let end = position + length
      if bringsItsTables, length >= 2, end <= file.count {
        note(marker, Bytes(rebasing: file[(position + 2)..<end]))
      }
      position = end
    }
  }

  private mutating func note(_ marker: UInt8, _ data: Bytes) {
    switch marker {
    case 0xDB: noteQuantization(data)
    case 0xC4: noteHuffman(data)
    case 0xC0, 0xC1:
      for component in Self.places(in: data, from: 6, each: 3) {
        neededQuantization |= Self.bit(data[component + 2])
      }
    case 0xC2...0xCF where marker != 0xC8 && marker != 0xCC: bringsItsTables = false
    case 0xDA: noteScan(data)
    default: break
    }
  }

  /// Tables of 64 numbers of one byte or two.
  private mutating func noteQuantization(_ data: Bytes) {
    var place = 0
    while place < data.count {
      quantization |= Self.bit(data[place] & 15)
      place += data[place] < 16 ? 65 : 129
    }
  }

  /// Tables of sixteen counts and as many codes as these add up to.
  private mutating func noteHuffman(_ data: Bytes) {
    var place = 0
    while place + 17 <= data.count {
      if data[place] < 16 {
        huffmanDC |= Self.bit(data[place])
      } else {
        huffmanAC |= Self.bit(data[place] & 15)
      }
      place += 17 + data[(place + 1)..<(place + 17)].reduce(0) { $0 + Int($1) }
    }
  }

  private mutating func noteScan(_ data: Bytes) {
    var (dc, ac): (UInt16, UInt16) = (0, 0)
    for component in Self.places(in: data, from: 1, each: 2) where component + 4 <= data.count {
      dc |= Self.bit(data[component + 1] >> 4)
      ac |= Self.bit(data[component + 1] & 15)
    }
    bringsItsTables =
      dc & ~huffmanDC == 0 && ac & ~huffmanAC == 0 && neededQuantization & ~quantization == 0
  }

  private static func places(in data: Bytes, from start: Int, each size: Int) -> StrideTo<Int> {
    stride(from: start, to: max(start, data.count - size + 1), by: size)
  }

  private static func bit(_ number: UInt8) -> UInt16 { 1 << UInt16(number & 15) }

  /// The code of the next marker, with the position behind it; `FF 00` is a byte of data.
  private static func nextMarker(in file: Bytes, from position: inout Int) -> UInt8? {
    while position + 1 < file.count {
      defer { position += 1 }
      let code = file[position + 1]
      guard file[position] == 0xFF, code != 0x00, code != 0xFF else { continue }
      position += 1
      return code
    }
    return nil
  }
}
