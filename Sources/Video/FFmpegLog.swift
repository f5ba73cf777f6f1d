import Dispatch
import Foundation
import Synchronization

/// Reads what an `ffmpeg` says on standard error, on a thread of its own: its frames' announcements and its complaints.
final class FFmpegLog: Sendable {
  private struct State {
    var announcements: [FrameAnnouncement] = []
    var complaints: [FFmpegComplaint] = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)

  /// Complaints that are kept; the first say what is wrong.
  private static let kept = 20

  /// - Parameter input: what `ffmpeg` calls its input, which complaints need not repeat.
  init(_ descriptor: Descriptor, input: String = "") {
    Thread.detachNewThread { self.drain(descriptor, input) }
  }

  /// The first complaint so far.
  var complaint: String? { state.withLock { $0.complaints.first?.text } }

  /// Waits until the program has nothing more to say.
  func waitForEnd() {
    end.wait()
    end.signal()
  }

  /// Waits for the next frame's announcement; `nil` when there will be none.
  func next() -> FrameAnnouncement? {
    while true {
      let (announcement, isOver) = state.withLock { state in
        (state.announcements.isEmpty ? nil : state.announcements.removeFirst(), state.isOver)
      }
      if let announcement { return announcement }
      if isOver { return nil }
      news.wait()
    }
  }

  private func drain(_ descriptor: Descriptor, _ input: String) {
    var parser = FrameAnnouncementParser()
    var lines = LineSplitter()
    while let bytes = try? descriptor.read(atMost: 1 << 14), !bytes.isEmpty {
      for line in lines.lines(adding: bytes) { note(line, input, &parser) }
    }
    for line in lines.rest() { note(line, input, &parser) }
    state.withLock { $0.isOver = true }
    news.signal()
    end.signal()
  }

  private func note(_ line: String, _ input: String, _ parser: inout FrameAnnouncementParser) {
    if let announcement = parser.announcement(in: line) {
      state.withLock { $0.announcements.append(announcement) }
      news.signal()
    }
    guard let complaint = FFmpegComplaint(line: line, input: input) else { return }
    state.withLock { state in
      if state.complaints.count < FFmpegLog.kept { state.complaints.append(complaint) }
    }
  }
}

/// Cuts bytes into lines; of one that never ends the first 4,096 bytes are kept.
struct LineSplitter {
  private var line: [UInt8] = []

  mutating func lines(adding bytes: [UInt8]) -> [String] {
    var found: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        found += rest()
      } else if line.count < 4096 {
        line.append(byte)
      }
    }
    return found
  }

  /// What stands behind the last line.
  mutating func rest() -> [String] {
    defer { line.removeAll(keepingCapacity: true) }
    return line.isEmpty ? [] : [String(decoding: line, as: UTF8.self)]
  }
}
