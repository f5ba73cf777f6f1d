/// Where in one piece of memory the feature maps of a graph lie, so that those that are never needed at the same time
/// share their place and the whole stays in the cache.
package struct MemoryPlan {
  /// What a feature map needs: its size, and the first and the last step that use it.
  package struct Need {
    package let count: Int
    package let steps: ClosedRange<Int>

    package init(count: Int, steps: ClosedRange<Int>) {
      self.count = count
      self.steps = steps
    }
  }

  /// Where each feature map begins, in floats.
  package let offsets: [Int]
  /// Floats in all.
  package let count: Int

  /// A cache line, which no two feature maps share.
  private static let line = 16

  /// The largest first, each at the lowest place that is free as long as it is needed.
  package init(_ needs: [Need]) {
    var offsets = [Int](repeating: 0, count: needs.count)
    var placed: [Int] = []
    var total = 0
    for index in needs.indices.sorted(by: { (-needs[$0].count, $0) < (-needs[$1].count, $1) }) {
      let need = needs[index]
      let size = MemoryPlan.rounded(need.count)
      let others = placed.filter { needs[$0].steps.overlaps(need.steps) }
        .map { (start: offsets[$0], end: offsets[$0] + MemoryPlan.rounded(needs[$0].count)) }
        .sorted { $0.start < $1.start }
      var place = 0
      for other in others where place + size > other.start { place = max(place, other.end) }
      offsets[index] = place
      placed.append(index)
      total = max(total, place + size)
    }
    self.offsets = offsets
    count = total
  }

  private static func rounded(_ count: Int) -> Int { (count + line - 1) / line * line }
}
