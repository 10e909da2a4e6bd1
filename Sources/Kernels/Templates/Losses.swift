/// Losses with their gradients, each in one pass over the outputs.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static func loss(
    _ function: LossFunction, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int,
    _ weights: Source?, _ dX: Target?, _ segments: Range<Int>,
    _ sums: UnsafeMutablePointer<Double>, _ ones: Source
  ) {
    switch function {
    case .sigmoidCrossEntropy:
      sumLoss(SigmoidCrossEntropy(), x, y, rows, examples, weights, dX, segments, sums, ones)
    case .softmaxCrossEntropy:
      softmaxLoss(x, y, rows, examples, weights, dX, segments, sums, ones)
    case .squaredError:
      sumLoss(SquaredError(), x, y, rows, examples, weights, dX, segments, sums, ones)
    case .binaryCrossEntropy:
      sumLoss(BinaryCrossEntropy(), x, y, rows, examples, weights, dX, segments, sums, ones)
    case .categoricalCrossEntropy:
      sumLoss(CategoricalCrossEntropy(), x, y, rows, examples, weights, dX, segments, sums, ones)
    }
  }

  /// The examples' weights, those of `ones` without any; 0 behind the last example of a segment.
  @inlinable @inline(__always)
  public static func weight(_ weights: Source?, _ example: Int, _ count: Int, _ ones: Source)
    -> Vector
  {
    if let weights { load(weights + example, count) } else { load(ones, count) }
  }

  @inlinable @inline(__always)
  public static func sumLoss<F: LossOfElement<Scalar>>(
    _ f: F, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?,
    _ dX: Target?, _ segments: Range<Int>, _ sums: UnsafeMutablePointer<Double>, _ ones: Source
  ) {
    let fixed = ExampleSegments(examples: examples)
    for segment in segments {
      let first = fixed.start(segment)
      var total = WideSums()
      for row in 0..<rows {
        for (j, n) in parts(fixed.length(segment)) {
          let weight = weight(weights, first &+ j, n, ones)
          let at = row &* examples &+ first &+ j
          let (loss, gradient) = f(load(x + at, n), load(y + at, n))
          (loss * weight).add(to: &total)
          if let dX { store(gradient * weight, dX + at, n) }
        }
      }
      sums[segment] = total.total
    }
  }

  @inlinable @inline(__always)
  public static func softmaxLoss(
    _ z: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dZ: Target?,
    _ segments: Range<Int>, _ sums: UnsafeMutablePointer<Double>, _ ones: Source
  ) {
    let fixed = ExampleSegments(examples: examples)
    for segment in segments {
      let first = fixed.start(segment)
      var total = WideSums()
      for (j, n) in parts(fixed.length(segment)) {
        let column = first &+ j
        let weight = weight(weights, column, n, ones)
        var target: Target?
        if let dZ { target = dZ + column }
        let loss = softmaxLoss(z + column, y + column, rows, examples, weight, target, n)
        (loss * weight).add(to: &total)
      }
      sums[segment] = total.total
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
