/// Activations as a layer uses them: on the way out of a product, by column, and going back.
extension KernelSet where Scalar: KernelScalar {
  /// c = g(c + bias) in some rows of a matrix.
  @inlinable @inline(never)
  public static func finishRows(
    _ epilogue: Epilogue<Scalar>, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int,
    _ columns: Int
  ) {
    switch epilogue.activation {
    case .linear:
      if epilogue.bias == nil { return }
      finish(epilogue.bias, first, rows, c, cRow, columns) { $0 }
    case .sigmoid: finish(epilogue.bias, first, rows, c, cRow, columns) { $0.sigmoid }
    case .tanh: finish(epilogue.bias, first, rows, c, cRow, columns) { $0.hyperbolicTangent }
    case .relu: finish(epilogue.bias, first, rows, c, cRow, columns) { relu($0) }
    case .leakyRelu(let slope):
      let slope = Vector(repeating: Scalar(slope))
      finish(epilogue.bias, first, rows, c, cRow, columns) { leakyRelu($0, slope) }
    }
  }

  @inlinable @inline(__always)
  public static func finish(
    _ bias: Source?, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int, _ columns: Int,
    _ body: (Vector) -> Vector
  ) {
    for row in 0..<rows {
      let b = Vector(repeating: bias.map { $0[first &+ row] } ?? 0)
      let c = c + row &* cRow
      map(c, c, columns) { body($0 + b) }
    }
  }

  @inlinable @inline(never)
  public static func softmax(_ z: Source, _ rows: Int, _ columns: Int, _ a: Target) {
    eachVector(columns) { j, n in
      var largest = Vector(repeating: -Scalar.infinity)
      for i in 0..<rows { largest = .larger(largest, load(z + (i &* columns &+ j), n)) }
      var sum = Vector.zero
      for i in 0..<rows {
        let e = (load(z + (i &* columns &+ j), n) - largest).exponential
        store(e, a + (i &* columns &+ j), n)
        sum = sum + e
      }
      for i in 0..<rows {
        let p = a + (i &* columns &+ j)
        store(load(p, n) / sum, p, n)
      }
    }
  }

  @inlinable @inline(never)
  public static func softmaxBackward(
    _ dA: Source, _ a: Source, _ rows: Int, _ columns: Int, _ dZ: Target
  ) {
    eachVector(columns) { j, n in
      var sum = Vector.zero
      for i in 0..<rows {
        sum = .fma(load(dA + (i &* columns &+ j), n), load(a + (i &* columns &+ j), n), sum)
      }
      for i in 0..<rows {
        let start = i &* columns &+ j
        store(load(a + start, n) * (load(dA + start, n) - sum), dZ + start, n)
      }
    }
  }

  @inlinable @inline(never)
  public static func activationBackward(
    _ activation: ElementActivation, _ dA: Source, _ a: Source, _ rows: Int, _ examples: Int,
    _ dZ: Target, _ db: Target?, _ scale: Double
  ) {
    switch activation {
    case .linear: backward(dA, a, rows, examples, dZ, db, scale) { dA, _ in dA }
    case .sigmoid:
      backward(dA, a, rows, examples, dZ, db, scale) { dA, a in dA * (a * (.one - a)) }
    case .tanh:
      backward(dA, a, rows, examples, dZ, db, scale) { dA, a in dA * .fma(-a, a, .one) }
    case .relu:
      backward(dA, a, rows, examples, dZ, db, scale) { dA, a in
        .select(Vector.less(.zero, a), dA, .zero)
      }
    case .leakyRelu(let slope):
      let slope = Vector(repeating: Scalar(slope))
      backward(dA, a, rows, examples, dZ, db, scale) { dA, a in
        .select(Vector.less(.zero, a), dA, slope * dA)
      }
    }
  }

  @inlinable @inline(__always)
  public static func backward(
    _ dA: Source, _ a: Source, _ rows: Int, _ examples: Int, _ dZ: Target, _ db: Target?,
    _ scale: Double, _ body: (Vector, Vector) -> Vector
  ) {
    sumRows(rows, examples, scale, db) { start, n in
      let value = body(load(dA + start, n), load(a + start, n))
      store(value, dZ + start, n)
      return value
    }
  }
}
