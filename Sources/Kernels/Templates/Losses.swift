/// Losses with their gradients, each in one pass over the outputs.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(never)
  public static func loss(
    _ function: LossFunction, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int,
    _ weights: Source?, _ dX: Target?, _ segments: Range<Int>,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    switch function {
    case .sigmoidCrossEntropy:
      sumLoss(x, y, rows, examples, weights, dX, segments, sums) { z, y in
        let e = (-z.absolute).exponential
        let sigmoid = Vector.select(Vector.less(z, .zero), e, .one) / (.one + e)
        return (.fma(-z, y, .larger(.zero, z)) + e.logarithm1p, sigmoid - y)
      }
    case .softmaxCrossEntropy:
      softmaxLoss(x, y, rows, examples, weights, dX, segments, sums)
    case .squaredError:
      sumLoss(x, y, rows, examples, weights, dX, segments, sums) { a, y in
        let difference = a - y
        return (Vector(repeating: 0.5) * difference * difference, difference)
      }
    case .binaryCrossEntropy:
      sumLoss(x, y, rows, examples, weights, dX, segments, sums) { a, y in
        let here = y * boundedLogarithm(a.logarithm)
        let there = (.one - y) * boundedLogarithm((-a).logarithm1p)
        let divisor = Vector.larger(Vector(repeating: leastDivisor), a * (.one - a))
        return (-(here + there), (a - y) / divisor)
      }
    case .categoricalCrossEntropy:
      sumLoss(x, y, rows, examples, weights, dX, segments, sums) { a, y in
        (
          -(y * boundedLogarithm(a.logarithm)),
          -y / Vector.larger(Vector(repeating: leastDivisor), a)
        )
      }
    }
  }

  /// Outputs at 0 or 1 cost 100 instead of infinity, and no gradient exceeds 10¹²: PyTorch's bounds.
  @inlinable @inline(__always)
  public static func boundedLogarithm(_ logarithm: Vector) -> Vector {
    .larger(Vector(repeating: -100), logarithm)
  }

  @inlinable @inline(__always)
  public static var leastDivisor: Scalar { 1e-12 }

  /// The examples' weights, 1 without any; 0 behind the last example of a segment.
  @inlinable @inline(__always)
  public static func weight(_ weights: Source?, _ example: Int, _ count: Int, _ ones: Source)
    -> Vector
  {
    if let weights { load(weights + example, count) } else { load(ones, count) }
  }

  @inlinable @inline(__always)
  public static func withOnes(_ body: (Source) -> Void) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 16) { ones in
      guard let ones = ones.baseAddress else { return }
      Vector.one.store(ones)
      body(ones)
    }
  }

  @inlinable @inline(__always)
  public static func sumLoss(
    _ x: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dX: Target?,
    _ segments: Range<Int>, _ sums: UnsafeMutablePointer<Double>,
    _ body: (Vector, Vector) -> (loss: Vector, gradient: Vector)
  ) {
    let parts = ExampleSegments(examples: examples)
    withOnes { ones in
      for segment in segments {
        let first = parts.start(segment)
        let count = parts.start(segment &+ 1) &- first
        var total = WideSums()
        for row in 0..<rows {
          let start = row &* examples &+ first
          eachVector(count) { j, n in
            let weight = weight(weights, first &+ j, n, ones)
            let (loss, gradient) = body(load(x + (start &+ j), n), load(y + (start &+ j), n))
            (loss * weight).add(to: &total)
            if let dX { store(gradient * weight, dX + (start &+ j), n) }
          }
        }
        sums[segment] = total.total
      }
    }
  }

  @inlinable @inline(__always)
  public static func softmaxLoss(
    _ z: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dZ: Target?,
    _ segments: Range<Int>, _ sums: UnsafeMutablePointer<Double>
  ) {
    let parts = ExampleSegments(examples: examples)
    withOnes { ones in
      for segment in segments {
        let first = parts.start(segment)
        let count = parts.start(segment &+ 1) &- first
        var total = WideSums()
        eachVector(count) { j, n in
          let column = first &+ j
          let weight = weight(weights, column, n, ones)
          let loss = softmaxLoss(
            z + column, y + column, rows, examples, weight, dZ.map { $0 + column }, n)
          (loss * weight).add(to: &total)
        }
        sums[segment] = total.total
      }
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
