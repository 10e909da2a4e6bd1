/// A loss of outputs x and labels y, and its derivative with respect to x.
public protocol LossOfElement<Scalar> {
  associatedtype Scalar: KernelScalar
  func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
}

/// From Z of a sigmoid: max(z, 0) - z y + log(1 + e^-|z|).
public struct SigmoidCrossEntropy<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ z: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let e = (-z.absolute).exponential
    let loss = Scalar.Vector.fma(-z, y, .larger(.zero, z)) + e.logarithm1p
    return (loss, z.sigmoid(e) - y)
  }
}

/// From A: ½ (a - y)².
public struct SquaredError<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let difference = a - y
    return (Scalar.Vector(repeating: 0.5) * difference * difference, difference)
  }
}

/// From A: |a - y|, with the derivative 0 where they are equal.
public struct AbsoluteError<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let difference = a - y
    let sign = Scalar.Vector.one.signed(as: difference)
    let isMore = Scalar.Vector.less(.zero, difference.absolute)
    return (difference.absolute, .select(isMore, sign, difference))
  }
}

/// From A: ½ (a - y)² where |a - y| ≤ delta, else delta (|a - y| - ½ delta).
public struct Huber<Scalar: KernelScalar>: LossOfElement {
  public let delta: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ delta: Double) { self.delta = Scalar.Vector(repeating: Scalar(delta)) }

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let difference = a - y
    let slope = Scalar.Vector.smaller(delta, difference.absolute)
    let loss = slope * (difference.absolute - Scalar.Vector(repeating: 0.5) * slope)
    return (loss, slope.signed(as: difference))
  }
}

/// From A: -(y log a + (1 - y) log(1 - a)).
public struct BinaryCrossEntropy<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let here = y * bounded(a.logarithm)
    let there = (.one - y) * bounded((-a).logarithm1p)
    let divisor = Scalar.Vector.larger(Scalar.Vector(repeating: 1e-12), a * (.one - a))
    return (-(here + there), (a - y) / divisor)
  }
}

/// From A: -y log a.
public struct CategoricalCrossEntropy<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let divisor = Scalar.Vector.larger(Scalar.Vector(repeating: 1e-12), a)
    return (-(y * bounded(a.logarithm)), -y / divisor)
  }
}

extension LossOfElement {
  /// Outputs at 0 or 1 cost 100 instead of infinity, as in PyTorch; so does the divisor's bound of
  /// 1e-12 keep the gradient finite.
  @inlinable @inline(__always)
  public func bounded(_ logarithm: Scalar.Vector) -> Scalar.Vector {
    .larger(Scalar.Vector(repeating: -100), logarithm)
  }
}

/// Losses with their gradients, each in one pass over the outputs.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static func loss(
    _ function: LossFunction, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int,
    _ weights: Source?, _ dX: Target?, _ segments: Range<Int>,
    _ sums: UnsafeMutablePointer<Double>, _ ones: Source
  ) {
    let fixed = ExampleSegments(examples: examples)
    var first = fixed.start(segments.lowerBound)
    for segment in segments {
      let end = fixed.start(segment &+ 1)
      let outputs = LossOutputs(
        x: x, y: y, rows: rows, stride: examples, weights: weights, dX: dX, ones: ones)
      var total = WideSums()
      switch function {
      case .sigmoidCrossEntropy: addLoss(SigmoidCrossEntropy(), outputs, first..<end, &total)
      case .softmaxCrossEntropy: addSoftmaxLoss(outputs, first..<end, &total)
      case .squaredError: addLoss(SquaredError(), outputs, first..<end, &total)
      case .absoluteError: addLoss(AbsoluteError(), outputs, first..<end, &total)
      case .huber(let delta): addLoss(Huber(delta), outputs, first..<end, &total)
      case .binaryCrossEntropy: addLoss(BinaryCrossEntropy(), outputs, first..<end, &total)
      case .categoricalCrossEntropy:
        addLoss(CategoricalCrossEntropy(), outputs, first..<end, &total)
      }
      sums[segment] = total.total
      first = end
    }
  }

  @inlinable @inline(__always)
  public static func addLoss<F: LossOfElement<Scalar>>(
    _ f: F, _ outputs: LossOutputs<Scalar>, _ examples: Range<Int>, _ total: inout WideSums
  ) {
    for row in 0..<outputs.rows {
      let start = row &* outputs.stride &+ examples.lowerBound
      for (j, n) in parts(examples.count) {
        let weight = weight(outputs, examples.lowerBound &+ j, n)
        let at = start &+ j
        let (loss, gradient) = f(load(outputs.x + at, n), load(outputs.y + at, n))
        (loss * weight).add(to: &total)
        if let dX = outputs.dX { store(gradient * weight, dX + at, n) }
      }
    }
  }

  @inlinable @inline(__always)
  public static func formSoftmaxLoss(
    _ outputs: LossOutputs<Scalar>, _ examples: Range<Int>, _ total: inout WideSums
  ) {
    for (j, n) in parts(examples.count) {
      let column = examples.lowerBound &+ j
      let weight = weight(outputs, column, n)
      var target: Target?
      if let dX = outputs.dX { target = dX + column }
      let loss = softmaxLoss(
        outputs.x + column, outputs.y + column, outputs.rows, outputs.stride, weight, target, n)
      (loss * weight).add(to: &total)
    }
  }

  /// The examples' weights, those of `ones` without any; 0 behind the last example of a segment.
  @inlinable @inline(__always)
  public static func weight(
    _ outputs: LossOutputs<Scalar>, _ example: Int, _ count: Int
  ) -> Vector {
    if let weights = outputs.weights {
      load(weights + example, count)
    } else {
      load(outputs.ones, count)
    }
  }

  /// The losses of one vector of examples.
  @inlinable @inline(__always)
  public static func softmaxLoss(
    _ z: Source, _ y: Source, _ rows: Int, _ stride: Int, _ weight: Vector, _ dZ: Target?,
    _ n: Int
  ) -> Vector {
    var largest = Vector(repeating: -Scalar.infinity)
    for i in 0..<rows { largest = .larger(largest, load(z + i &* stride, n)) }
    var sum = Vector.zero
    var mass = Vector.zero
    for i in 0..<rows {
      let e = (load(z + i &* stride, n) - largest).exponential
      if let dZ { store(e, dZ + i &* stride, n) }
      sum = sum + e
      mass = mass + load(y + i &* stride, n)
    }
    let logSum = sum.logarithm
    let share = mass / sum
    var loss = Vector.zero
    for i in 0..<rows {
      let y = load(y + i &* stride, n)
      let shifted = load(z + i &* stride, n) - largest
      loss = loss + .select(Vector.equal(y, .zero), .zero, y * (logSum - shifted))
      if let dZ {
        let p = dZ + i &* stride
        store((load(p, n) * share - y) * weight, p, n)
      }
    }
    return loss
  }
}

/// What a loss is formed from, all examples of it, and where its gradient goes.
public struct LossOutputs<Scalar> {
  public let x: UnsafePointer<Scalar>
  public let y: UnsafePointer<Scalar>
  public let rows: Int
  /// The distance between the starts of two rows.
  public let stride: Int
  public let weights: UnsafePointer<Scalar>?
  public let dX: UnsafeMutablePointer<Scalar>?
  /// Sixteen ones: the weights of examples that have none.
  public let ones: UnsafePointer<Scalar>

  @inlinable @inline(__always)
  public init(
    x: UnsafePointer<Scalar>, y: UnsafePointer<Scalar>, rows: Int, stride: Int,
    weights: UnsafePointer<Scalar>?, dX: UnsafeMutablePointer<Scalar>?, ones: UnsafePointer<Scalar>
  ) {
    self.x = x
    self.y = y
    self.rows = rows
    self.stride = stride
    self.weights = weights
    self.dX = dX
    self.ones = ones
  }
}
