/// Where the detector looks: the centres of its boxes, as fractions of the square it sees.
///
/// Single-shot detection (Liu et al. 2016) with anchors of fixed size, as BlazeFace lays them (Bazarevsky et al.
/// 2019): one grid a stride, in each cell two anchors for every layer of that stride, or one where no anchor is
/// interpolated between layers.
package enum Anchors {
  /// The centres, row by row and grid by grid, in the order of the network's outputs.
  ///
  /// - Parameters:
  ///   - side: of the square, in pixels.
  ///   - strides: of the layers; layers next to each other of one stride share a grid.
  ///   - perLayer: anchors each layer adds to a cell.
  package static func centers(side: Int, strides: [Int], perLayer: Int) -> [Point] {
    var centers: [Point] = []
    var rest = strides[...]
    while let stride = rest.first {
      let layers = rest.prefix { $0 == stride }.count
      rest = rest.dropFirst(layers)
      let cells = (side + stride - 1) / stride
      for row in 0..<cells {
        for column in 0..<cells {
          let center = Point(
            x: (Double(column) + 0.5) / Double(cells), y: (Double(row) + 0.5) / Double(cells))
          centers += Array(repeating: center, count: layers * perLayer)
        }
      }
    }
    return centers
  }
}
