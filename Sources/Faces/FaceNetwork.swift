import Foundation
import Images
import Tensors

/// What a detector's network says before anything is made of it.
package struct RawDetections: Sendable {
  /// Logit of each box being a face.
  package let logits: [Float]
  /// Sixteen numbers a box, in pixels of the network's square and relative to the anchor: centre, size, six points.
  package let boxes: [Float]

  /// Numbers a box has.
  package static let valuesPerBox = 16

  package init(logits: [Float], boxes: [Float]) {
    self.logits = logits
    self.boxes = boxes
  }
}

/// One of the two networks, ready to run. It belongs to one thread at a time.
package final class FaceNetwork {
  package let kind: FaceNetworkKind
  /// Multiplications with additions that a run takes.
  package var multiplications: Int { network.multiplications }
  private let network: TFLiteNetwork
  private let logits: Int
  private let boxes: Int
  private var memory = LetterboxMemory()
  /// The part of a picture that is looked at from nearer.
  var part = RGBImage()

  /// Reads the network from its TFLite file, which must be the one published, byte for byte.
  ///
  /// - Throws: ``FaceError``, naming the file.
  package convenience init(_ kind: FaceNetworkKind, file: URL, threads: Int = 1) throws(FaceError) {
    do throws(FaceError) {
      let bytes = try TFLiteModel.bytes(of: file)
      guard SHA256.hexadecimal(of: bytes) == kind.sha256 else {
        throw .damaged("its SHA-256 is not that of the published file")
      }
      let network = try TFLiteNetwork(TFLiteModel(bytes), threads: threads)
      try self.init(kind, network)
    } catch .unreadable(let path, let reason) {
      throw .unreadable(path: path, reason: reason)
    } catch {
      throw .file(path: file.path, error)
    }
  }

  /// Checks that the network has the input and the outputs of its kind.
  package init(_ kind: FaceNetworkKind, _ network: TFLiteNetwork) throws(FaceError) {
    let shape = network.inputShape
    guard shape == Shape(batch: 1, height: kind.side, width: kind.side, channels: 3) else {
      throw .notADetector("it takes \(shape.width)×\(shape.height)×\(shape.channels)")
    }
    let count = kind.anchors.count
    func output(_ values: Int) throws(FaceError) -> Int {
      guard let place = network.outputs.firstIndex(where: { $0.shape == [1, count, values] }) else {
        throw .notADetector("it gives no \(values) numbers for each of \(count) boxes")
      }
      return place
    }
    logits = try output(1)
    boxes = try output(RawDetections.valuesPerBox)
    self.kind = kind
    self.network = network
  }

  /// Runs on an input that `fill` writes: row by row, red, green and blue in −1…1.
  package func evaluate(
    _ fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(FaceError) -> RawDetections {
    let outputs = try network.run(fill)
    return RawDetections(logits: outputs[logits], boxes: outputs[boxes])
  }

  /// The faces in a picture, the most certain first, in pixels of the picture.
  ///
  /// - Parameter content: how many of the square's pixels the longer side of the picture fills; all if `nil`.
  package func detect(in image: RGBImage, content: Int? = nil) throws(FaceError) -> [DetectedFace] {
    let letterbox = Letterbox(width: image.width, height: image.height, side: kind.side, content: content)
    let raw = try evaluate { letterbox.draw(image, into: $0, with: &memory) }
    return suppressed(raw.candidates(of: kind)).map { $0.face(in: letterbox) }
  }
}
