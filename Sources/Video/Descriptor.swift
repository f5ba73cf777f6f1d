import Foundation
import Synchronization

/// A file descriptor of the system, closed once: by ``close()``, or when nobody holds it any more.
final class Descriptor: Sendable {
  private let number: Mutex<Int32?>

  init(_ number: Int32) { self.number = Mutex(number) }

  deinit { close() }

  func close() {
    if let open = number.withLock({ $0.take() }) { Glibc.close(open) }
  }

  /// What one end writes, the other reads. A program started later does not inherit them unasked; while one did, the
  /// end of the other would not be seen. They are sockets and not a pipe because only to a socket one can write
  /// without being killed when nobody reads any more.
  static func pair() throws(VideoError) -> (reading: Descriptor, writing: Descriptor) {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw .system(Descriptor.reason) }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  static func open(_ path: String) throws(VideoError) -> Descriptor {
    let number = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .system("it cannot be read: \(Descriptor.reason)") }
    return Descriptor(number)
  }

  /// The system's own words about what failed last.
  static var reason: String { String(cString: strerror(errno)).lowercased() }

  func withNumber<Result>(_ body: (Int32) -> Result) -> Result {
    body(number.withLock { $0 } ?? -1)
  }

  /// Reads what there is, waiting for the first byte of it; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(VideoError) -> Int {
    while true {
      let count = withNumber { Glibc.read($0, buffer.baseAddress, buffer.count) }
      if count >= 0 { return count }
      guard errno == EINTR else { throw .system("it cannot be read: \(Descriptor.reason)") }
    }
  }

  /// Reads as many bytes as asked for; fewer only at the end.
  func read(exactly count: Int) throws(VideoError) -> [UInt8] {
    var failure: VideoError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      do throws(VideoError) {
        while filled < count {
          let more = try read(into: UnsafeMutableRawBufferPointer(rebasing: target[filled..<count]))
          if more == 0 { break }
          filled += more
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads what there is, at most `count` bytes; none at the end.
  func read(atMost count: Int) throws(VideoError) -> [UInt8] {
    var failure: VideoError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(VideoError) { filled = try read(into: UnsafeMutableRawBufferPointer(buffer)) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all of the bytes into one of a ``pair()``; false once nobody reads them any more.
  func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = withNumber { send($0, part.baseAddress, part.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
      }
      return true
    }
  }
}
