import COneDNN

/// Products of matrices of any size, in rows, by oneDNN; for what has no fixed shape, as a text has none.
package struct MatrixProduct: Sendable {
  /// Threads that a product runs on.
  package let threads: Int

  package init(threads: Int) {
    precondition(threads > 0, "a product runs on at least one thread")
    self.threads = min(threads, Int(omp_get_thread_limit()))
  }

  /// A matrix in somebody else's memory.
  package struct Matrix {
    let values: UnsafePointer<Float>
    /// Values from the start of a row to that of the next.
    let stride: Int

    package init(_ values: UnsafePointer<Float>, stride: Int) {
      self.values = values
      self.stride = stride
    }
  }

  /// `result = scale · a · b + keep · result`.
  ///
  /// - Parameters:
  ///   - a: `rows` × `inner`.
  ///   - b: `inner` × `columns`, or the other way round if `bIsTransposed`.
  ///   - result: `rows` × `columns`, `stride` values from row to row.
  package func multiply(
    _ a: Matrix, _ b: Matrix, bIsTransposed: Bool = false, rows: Int, inner: Int, columns: Int,
    scale: Float = 1,
    keep: Float = 0, into result: UnsafeMutablePointer<Float>, stride: Int
  ) throws(TensorError) {
    omp_set_num_threads(Int32(threads))
    let n = CChar(UInt8(ascii: "N"))
    let status = dnnl_sgemm(
      n, bIsTransposed ? CChar(UInt8(ascii: "T")) : n, dnnl_dim_t(rows), dnnl_dim_t(columns),
      dnnl_dim_t(inner), scale,
      a.values, dnnl_dim_t(a.stride), b.values, dnnl_dim_t(b.stride), keep, result, dnnl_dim_t(stride))
    try OneDNN.check(status, "multiply matrices of \(rows) × \(inner) × \(columns)")
  }
}
