import Foundation
import Images
import Testing
import Video

@Suite struct MJPEGSplitterTests {
  private func pictures(_ bytes: [UInt8], inSteps step: Int = .max) throws -> [[UInt8]] {
    var splitter = MJPEGSplitter()
    var found: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      splitter.append(Array(rest.prefix(step)))
      rest = rest.dropFirst(step)
      while let picture = try splitter.next() { found.append(picture) }
    }
    return found
  }

  @Test(arguments: [1, 2, 7, 100, 65_536])
  func `pictures come out as they went in, however the stream is cut`(step: Int) throws {
    let all = try (0..<5).map { try Clips.jpeg(UInt8(50 * $0), side: 16 + 8 * $0) }
    #expect(try pictures(all.flatMap { $0 }, inSteps: step) == all)
  }

  @Test func `what lies between pictures is skipped`() throws {
    let picture = try Clips.jpeg(90)
    let header = Array("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 7\r\n\r\n".utf8)
    let stream = header + picture + Array("\r\n".utf8) + header + picture + [0xFF, 0xD8, 0x00, 0xFF]
    #expect(try pictures(stream) == [picture, picture])
  }

  @Test func `a thumbnail inside a picture does not end it`() throws {
    let small = try Clips.jpeg(10)
    let large = try Clips.jpeg(200, side: 64)
    let length = small.count + 2
    let segment = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + small
    let picture = large.prefix(2) + segment + large.dropFirst(2)
    #expect(try pictures(Array(picture + large)) == [Array(picture), large])
    #expect(try ImageDecoder.decode(Array(picture)).width == 64)
  }

  @Test func `a picture without an end is handed on as it is when the next begins`() throws {
    let picture = try Clips.jpeg(90)
    let cut = Array(picture.dropLast(2))
    #expect(try pictures(cut + picture) == [cut, picture])
  }

  @Test func `a stream that ends within a picture says so`() throws {
    var splitter = MJPEGSplitter()
    #expect(!splitter.isWithinPicture && !splitter.hasSeenBytes)
    splitter.append(try Clips.jpeg(90).dropLast(9))
    #expect(try splitter.next() == nil)
    #expect(splitter.isWithinPicture && splitter.hasSeenBytes)
  }

  @Test func `a megabyte without a picture is no MJPEG`() throws {
    var splitter = MJPEGSplitter()
    splitter.append(Array(repeating: 0x20, count: MJPEGSplitter.patience + 10))
    #expect(throws: VideoError.notMJPEG) { try splitter.next() }
    // Beginnings that lead nowhere do not count as pictures.
    var other = MJPEGSplitter()
    let beginnings = Array(repeating: [0xFF, 0xD8, 0xFF, 0x00] as [UInt8], count: MJPEGSplitter.patience / 4)
    other.append(beginnings.flatMap { $0 })
    other.append(Array(repeating: 0x20, count: 100))
    #expect(throws: VideoError.notMJPEG) { while try other.next() != nil {} }
  }

  @Test func `a picture that never ends is refused`() throws {
    var splitter = MJPEGSplitter()
    splitter.append(try Clips.jpeg(90).dropLast(2) + Array(repeating: 1, count: MJPEGSplitter.limit))
    #expect(throws: VideoError.pictureTooLarge(limit: MJPEGSplitter.limit)) { try splitter.next() }
  }
}
