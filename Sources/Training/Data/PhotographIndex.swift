import Images

/// Two pictures that show the same photograph.
public struct PhotographPair: Codable, Hashable, Sendable {
  /// Position in the index that was asked.
  public let first: Int
  /// Position in the other index, or a later one in the same.
  public let second: Int
  /// Correlation of the small pictures, at most 1.
  public let correlation: Float
  /// Whether every pixel is the same.
  public let identical: Bool
}

/// Finds pictures that show the same photograph: copies, and copies made lighter, recompressed or slightly
/// moved.
///
/// The measure is the correlation of 24×24 block means; in FER2013 nearly all pairs from 0.92 up are the same
/// photograph by eye. Pictures of one flat shade show nothing and count as the same as each other. All 36,000
/// × 36,000 / 2 pairs of FER2013 take about 5 s on two cores; none is missed, for the screen before the full
/// comparison is a bound.
public struct PhotographIndex: Sendable {
  /// The correlation from which two pictures count as the same photograph.
  public static let threshold: Float = 0.92

  private static let rowsPerJob = 64
  private static let panelWidth = 8

  private let images: [GrayImage]
  /// 144 × 4 numbers a picture.
  private let values: [SIMD4<Float>]
  /// 64 numbers a picture, padded with pictures of zeros to whole groups of four.
  private let screens: [Float]
  /// The same 64 numbers for panels of eight pictures: number by number, eight pictures side by side.
  private let panels: [SIMD4<Float>]
  private let flat: [Int]

  public init(_ images: [GrayImage]) {
    self.images = images
    let descriptors = Parallel.map(count: images.count) { PhotographDescriptor(images[$0]) }
    let numbers = PhotographDescriptor.screenCount
    let panelCount = (images.count + Self.panelWidth - 1) / Self.panelWidth
    var values: [SIMD4<Float>] = []
    values.reserveCapacity(images.count * Self.vectors)
    var screens = [Float](repeating: 0, count: panelCount * Self.panelWidth * numbers)
    var panels = [SIMD4<Float>](repeating: .zero, count: panelCount * numbers * 2)
    for (picture, descriptor) in descriptors.enumerated() {
      for at in stride(from: 0, to: descriptor.values.count, by: 4) {
        values.append(SIMD4(descriptor.values[at..<at + 4]))
      }
      let (panel, place) = picture.quotientAndRemainder(dividingBy: Self.panelWidth)
      for (number, value) in descriptor.screen.enumerated() {
        screens[picture * numbers + number] = value
        panels[(panel * numbers + number) * 2 + place / 4][place % 4] = value
      }
    }
    self.values = values
    self.screens = screens
    self.panels = panels
    flat = descriptors.indices.filter { descriptors[$0].isFlat }
  }

  private static let vectors = PhotographDescriptor.side * PhotographDescriptor.side / 4

  /// Number of pictures.
  public var count: Int { images.count }

  /// Pairs of a picture of this index and one of `other` that show the same photograph, ordered by position.
  public func pairs(with other: PhotographIndex, threshold: Float = threshold) -> [PhotographPair] {
    search(other, threshold: threshold, within: false)
  }

  /// Pairs within this index, each once with `first < second`, ordered by position.
  public func pairs(threshold: Float = threshold) -> [PhotographPair] {
    search(self, threshold: threshold, within: true)
  }

  /// A group number for each picture: two that are joined by a chain of pairs have the same one.
  ///
  /// For splitting by photograph: put a whole group on one side.
  public func groups(threshold: Float = threshold) -> [Int] {
    var parent = Array(0..<count)
    func root(_ picture: Int) -> Int {
      var at = picture
      while parent[at] != at {
        parent[at] = parent[parent[at]]
        at = parent[at]
      }
      return at
    }
    for pair in pairs(threshold: threshold) {
      let (one, two) = (root(pair.first), root(pair.second))
      parent[max(one, two)] = min(one, two)
    }
    return parent.indices.map(root)
  }

  private func search(_ other: PhotographIndex, threshold: Float, within: Bool) -> [PhotographPair] {
    let jobs = (count + Self.rowsPerJob - 1) / Self.rowsPerJob
    let found = Parallel.map(count: jobs) { job in
      let rows = job * Self.rowsPerJob..<min(count, (job + 1) * Self.rowsPerJob)
      var pairs: [PhotographPair] = []
      // The bound is exact but for rounding of 64 products.
      screen(rows, other, from: within ? rows.lowerBound / Self.panelWidth : 0, bound: threshold - 1e-4) {
        first, second in
        guard second < other.count, first < count, !within || first < second else { return }
        let correlation = correlation(first, other, second)
        guard correlation >= threshold else { return }
        pairs.append(pair(first, other, second, correlation))
      }
      return pairs
    }
    var pairs = Array(found.joined())
    for first in flat {
      for second in other.flat where !within || first < second { pairs.append(pair(first, other, second, 1)) }
    }
    return pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// Calls `candidate` for every pair of `rows` and `other` whose screens' product reaches `bound`.
  ///
  /// Four rows by eight columns at a time stay in registers; a panel of eight columns stays in the nearest
  /// cache while all rows of the job pass.
  private func screen(
    _ rows: Range<Int>, _ other: PhotographIndex, from firstPanel: Int, bound: Float,
    candidate: (Int, Int) -> Void
  ) {
    let numbers = PhotographDescriptor.screenCount
    let limit = SIMD4<Float>(repeating: bound)
    screens.withUnsafeBufferPointer { screens in
      other.panels.withUnsafeBufferPointer { panels in
        let panelCount = panels.count / (2 * numbers)
        guard let rowBase = screens.baseAddress, let panelBase = panels.baseAddress, firstPanel < panelCount
        else { return }
        for panel in firstPanel..<panelCount {
          let b = panelBase + panel * numbers * 2
          for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 4) {
            let a = rowBase + row * numbers
            var (l0, l1, l2, l3) = (
              SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero
            )
            var (r0, r1, r2, r3) = (l0, l1, l2, l3)
            for number in 0..<numbers {
              let left = b[2 * number]
              let right = b[2 * number + 1]
              let (a0, a1) = (a[number], a[number + numbers])
              let (a2, a3) = (a[number + 2 * numbers], a[number + 3 * numbers])
              l0 += left * a0
              r0 += right * a0
              l1 += left * a1
              r1 += right * a1
              l2 += left * a2
              r2 += right * a2
              l3 += left * a3
              r3 += right * a3
            }
            let most = pointwiseMax(
              pointwiseMax(pointwiseMax(l0, l1), pointwiseMax(l2, l3)),
              pointwiseMax(pointwiseMax(r0, r1), pointwiseMax(r2, r3)))
            guard any(most .>= limit) else { continue }
            for (offset, sums) in [(l0, r0), (l1, r1), (l2, r2), (l3, r3)].enumerated() {
              for lane in 0..<4 {
                let column = panel * Self.panelWidth + lane
                if sums.0[lane] >= bound { candidate(row + offset, column) }
                if sums.1[lane] >= bound { candidate(row + offset, column + 4) }
              }
            }
          }
        }
      }
    }
  }

  private func correlation(_ first: Int, _ other: PhotographIndex, _ second: Int) -> Float {
    values.withUnsafeBufferPointer { mine in
      other.values.withUnsafeBufferPointer { theirs in
        var sum = SIMD4<Float>.zero
        for vector in 0..<Self.vectors {
          sum += mine[first * Self.vectors + vector] * theirs[second * Self.vectors + vector]
        }
        return min(sum.sum(), 1)
      }
    }
  }

  private func pair(
    _ first: Int, _ other: PhotographIndex, _ second: Int, _ correlation: Float
  ) -> PhotographPair {
    let (a, b) = (images[first], other.images[second])
    return PhotographPair(
      first: first, second: second, correlation: correlation,
      identical: a.width == b.width && a.height == b.height && a.pixels == b.pixels)
  }
}
