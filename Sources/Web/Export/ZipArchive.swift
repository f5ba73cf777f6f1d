import Foundation

/// Packs files in memory into a ZIP archive, each deflated (PKWARE's APPNOTE 6.3.10, without ZIP64: a file and the
/// archive have less than 4 GiB).
struct ZipArchive {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0
  private let date: (time: UInt16, day: UInt16)

  /// - Parameter time: of all files, in GMT; archives have no time zone.
  init(at time: Date) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: time)
    let year = min(127, max(0, (parts.year ?? 1980) - 1980))
    // MS-DOS counts years from 1980 and seconds by twos.
    date = (
      UInt16((parts.hour ?? 0) << 11 | (parts.minute ?? 0) << 5 | (parts.second ?? 0) / 2),
      UInt16(year << 9 | (parts.month ?? 1) << 5 | (parts.day ?? 1))
    )
  }

  /// Adds a file.
  ///
  /// - Parameter name: of ASCII or other letters, folders with slashes.
  mutating func add(_ name: String, _ content: [UInt8]) {
    let packed = Gzip.deflated(content)
    var common: [UInt8] = []
    Self.append(UInt16(20), to: &common)  // Version 2.0 unpacks it.
    Self.append(UInt16(1 << 11), to: &common)  // The name is UTF-8.
    Self.append(UInt16(packed == nil ? 0 : 8), to: &common)  // Stored or deflated.
    Self.append(date.time, to: &common)
    Self.append(date.day, to: &common)
    Self.append(Gzip.checksum(content), to: &common)
    Self.append(UInt32(packed?.count ?? content.count), to: &common)
    Self.append(UInt32(content.count), to: &common)
    Self.append(UInt16(name.utf8.count), to: &common)
    Self.append(UInt16(0), to: &common)  // No extra fields.

    let offset = UInt32(bytes.count)
    Self.append(UInt32(0x0403_4B50), to: &bytes)
    bytes += common + name.utf8 + (packed ?? content)

    Self.append(UInt32(0x0201_4B50), to: &directory)
    Self.append(UInt16(20), to: &directory)
    directory += common
    Self.append(UInt16(0), to: &directory)  // No comment,
    Self.append(UInt16(0), to: &directory)  // one disk,
    Self.append(UInt16(0), to: &directory)  // no attributes within
    Self.append(UInt32(0), to: &directory)  // or without.
    Self.append(offset, to: &directory)
    directory += name.utf8
    count += 1
  }

  /// The archive.
  func finished() -> [UInt8] {
    var end: [UInt8] = []
    Self.append(UInt32(0x0605_4B50), to: &end)
    Self.append(UInt32(0), to: &end)  // One disk.
    Self.append(count, to: &end)
    Self.append(count, to: &end)
    Self.append(UInt32(directory.count), to: &end)
    Self.append(UInt32(bytes.count), to: &end)
    Self.append(UInt16(0), to: &end)  // No comment.
    return bytes + directory + end
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }
}
