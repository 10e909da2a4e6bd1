// Each activation with its derivative, which makes dZ of x = dA and y = A: these can be derived from
// what they return. At the kink relu's derivative is 0, that of leaky relu its slope.

/// g(z) = z.
public struct Identity<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x }
}

/// g'(z) = 1.
public struct LinearDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    x
  }
}

/// g(z) = 1 / (1 + e^-z).
public struct Sigmoid<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.sigmoid }
}

/// g'(z) = a (1 - a).
public struct SigmoidDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    x * (y * (.one - y))
  }
}

/// g(z) = tanh z.
public struct HyperbolicTangent<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.hyperbolicTangent }
}

/// g'(z) = 1 - a².
public struct TanhDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    x * .fma(-y, y, .one)
  }
}

/// g(z) = max(0, z).
public struct Relu<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(x, .zero), .zero, x)
  }
}

/// g'(z) = 1 where a > 0, else 0.
public struct ReluDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(.zero, y), x, .zero)
  }
}

/// g(z) = z where z is not negative, else slope · z.
public struct LeakyRelu<Scalar: KernelScalar>: OneOperand {
  public let slope: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ slope: Double) { self.slope = Scalar.Vector(repeating: Scalar(slope)) }

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(x, .zero), slope * x, x)
  }
}

/// g'(z) = 1 where a > 0, else the slope.
public struct LeakyReluDerivative<Scalar: KernelScalar>: TwoOperands {
  public let slope: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ slope: Double) { self.slope = Scalar.Vector(repeating: Scalar(slope)) }

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(.zero, y), x, slope * x)
  }
}

/// Activations as a layer uses them: on the way out of a product, by column, and going back.
extension KernelSet where Scalar: KernelScalar {
  /// c = g(c + bias) in some rows of a matrix.
  @inlinable @inline(__always)
  public static func finish(
    _ epilogue: Epilogue<Scalar>, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int,
    _ columns: Int
  ) {
    let bias = epilogue.bias
    switch epilogue.activation {
    case .linear:
      if bias != nil { finish(Identity(), bias, first, rows, c, cRow, columns) }
    case .sigmoid: finish(Sigmoid(), bias, first, rows, c, cRow, columns)
    case .tanh: finish(HyperbolicTangent(), bias, first, rows, c, cRow, columns)
    case .relu: finish(Relu(), bias, first, rows, c, cRow, columns)
    case .leakyRelu(let slope): finish(LeakyRelu(slope), bias, first, rows, c, cRow, columns)
    case .gelu, .silu, .elu, .softplus:
      finish(Identity(), bias, first, rows, c, cRow, columns)
      for row in 0..<rows {
        apply(epilogue.activation.function, c + row &* cRow, c + row &* cRow, columns)
      }
    }
  }

  @inlinable @inline(__always)
  public static func finish<F: OneOperand<Scalar>>(
    _ f: F, _ bias: Source?, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int,
    _ columns: Int
  ) {
    for row in 0..<rows {
      var b = Vector.zero
      if let bias { b = Vector(repeating: bias[first &+ row]) }
      let c = c + row &* cRow
      for (j, n) in parts(columns) { store(f(load(c + j, n) + b), c + j, n) }
    }
  }

  @inlinable @inline(__always)
  public static func softmax(_ z: Source, _ rows: Int, _ columns: Int, _ a: Target) {
    for (j, n) in parts(columns) {
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

  @inlinable @inline(__always)
  public static func softmaxBackward(
    _ dA: Source, _ a: Source, _ rows: Int, _ columns: Int, _ dZ: Target
  ) {
    for (j, n) in parts(columns) {
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

  @inlinable @inline(__always)
  public static func activationBackward(
    _ activation: ElementActivation, _ dA: Source, _ source: Source, _ rows: Int,
    _ examples: Int, _ dZ: Target, _ db: Target?
  ) {
    switch activation {
    case .linear: backward(LinearDerivative(), dA, source, rows, examples, dZ, db)
    case .sigmoid: backward(SigmoidDerivative(), dA, source, rows, examples, dZ, db)
    case .tanh: backward(TanhDerivative(), dA, source, rows, examples, dZ, db)
    case .relu: backward(ReluDerivative(), dA, source, rows, examples, dZ, db)
    case .leakyRelu(let slope):
      backward(LeakyReluDerivative(slope), dA, source, rows, examples, dZ, db)
    case .gelu, .silu, .elu, .softplus:
      derive(activation, dA, source, dZ, rows &* examples)
      if let db { rowTotals(dZ, rows, examples, true, db) }
    }
  }

  /// The means of dZ are formed as `rowTotals` forms them.
  @inlinable @inline(__always)
  public static func backward<F: TwoOperands<Scalar>>(
    _ f: F, _ dA: Source, _ a: Source, _ rows: Int, _ examples: Int, _ dZ: Target, _ db: Target?
  ) {
    let segments = ExampleSegments(examples: examples)
    withLevels { levels in
      for row in 0..<rows {
        let start = row &* examples
        formTotals(segments, 1, true, levels) { first, count, sums in
          var sum = Vector.zero
          for (i, n) in parts(count) {
            let at = start &+ first &+ i
            let value = f(load(dA + at, n), load(a + at, n))
            store(value, dZ + at, n)
            sum = sum + value
          }
          sums[0] = sum.sumOfLanes
        }
        if let db { db[row] = levels[0] }
      }
    }
  }
}
