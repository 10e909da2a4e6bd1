import DeepNetwork

/// A convolution by its definition, in plain loops: what the layers are held against.
package struct PlainConvolution {
  package let input: ImageShape
  package let output: ImageShape
  package let kernel: Int
  package let stride: Int
  package let padding: Padding
  package let groups: Int

  package init(
    input: ImageShape, output: ImageShape, kernel: Int, stride: Int, padding: Padding,
    groups: Int = 1
  ) {
    self.input = input
    self.output = output
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  private var channels: Int { input.channels / groups }
  package var depth: Int { kernel * kernel * channels }

  /// Calls the body for each product that is summed in Z: with the row of Z, the filter, the column
  /// of W and the row of A_prev.
  private func forEachProduct(_ body: (_ z: Int, _ f: Int, _ k: Int, _ x: Int) -> Void) {
    let above = padding.before(input.height, kernel, stride)
    let before = padding.before(input.width, kernel, stride)
    for z in 0..<output.count {
      let (pixel, f) = z.quotientAndRemainder(dividingBy: output.channels)
      let (top, left) = pixel.quotientAndRemainder(dividingBy: output.width)
      for k in 0..<depth {
        let (tap, c) = k.quotientAndRemainder(dividingBy: channels)
        let y = top * stride + tap / kernel - above
        let x = left * stride + tap % kernel - before
        if y < 0 || y >= input.height || x < 0 || x >= input.width { continue }
        let group = f * groups / output.channels
        body(z, f, k, (y * input.width + x) * input.channels + group * channels + c)
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func z<Scalar>(_ aPrev: Matrix<Scalar>, W: Matrix<Scalar>, b: Matrix<Scalar>)
    -> Matrix<Scalar>
  {
    var Z = Matrix<Scalar>(rows: output.count, columns: aPrev.columns)
    for e in 0..<aPrev.columns {
      for z in 0..<output.count { Z[z, e] = b[z % output.channels, 0] }
      forEachProduct { z, f, k, x in Z[z, e] += W[f, k] * aPrev[x, e] }
    }
    return Z
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func gradients<Scalar>(_ dZ: Matrix<Scalar>, _ aPrev: Matrix<Scalar>, W: Matrix<Scalar>)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let m = Scalar(dZ.columns)
    var dAPrev = Matrix<Scalar>(rows: input.count, columns: dZ.columns)
    var dW = Matrix<Scalar>(rows: output.channels, columns: depth)
    var db = Matrix<Scalar>(rows: output.channels, columns: 1)
    for e in 0..<dZ.columns {
      for z in 0..<output.count { db[z % output.channels, 0] += dZ[z, e] }
      forEachProduct { z, f, k, x in
        dW[f, k] += dZ[z, e] * aPrev[x, e]
        dAPrev[x, e] += W[f, k] * dZ[z, e]
      }
    }
    return (dAPrev, dW / m, db / m)
  }
}

/// Pooling by its definition, in plain loops.
package struct PlainPooling {
  package let input: ImageShape
  package let output: ImageShape
  package let size: Int
  package let stride: Int
  package let padding: Padding

  package init(input: ImageShape, output: ImageShape, size: Int, stride: Int, padding: Padding) {
    self.input = input
    self.output = output
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  /// The rows of A_prev in the window of a row of A.
  private func window(_ row: Int) -> [Int] {
    let (pixel, c) = row.quotientAndRemainder(dividingBy: output.channels)
    let (top, left) = pixel.quotientAndRemainder(dividingBy: output.width)
    return (0..<size * size).compactMap {
      let y = top * stride + $0 / size - padding.before(input.height, size, stride)
      let x = left * stride + $0 % size - padding.before(input.width, size, stride)
      guard y >= 0, y < input.height, x >= 0, x < input.width else { return nil }
      return (y * input.width + x) * input.channels + c
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func largest<Scalar>(_ aPrev: Matrix<Scalar>, dA: Matrix<Scalar>)
    -> (a: Matrix<Scalar>, dAPrev: Matrix<Scalar>)
  {
    var a = Matrix<Scalar>(rows: output.count, columns: aPrev.columns)
    var dAPrev = Matrix<Scalar>(rows: input.count, columns: aPrev.columns)
    for e in 0..<aPrev.columns {
      for row in 0..<output.count {
        let window = window(row)
        let best = window.reduce(window[0]) { aPrev[$1, e] > aPrev[$0, e] ? $1 : $0 }
        a[row, e] = aPrev[best, e]
        dAPrev[best, e] += dA[row, e]
      }
    }
    return (a, dAPrev)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func mean<Scalar>(_ aPrev: Matrix<Scalar>, dA: Matrix<Scalar>)
    -> (a: Matrix<Scalar>, dAPrev: Matrix<Scalar>)
  {
    var a = Matrix<Scalar>(rows: output.count, columns: aPrev.columns)
    var dAPrev = Matrix<Scalar>(rows: input.count, columns: aPrev.columns)
    for e in 0..<aPrev.columns {
      for row in 0..<output.count {
        let window = window(row)
        a[row, e] = window.reduce(0) { $0 + aPrev[$1, e] } / Scalar(size * size)
        for x in window { dAPrev[x, e] += dA[row, e] / Scalar(size * size) }
      }
    }
    return (a, dAPrev)
  }
}

extension Padding {
  /// The zeros before the first of n pixels, by their definition.
  fileprivate func before(_ n: Int, _ f: Int, _ s: Int) -> Int {
    switch self {
    case .valid: 0
    case .zeros(let p): p
    case .same: max(0, ((n + s - 1) / s - 1) * s + f - n) / 2
    }
  }
}
