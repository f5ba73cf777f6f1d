/// Keeps a step from being thrown far by one steep batch, as recurrent networks know them.
public enum GradientClipping {
  /// Scales all gradients together, so that their norm is at most `limit` (Pascanu, Mikolov & Bengio 2013,
  /// arXiv:1211.5063).
  ///
  /// - Returns: the norm before.
  /// - Precondition: `limit` is above 0.
  @discardableResult public static func clip(_ parameters: [Parameter], to limit: Float) -> Float {
    precondition(limit > 0, "a norm is kept at a number above 0, not \(limit)")
    var square = 0.0
    for parameter in parameters {
      for value in parameter.gradient.span { square += Double(value) * Double(value) }
    }
    let norm = Float(square.squareRoot())
    // A gradient that is no number stays one: the loss will say so.
    guard norm > limit, norm.isFinite else { return norm }
    for parameter in parameters {
      for index in parameter.gradient.span.indices { parameter.gradient.span[index] *= limit / norm }
    }
    return norm
  }
}
