import Foundation
import Images

/// Renders batches of augmented faces on a thread beside the training step, two batches ahead.
///
/// What a batch holds depends on the seed, the epoch and its number alone.
final class BatchLoader: @unchecked Sendable {
  /// Images as the network wants them, and their targets.
  struct Batch: Sendable {
    let pixels: [Float]
    let targets: [Float]
  }

  private let rows: [FaceRow]
  private let recipe: Recipe
  private let renderer: FaceRenderer
  private let sampling: BalancedSampling
  private let queue = DispatchQueue(label: "mien.batches", qos: .userInitiated)
  // Unchecked: `ready` is touched under `lock` only, `waited` by one thread; everything else is constant.
  private let lock = NSCondition()
  private var ready: [Int: Batch] = [:]
  /// How long batches were waited for, over all epochs. Of the thread that takes them.
  private(set) var waited: Duration = .zero

  init(_ rows: [FaceRow], _ recipe: Recipe) {
    self.rows = rows
    self.recipe = recipe
    renderer = FaceRenderer(side: recipe.side)
    sampling = BalancedSampling(rows, power: recipe.balance)
  }

  /// Whole batches in an epoch; the few rows left over come first or last in another epoch's order.
  var batches: Int { rows.count / recipe.batchSize }

  /// Runs `body` with each batch of an epoch in turn, from the one numbered `first` on, until it returns false.
  func forEachBatch(epoch: Int, from first: Int = 0, _ body: (Int, Batch) throws -> Bool) rethrows {
    defer { queue.sync { lock.withLock { ready.removeAll() } } }
    var generator = SeededGenerator(seed: recipe.seed, epoch: epoch, index: -1)
    let permutation = generator.permutation(rows.count)
    let drawn = sampling.draw(at: generator.unit())
    let order = permutation.map { drawn[$0] }
    let ahead = 2
    for batch in first..<max(first, min(first + ahead, batches)) { start(batch, epoch, order) }
    for batch in first..<max(first, batches) {
      let current = take(batch)
      if batch + ahead < batches { start(batch + ahead, epoch, order) }
      guard try body(batch, current) else { return }
    }
  }

  private func start(_ batch: Int, _ epoch: Int, _ order: [Int]) {
    queue.async { [self] in
      let rendered = render(order[batch * recipe.batchSize..<(batch + 1) * recipe.batchSize], epoch, batch)
      lock.withLock {
        ready[batch] = rendered
        lock.broadcast()
      }
    }
  }

  private func take(_ batch: Int) -> Batch {
    let asked = ContinuousClock.now
    defer { waited += ContinuousClock.now - asked }
    return lock.withLock {
      while true {
        if let rendered = ready.removeValue(forKey: batch) { return rendered }
        lock.wait()
      }
    }
  }

  private func render(_ part: ArraySlice<Int>, _ epoch: Int, _ number: Int) -> Batch {
    let size = recipe.side * recipe.side
    var pixels = [Float](unsafeUninitializedCapacity: part.count * size) { buffer, count in
      for (place, row) in part.enumerated() {
        // A row that is drawn twice in an epoch is varied in two ways.
        let index = recipe.balance == 0 ? row : rows.count * (1 + number) + place
        var generator = SeededGenerator(seed: recipe.seed, epoch: epoch, index: index)
        let variation = recipe.augmentation.draw(using: &generator)
        renderer.render(
          rows[row].face, variation,
          into: UnsafeMutableBufferPointer(rebasing: buffer[place * size..<(place + 1) * size]))
      }
      count = part.count * size
    }
    var targets = part.flatMap { rows[$0].target ?? [] }
    if recipe.mixup > 0 {
      var generator = SeededGenerator(seed: recipe.seed, epoch: epoch, index: -2 - number)
      Mixup(alpha: recipe.mixup).mix(&pixels, &targets, images: part.count, using: &generator)
    }
    return Batch(pixels: pixels, targets: targets)
  }
}
