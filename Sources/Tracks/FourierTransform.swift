import Foundation

/// The discrete Fourier transform of real frames of one length, a power of two: radix 2, decimation in time (Cooley & Tukey
/// 1965), on half as many complex numbers.
///
/// Small enough to be tested against the definition; a library for it would be one more to install.
package struct FourierTransform {
  /// Samples of a frame.
  package let size: Int
  private let half: Int
  private let cosines, sines: [Float]
  private let reversed: [Int]
  private var real, imaginary: [Float]

  /// - Precondition: `size` is a power of two from 4 on.
  package init(size: Int) {
    precondition(size >= 4 && size & (size - 1) == 0, "a frame has a power of two of samples, not \(size)")
    self.size = size
    let half = size / 2
    self.half = half
    cosines = (0...half).map { Float(cos(2 * .pi * Double($0) / Double(size))) }
    sines = (0...half).map { Float(sin(2 * .pi * Double($0) / Double(size))) }
    let bits = half.trailingZeroBitCount
    reversed = (0..<half).map { index in
      (0..<bits).reduce(0) { $0 | (index >> $1 & 1) << (bits - 1 - $1) }
    }
    real = [Float](repeating: 0, count: half)
    imaginary = real
  }

  /// The magnitudes of frequencies 0, 1/size … 1/2 of the sampling rate: size/2 + 1 values.
  ///
  /// - Precondition: `frame` has ``size`` samples.
  package mutating func magnitudes(of frame: [Float], into result: inout [Float]) {
    precondition(frame.count == size, "\(frame.count) samples where \(size) are needed")
    for index in 0..<half {
      real[reversed[index]] = frame[2 * index]
      imaginary[reversed[index]] = frame[2 * index + 1]
    }
    transform()
    if result.count != half + 1 { result = [Float](repeating: 0, count: half + 1) }
    for k in 0...half {
      // Even samples are in the real part, odd ones in the imaginary part; their spectra are taken apart by symmetry.
      let (a, b) = (k == half ? 0 : k, k == 0 ? 0 : half - k)
      let (evenReal, evenImaginary) = (0.5 * (real[a] + real[b]), 0.5 * (imaginary[a] - imaginary[b]))
      let (oddReal, oddImaginary) = (0.5 * (imaginary[a] + imaginary[b]), 0.5 * (real[b] - real[a]))
      let x = evenReal + cosines[k] * oddReal + sines[k] * oddImaginary
      let y = evenImaginary + cosines[k] * oddImaginary - sines[k] * oddReal
      result[k] = (x * x + y * y).squareRoot()
    }
  }

  private mutating func transform() {
    let (cosines, sines, half, size) = (cosines, sines, half, size)
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        var width = 1
        while width < half {
          let step = size / (2 * width)
          for k in 0..<width {
            let (c, s) = (cosines[k * step], sines[k * step])
            var top = k
            while top < half {
              let bottom = top + width
              let x = c * real[bottom] + s * imaginary[bottom]
              let y = c * imaginary[bottom] - s * real[bottom]
              (real[bottom], imaginary[bottom]) = (real[top] - x, imaginary[top] - y)
              real[top] += x
              imaginary[top] += y
              top += 2 * width
            }
          }
          width *= 2
        }
      }
    }
  }
}
