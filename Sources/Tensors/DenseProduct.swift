import COneDNN

/// As ``MatrixProduct``, for matrices without gaps of which either may lie transposed, as a backward pass needs it.
enum DenseProduct {
  /// `target = scale · a · b`, or that added to it.
  ///
  /// - Parameters:
  ///   - rows: of the target; `columns` of it; `inner`: what is summed over.
  ///   - aTransposed: whether `a` lies in memory as inner × rows.
  ///   - bTransposed: whether `b` lies in memory as columns × inner.
  static func run(
    _ a: UnsafePointer<Float>, aTransposed: Bool = false, _ b: UnsafePointer<Float>,
    bTransposed: Bool = false,
    rows: Int, columns: Int, inner: Int, scale: Float = 1, accumulate: Bool = false,
    into target: UnsafeMutablePointer<Float>
  ) throws(TensorError) {
    guard rows > 0 else { return }
    try OneDNN.check(
      dnnl_sgemm(
        letter(aTransposed), letter(bTransposed), Int64(rows), Int64(columns), Int64(inner), scale, a,
        Int64(aTransposed ? rows : inner), b, Int64(bTransposed ? inner : columns), accumulate ? 1 : 0,
        target,
        Int64(columns)), "multiply matrices")
  }

  private static func letter(_ isTransposed: Bool) -> CChar {
    CChar(bitPattern: UInt8(ascii: isTransposed ? "T" : "N"))
  }
}
