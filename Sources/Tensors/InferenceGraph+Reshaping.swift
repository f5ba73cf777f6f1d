/// The small steps that detectors need besides convolutions, in TensorFlow's meaning. Plain loops: they cost little.
extension InferenceGraph {
  /// `activation(a + b)`.
  public func add(_ a: Node, _ b: Node, activation: Activation = .none) throws(TensorError) -> Node {
    guard a.shape == b.shape else { throw .shape(operation: "add", reason: "the two shapes differ") }
    let result = node(a.shape)
    let count = a.shape.count
    let (low, high): (Float, Float) =
      switch activation {
      case .none: (-.infinity, .infinity)
      case .relu: (0, .infinity)
      case .relu6: (0, 6)
      }
    step([a, b], result) { sources, target in
      let (x, y) = (sources[0], sources[1])
      for i in 0..<count { target[i] = min(max(x[i] + y[i], low), high) }
    }
    return result
  }

  /// Zeros behind the channels, up to `channels`.
  public func padChannels(_ x: Node, to channels: Int) throws(TensorError) -> Node {
    let from = x.shape.channels
    guard channels >= from else {
      throw .shape(operation: "pad", reason: "\(from) channels are more than \(channels)")
    }
    let shape = Shape(batch: x.shape.batch, height: x.shape.height, width: x.shape.width, channels: channels)
    let result = node(shape)
    step([x], result) { sources, target in
      for row in 0..<shape.rows {
        (target + row * channels).update(from: sources[0] + row * from, count: from)
        (target + row * channels + from).update(repeating: 0, count: channels - from)
      }
    }
    return result
  }

  /// Zeros around the image.
  public func pad(_ x: Node, _ padding: Padding) throws(TensorError) -> Node {
    let from = x.shape
    let shape = Shape(
      batch: from.batch, height: from.height + padding.top + padding.bottom,
      width: from.width + padding.left + padding.right, channels: from.channels)
    let result = node(shape)
    step([x], result) { sources, target in
      target.update(repeating: 0, count: shape.count)
      for image in 0..<from.batch {
        for row in 0..<from.height {
          let source = sources[0] + (image * from.height + row) * from.width * from.channels
          let start =
            ((image * shape.height + row + padding.top) * shape.width + padding.left) * from.channels
          (target + start).update(from: source, count: from.width * from.channels)
        }
      }
    }
    return result
  }

  /// Bilinear resizing in TensorFlow's meaning of its two flags.
  public func resizeBilinear(
    _ x: Node, height: Int, width: Int, alignCorners: Bool = false, halfPixelCenters: Bool = false
  ) throws(TensorError) -> Node {
    let from = x.shape
    let shape = Shape(batch: from.batch, height: height, width: width, channels: from.channels)
    let result = node(shape)
    let rows = InferenceGraph.taps(from.height, height, alignCorners, halfPixelCenters)
    let columns = InferenceGraph.taps(from.width, width, alignCorners, halfPixelCenters)
    let channels = from.channels
    step([x], result) { sources, target in
      for image in 0..<from.batch {
        let base = sources[0] + image * from.height * from.width * channels
        for (y, row) in rows.enumerated() {
          for (x, column) in columns.enumerated() {
            let a = base + (row.low * from.width + column.low) * channels
            let b = base + (row.low * from.width + column.high) * channels
            let c = base + (row.high * from.width + column.low) * channels
            let d = base + (row.high * from.width + column.high) * channels
            let out = target + ((image * height + y) * width + x) * channels
            for channel in 0..<channels {
              let top = a[channel] + (b[channel] - a[channel]) * column.weight
              let bottom = c[channel] + (d[channel] - c[channel]) * column.weight
              out[channel] = top + (bottom - top) * row.weight
            }
          }
        }
      }
    }
    return result
  }

  /// The two neighbours of each target place and the weight of the higher one.
  private static func taps(
    _ input: Int, _ output: Int, _ alignCorners: Bool, _ halfPixelCenters: Bool
  ) -> [(low: Int, high: Int, weight: Float)] {
    let scale =
      alignCorners && output > 1 ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
    return (0..<output).map { place in
      let position = halfPixelCenters ? (Float(place) + 0.5) * scale - 0.5 : Float(place) * scale
      let low = max(0, Int(position.rounded(.down)))
      return (min(low, input - 1), min(low + 1, input - 1), max(0, position - Float(low)))
    }
  }

  /// Moves `block`² channels into a square of `block`×`block` pixels, in TensorFlow's order.
  public func depthToSpace(_ x: Node, block: Int) throws(TensorError) -> Node {
    let from = x.shape
    guard block > 0, from.channels % (block * block) == 0 else {
      throw .shape(
        operation: "depth to space", reason: "\(from.channels) channels do not make blocks of \(block)")
    }
    let channels = from.channels / (block * block)
    let shape = Shape(
      batch: from.batch, height: from.height * block, width: from.width * block, channels: channels)
    let result = node(shape)
    step([x], result) { sources, target in
      for image in 0..<from.batch {
        for y in 0..<shape.height {
          for x in 0..<shape.width {
            let source = ((image * from.height + y / block) * from.width + x / block) * from.channels
            let start = source + ((y % block) * block + x % block) * channels
            let out = ((image * shape.height + y) * shape.width + x) * channels
            (target + out).update(from: sources[0] + start, count: channels)
          }
        }
      }
    }
    return result
  }
}
