import Foundation

/// The mean negative log likelihood of numbers under normal distributions, whose means and variances are the outputs
/// (Nix & Weigend 1994, *Estimating the mean and variance of the target probability distribution*, ICNN).
///
/// Of 2k outputs a row the first k are means through tanh, so that they stay in −1…1, and the others are the logarithms
/// of variances, to which ``GaussianOutputs/smallestVariance`` is added. The constant ½ log 2π is left out.
final class GaussianLoss: TrainingLoss {
  var gradient: FloatBuffer?

  private let outputs: FloatBuffer
  private let batch, values: Int

  init(outputs: FloatBuffer, batch: Int, channels: Int) {
    precondition(channels.isMultiple(of: 2), "there is a mean for each variance")
    self.outputs = outputs
    self.batch = batch
    values = channels / 2
  }

  /// - Parameter targets: of the first rows of the batch; the others have no part in the loss.
  func run(_ targets: [Float]) -> Float {
    let rows = targets.count / values
    precondition(targets.count == rows * values && rows <= batch && rows > 0, "a target for each mean")
    gradient?.fill(0)
    var total = 0.0
    for row in 0..<rows {
      for k in 0..<values {
        let (m, v) = (row * 2 * values + k, row * 2 * values + values + k)
        let mean = tanhf(outputs.base[m])
        let grown = expf(outputs.base[v])
        let variance = grown + GaussianOutputs.smallestVariance
        let difference = mean - targets[row * values + k]
        let ratio = difference * difference / variance
        total += 0.5 * Double(logf(variance) + ratio)
        gradient?.base[m] = difference / variance * (1 - mean * mean) / Float(rows)
        gradient?.base[v] = 0.5 * (1 - ratio) / variance * grown / Float(rows)
      }
    }
    return Float(total / Double(rows))
  }
}

/// What the outputs of a network trained by ``TrainingGraph/prepare(gaussian:)`` mean.
public enum GaussianOutputs {
  /// Added to every variance: a spread of 0.02 at least.
  public static let smallestVariance: Float = 4e-4

  /// The mean, −1…1, of an output of the first half.
  public static func mean(_ output: Float) -> Float { tanhf(output) }

  /// The standard deviation of an output of the second half.
  public static func deviation(_ output: Float) -> Float { (expf(output) + smallestVariance).squareRoot() }
}
