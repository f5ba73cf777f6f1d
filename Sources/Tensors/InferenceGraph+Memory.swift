/// Where feature maps lie: laid out when the graph is whole, in one piece of memory.
extension InferenceGraph {
  /// Inputs, which no step writes, and what the caller reads, keep a place of their own.
  func isRead(_ index: Int) -> Bool {
    guard let kept else { return true }
    return kept.contains { $0.index == index } || !steps.contains { $0.target == index }
  }

  func values(of node: Node) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: place(of: node.index), count: node.shape.count)
  }

  /// Where a feature map begins.
  func place(of index: Int) -> UnsafeMutablePointer<Float> { laidOut().base + maps[index].offset }

  private func laidOut() -> FloatBuffer {
    if let memory { return memory }
    let needs = maps.enumerated().map { index, map in
      MemoryPlan.Need(count: map.floats, steps: isRead(index) ? 0...steps.count : use(of: index))
    }
    let plan = MemoryPlan(needs)
    for (index, offset) in plan.offsets.enumerated() { maps[index].offset = offset }
    let memory = FloatBuffer(count: plan.count)
    self.memory = memory
    for index in steps.indices {
      steps[index].inputs = steps[index].sources.map { UnsafePointer(memory.base + maps[$0].offset) }
    }
    return memory
  }

  /// The steps from the one that writes a feature map to the last that reads it.
  private func use(of index: Int) -> ClosedRange<Int> {
    let users = steps.indices.filter { steps[$0].target == index || steps[$0].sources.contains(index) }
    guard let first = users.first, let last = users.last else { return 0...steps.count }
    return first...last
  }

  /// The memory, known to oneDNN.
  func bound() throws(TensorError) -> FloatBuffer {
    let memory = laidOut()
    for index in maps.indices where !maps[index].descriptions.isEmpty {
      for description in maps[index].descriptions {
        try description.point(to: memory.base + maps[index].offset, of: memory)
      }
      maps[index].descriptions = []
    }
    return memory
  }
}
