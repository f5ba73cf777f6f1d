import Dispatch
import Synchronization

/// A network for a batch of images on several threads.
///
/// Each thread has a graph of its own, for a few images at a time: their feature maps stay in its cache, and no thread
/// waits for another between two layers, as the threads of one graph do some sixty times a run. On two threads 32 faces
/// take three quarters of what they take in one graph, and a fifth where other programs want the cores as well.
/// A batch belongs to one thread at a time, as a graph does.
public final class BatchInference {
  /// Shape of the input: of all images.
  public let shape: Shape
  /// Values the network gives for an image.
  public let outputCount: Int

  /// Multiplications with additions that one image takes.
  public var multiplications: Int { lanes[0].multiplications }

  private let lanes: [Lane]
  private let input: FloatBuffer
  private let outputs: FloatBuffer

  /// Images of a run. Of 1, 2, 4, 8 and 16 at a time, 4 took least: weights are read once for all of them, and what they
  /// leave between two layers still fits the cache of a core.
  private static let imagesOfARun = 4

  /// - Parameters:
  ///   - shape: of the input; its batch is the most images a run takes.
  ///   - threads: native threads a run uses.
  ///   - network: adds the network behind an input of fewer images and returns its output.
  public init(
    _ shape: Shape, threads: Int = 1,
    network: (InferenceGraph, InferenceGraph.Node) throws(TensorError) -> InferenceGraph.Node
  ) throws(TensorError) {
    precondition(shape.batch > 0 && threads > 0, "a batch has images and runs on a thread")
    self.shape = shape
    let count = min(threads, shape.batch)
    let images = min(BatchInference.imagesOfARun, (shape.batch + count - 1) / count)
    var lanes: [Lane] = []
    for _ in 0..<count {
      let graph = try InferenceGraph(threads: threads / count)
      let node = graph.input(
        Shape(batch: images, height: shape.height, width: shape.width, channels: shape.channels))
      let output = try network(graph, node)
      graph.keep(only: [output])
      lanes.append(Lane(graph, node, output))
    }
    self.lanes = lanes
    outputCount = lanes[0].outputSize
    input = FloatBuffer(count: shape.count)
    outputs = FloatBuffer(count: shape.batch * outputCount)
  }

  /// Writes the values of the input, in the order batch, height, width, channels.
  public func withInput(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) { body(input.span) }

  /// Computes the first `images` of the batch.
  public func run(images: Int) throws(TensorError) {
    precondition((0...shape.batch).contains(images), "\(images) images in a batch of \(shape.batch)")
    let work = Work(images: images, atOnce: lanes[0].images, input: input.base, outputs: outputs.base)
    if lanes.count == 1 || images <= lanes[0].images {
      lanes[0].take(from: work)
    } else {
      let lanes = lanes
      DispatchQueue.concurrentPerform(iterations: lanes.count) { lanes[$0].take(from: work) }
    }
    if let error = work.failure.withLock({ $0 }) { throw error }
  }

  /// Reads the outputs, ``outputCount`` values an image.
  public func withOutput<R>(_ body: (UnsafeBufferPointer<Float>) -> R) -> R {
    body(UnsafeBufferPointer(outputs.span))
  }
}

/// The images of a batch that no thread has taken yet.
///
/// `@unchecked Sendable`: the pointers outlive the run, and each place behind them is used by the one thread that took
/// it.
private final class Work: @unchecked Sendable {
  let images: Int
  let atOnce: Int
  let input: UnsafeMutablePointer<Float>
  let outputs: UnsafeMutablePointer<Float>
  let failure = Mutex<TensorError?>(nil)
  private let next = Atomic(0)

  init(images: Int, atOnce: Int, input: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>) {
    self.images = images
    self.atOnce = atOnce
    self.input = input
    self.outputs = outputs
  }

  /// The next few images; `nil` when all are taken.
  func take() -> Range<Int>? {
    let first = next.add(atOnce, ordering: .relaxed).oldValue
    return first < images ? first..<min(first + atOnce, images) : nil
  }
}

/// The graph of a thread.
///
/// `@unchecked Sendable`: a run gives each lane to one thread, and a batch has one run at a time.
private final class Lane: @unchecked Sendable {
  let images: Int
  let outputSize: Int
  private let inputSize: Int
  private let graph: InferenceGraph
  private let input: InferenceGraph.Node
  private let output: InferenceGraph.Node

  init(_ graph: InferenceGraph, _ input: InferenceGraph.Node, _ output: InferenceGraph.Node) {
    images = input.shape.batch
    inputSize = input.shape.count / images
    outputSize = output.shape.count / images
    self.graph = graph
    self.input = input
    self.output = output
  }

  var multiplications: Int { graph.multiplications / images }

  /// Computes images as long as there are any.
  func take(from work: Work) {
    while let taken = work.take() {
      graph.withInput(input) {
        $0.baseAddress?.update(
          from: work.input + taken.lowerBound * inputSize, count: taken.count * inputSize)
      }
      do throws(TensorError) { try graph.run() } catch { work.failure.withLock { $0 = error } }
      graph.withOutput(output) {
        guard let values = $0.baseAddress else { return }
        (work.outputs + taken.lowerBound * outputSize).update(from: values, count: taken.count * outputSize)
      }
    }
  }
}
