import Images
import Networks
import Tensors

/// How fast faces are read on this machine while nothing else is asked of it.
public struct Speed: Codable, Hashable, Sendable {
  /// Faces a second in batches.
  public let imagesPerSecond: Double
  /// Faces in such a batch.
  public let batch: Int
  /// Native threads of such a batch.
  public let threads: Int
  /// Median time of one face alone on one thread.
  public let millisecondsOfOneFace: Double

  enum CodingKeys: String, CodingKey {
    case batch, threads
    case imagesPerSecond = "images_per_second"
    case millisecondsOfOneFace = "milliseconds_of_one_face"
  }

  /// Measures a checkpoint; about 3 s.
  ///
  /// - Parameters:
  ///   - precision: what it is computed in.
  ///   - faces: what is read, over and over; at least one.
  ///   - clock: seconds since any moment.
  /// - Precondition: there is a face.
  public init(
    of checkpoint: EmotionCheckpoint, precision: PrecisionChoice = .float32, faces: [PlacedFace],
    batch: Int = 32, threads: Int, clock: () -> Double
  ) throws(TensorError) {
    precondition(!faces.isEmpty, "there is a face to read")
    let batched = try EmotionClassifier(checkpoint, precision: precision, batch: batch, threads: threads)
    let group = (0..<batch).map { faces[$0 % faces.count] }
    // The first run of a graph is slower.
    _ = try batched.classify(group)
    var (images, started) = (0, clock())
    while images < 8 * batch {
      _ = try batched.classify(group)
      images += batch
    }
    imagesPerSecond = Double(images) / max(clock() - started, 1e-9)
    let single = try EmotionClassifier(checkpoint, precision: precision, batch: 1, threads: 1)
    var times: [Double] = []
    for number in 0..<65 {
      started = clock()
      _ = try single.classify([faces[number % faces.count]])
      if number >= 5 { times.append(clock() - started) }
    }
    millisecondsOfOneFace = 1000 * times.sorted()[times.count / 2]
    self.batch = batch
    self.threads = threads
  }
}
