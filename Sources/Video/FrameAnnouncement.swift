/// What `ffmpeg` says of a frame before it sends it: its filter `showinfo` writes a line a frame, as in
/// `n:   1 pts:     34 pts_time:0.034   pos: 24823 fmt:rgb24 sar:0/1 s:640x480 i:P iskey:0 type:B`.
struct FrameAnnouncement: Hashable {
  /// `nil` if the video does not say.
  let time: Duration?
  let width: Int
  let height: Int

  var byteCount: Int { 3 * width * height }
}

/// Finds the announcements among the lines `ffmpeg` writes. A decoder's thread may put a word of its own between
/// the two halves of an announcement, which are then on two lines.
struct FrameAnnouncementParser {
  private var time: Duration?

  mutating func announcement(in line: some StringProtocol) -> FrameAnnouncement? {
    // What begins so is the video's own description of itself, in which anything may stand.
    guard !line.hasPrefix("[info]") else { return nil }
    let words = line.split(separator: " ")
    if let word = words.last(where: { $0.hasPrefix("pts_time:") }) {
      // "pts_time:" and its number may be apart.
      let glued = word.dropFirst("pts_time:".count)
      let text = glued.isEmpty ? words[words.index(after: words.firstIndex(of: word) ?? 0)...].first : glued
      time = text.flatMap { Double($0) }.flatMap { abs($0) < 1e9 ? .seconds($0) : nil }
    }
    guard line.contains("fmt:"), let size = words.last(where: { $0.hasPrefix("s:") }) else { return nil }
    let sides = size.dropFirst(2).split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, sides.allSatisfy({ (1...VideoInput.longestSide).contains($0) }) else {
      return nil
    }
    defer { time = nil }
    return FrameAnnouncement(time: time, width: sides[0], height: sides[1])
  }
}
