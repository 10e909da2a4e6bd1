#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

package protocol KernelScalar: BinaryFloatingPoint, Sendable {
  static func exponential(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  static func logarithm1p(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
}

extension Float: KernelScalar {
  package static func exponential(_ x: Float) -> Float { expf(x) }
  package static func logarithm(_ x: Float) -> Float { logf(x) }
  package static func logarithm1p(_ x: Float) -> Float { log1pf(x) }
  package static func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }
}

extension Double: KernelScalar {
  package static func exponential(_ x: Double) -> Double { exp(x) }
  package static func logarithm(_ x: Double) -> Double { log(x) }
  package static func logarithm1p(_ x: Double) -> Double { log1p(x) }
  package static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
}

extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  package static func sigmoid(_ x: Scalar) -> Scalar {
    let e = Scalar.exponential(-abs(x))
    return (x >= 0 ? 1 : e) / (1 + e)
  }

  @inlinable @inline(__always)
  package static func activate(_ activation: ElementActivation, _ x: Scalar) -> Scalar {
    switch activation {
    case .linear: x
    case .sigmoid: sigmoid(x)
    case .tanh: Scalar.hyperbolicTangent(x)
    case .relu: x < 0 ? 0 : x
    case .leakyRelu(let slope): x < 0 ? Scalar(slope) * x : x
    }
  }

  @inlinable @inline(__always)
  package static func product(
    _ m: Int, _ n: Int, _ k: Range<Int>,
    _ a: Source, _ aRow: Int, _ aColumn: Int, _ b: Source, _ bRow: Int, _ bColumn: Int,
    _ finish: (Int, Int, Scalar) -> Void
  ) {
    for i in 0..<m {
      for j in 0..<n {
        var sum: Scalar = 0
        for p in k { sum += a[i * aRow + p * aColumn] * b[p * bRow + j * bColumn] }
        finish(i, j, sum)
      }
    }
  }

  @inlinable
  package static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: Source, _ lda: Int, _ transposeA: Bool, _ b: Source, _ ldb: Int, _ transposeB: Bool,
    _ beta: Double, _ c: Target, _ ldc: Int, _ bias: Source?, _ activation: ElementActivation
  ) {
    let alpha = Scalar(alpha)
    let beta = Scalar(beta)
    product(
      m, n, 0..<k, a, transposeA ? 1 : lda, transposeA ? lda : 1, b, transposeB ? 1 : ldb,
      transposeB ? ldb : 1
    ) { i, j, sum in
      var value = alpha * sum
      if beta != 0 { value += beta * c[i * ldc + j] }
      if let bias { value += bias[i] }
      c[i * ldc + j] = activate(activation, value)
    }
  }

  @inlinable
  package static func gradientProduct(
    _ rows: Int, _ columns: Int, _ examples: Int, _ scale: Double, _ dZ: Source, _ ldz: Int,
    _ aPrev: Source, _ ldaPrev: Int, _ exampleMajor: Bool, _ c: Target, _ ldc: Int
  ) {
    let scale = Scalar(scale)
    product(
      rows, columns, 0..<examples, dZ, ldz, 1, aPrev, exampleMajor ? ldaPrev : 1,
      exampleMajor ? 1 : ldaPrev
    ) { i, j, sum in c[i * ldc + j] = scale * sum }
  }

  @inlinable @inline(__always)
  package static func map(
    _ x: Source, _ y: Target, _ count: Int, _ body: (Scalar) -> Scalar
  ) {
    for i in 0..<count { y[i] = body(x[i]) }
  }

  @inlinable
  package static func apply(_ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int) {
    switch operation {
    case .exp: map(x, y, count) { Scalar.exponential($0) }
    case .log: map(x, y, count) { Scalar.logarithm($0) }
    case .log1p: map(x, y, count) { Scalar.logarithm1p($0) }
    case .tanh: map(x, y, count) { Scalar.hyperbolicTangent($0) }
    case .sigmoid: map(x, y, count) { sigmoid($0) }
    case .relu: map(x, y, count) { $0 < 0 ? 0 : $0 }
    case .leakyRelu(let slope):
      let slope = Scalar(slope)
      map(x, y, count) { $0 < 0 ? slope * $0 : $0 }
    case .negate: map(x, y, count) { -$0 }
    case .square: map(x, y, count) { $0 * $0 }
    case .squareRoot: map(x, y, count) { $0.squareRoot() }
    case .absolute: map(x, y, count) { abs($0) }
    case .reciprocal: map(x, y, count) { 1 / $0 }
    }
  }

  @inlinable @inline(__always)
  package static func withFunction(
    _ operation: BinaryOperation, _ body: ((Scalar, Scalar) -> Scalar) -> Void
  ) {
    switch operation {
    case .add: body { $0 + $1 }
    case .subtract: body { $0 - $1 }
    case .multiply: body { $0 * $1 }
    case .divide: body { $0 / $1 }
    }
  }

  @inlinable
  package static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Source, _ z: Target, _ count: Int
  ) {
    withFunction(operation) { f in for i in 0..<count { z[i] = f(x[i], y[i]) } }
  }

  @inlinable
  package static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Double, _ z: Target, _ count: Int
  ) {
    let y = Scalar(y)
    withFunction(operation) { f in for i in 0..<count { z[i] = f(x[i], y) } }
  }

  @inlinable
  package static func combine(
    _ operation: BinaryOperation, _ x: Double, _ y: Source, _ z: Target, _ count: Int
  ) {
    let x = Scalar(x)
    withFunction(operation) { f in for i in 0..<count { z[i] = f(x, y[i]) } }
  }

  @inlinable
  package static func combineColumn(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ column: Source,
    _ z: Target
  ) {
    for i in 0..<rows {
      combine(operation, x + i * columns, Double(column[i]), z + i * columns, columns)
    }
  }

  @inlinable
  package static func combineRow(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ row: Source,
    _ z: Target
  ) {
    for i in 0..<rows { combine(operation, x + i * columns, row, z + i * columns, columns) }
  }

  @inlinable
  package static func combineColumnFirst(
    _ operation: BinaryOperation, _ column: Source, _ x: Source, _ rows: Int, _ columns: Int,
    _ z: Target
  ) {
    for i in 0..<rows {
      combine(operation, Double(column[i]), x + i * columns, z + i * columns, columns)
    }
  }

  @inlinable
  package static func combineRowFirst(
    _ operation: BinaryOperation, _ row: Source, _ x: Source, _ rows: Int, _ columns: Int,
    _ z: Target
  ) {
    for i in 0..<rows { combine(operation, row, x + i * columns, z + i * columns, columns) }
  }

  @inlinable
  package static func addScaled(_ alpha: Double, _ x: Source, _ y: Target, _ count: Int) {
    let alpha = Scalar(alpha)
    for i in 0..<count { y[i] += alpha * x[i] }
  }

  @inlinable
  package static func fill(_ y: Target, _ count: Int, _ value: Double) {
    y.update(repeating: Scalar(value), count: count)
  }

  @inlinable
  package static func applyMask(
    _ mask: UnsafePointer<UInt8>, _ scale: Double, _ x: Source, _ y: Target, _ count: Int
  ) {
    let scale = Scalar(scale)
    for i in 0..<count { y[i] = mask[i] == 0 ? 0 : x[i] * scale }
  }

  @inlinable
  package static func softmax(_ z: Source, _ rows: Int, _ columns: Int, _ a: Target) {
    for j in 0..<columns {
      var largest = -Scalar.infinity
      for i in 0..<rows { largest = max(largest, z[i * columns + j]) }
      var sum: Scalar = 0
      for i in 0..<rows {
        let e = Scalar.exponential(z[i * columns + j] - largest)
        a[i * columns + j] = e
        sum += e
      }
      for i in 0..<rows { a[i * columns + j] /= sum }
    }
  }

  @inlinable
  package static func softmaxBackward(
    _ dA: Source, _ a: Source, _ rows: Int, _ columns: Int, _ dZ: Target
  ) {
    for j in 0..<columns {
      var sum: Scalar = 0
      for i in 0..<rows { sum += dA[i * columns + j] * a[i * columns + j] }
      for i in 0..<rows {
        dZ[i * columns + j] = a[i * columns + j] * (dA[i * columns + j] - sum)
      }
    }
  }

  @inlinable
  package static func activationBackward(
    _ activation: ElementActivation, _ dA: Source, _ a: Source, _ rows: Int, _ examples: Int,
    _ dZ: Target, _ db: Target?, _ scale: Double
  ) {
    for i in 0..<rows * examples {
      switch activation {
      case .linear: dZ[i] = dA[i]
      case .sigmoid: dZ[i] = dA[i] * (a[i] * (1 - a[i]))
      case .tanh: dZ[i] = dA[i] * (1 - a[i] * a[i])
      case .relu: dZ[i] = a[i] > 0 ? dA[i] : 0
      case .leakyRelu(let slope): dZ[i] = a[i] > 0 ? dA[i] : dA[i] * Scalar(slope)
      }
    }
    if let db { rowSums(dZ, rows, examples, scale, db) }
  }

  @inlinable
  package static func rowSums(
    _ x: Source, _ rows: Int, _ columns: Int, _ scale: Double, _ y: Target
  ) {
    for i in 0..<rows {
      var sum: Scalar = 0
      for j in 0..<columns { sum += x[i * columns + j] }
      y[i] = Scalar(scale) * sum
    }
  }

  @inlinable
  package static func columnSums(
    _ x: Source, _ rows: Int, _ columns: Int, _ scale: Double, _ y: Target
  ) {
    fill(y, columns, 0)
    for i in 0..<rows { for j in 0..<columns { y[j] += x[i * columns + j] } }
    for j in 0..<columns { y[j] *= Scalar(scale) }
  }

  @inlinable
  package static func sum(_ x: Source, _ count: Int) -> Double {
    (0..<count).reduce(0) { $0 + Double(x[$1]) }
  }

  @inlinable
  package static func dot(_ x: Source, _ y: Source, _ count: Int) -> Double {
    (0..<count).reduce(0) { $0 + Double(x[$1]) * Double(y[$1]) }
  }

  @inlinable
  package static func sumOfSquares(_ x: Source, _ count: Int) -> Double { dot(x, x, count) }

  @inlinable
  package static func maximumMagnitude(_ x: Source, _ count: Int) -> Double {
    var largest: Scalar = 0
    for i in 0..<count {
      if x[i].isNaN { return .nan }
      largest = max(largest, abs(x[i]))
    }
    return Double(largest)
  }

  @inlinable
  package static func rowMoments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ variance: Target
  ) {
    moments(x, rows, columns, columns, 1, mean, variance)
  }

  @inlinable
  package static func columnMoments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ variance: Target
  ) {
    moments(x, columns, rows, 1, columns, mean, variance)
  }

  @inlinable @inline(__always)
  package static func moments(
    _ x: Source, _ groups: Int, _ count: Int, _ groupStride: Int, _ stride: Int,
    _ mean: Target, _ variance: Target
  ) {
    for i in 0..<groups {
      var sum = 0.0
      for j in 0..<count { sum += Double(x[i * groupStride + j * stride]) }
      let center = sum / Double(count)
      var squares = 0.0
      for j in 0..<count {
        let deviation = Double(x[i * groupStride + j * stride]) - center
        squares += deviation * deviation
      }
      mean[i] = Scalar(center)
      variance[i] = Scalar(squares / Double(count))
    }
  }

  @inlinable
  package static func allFinite(_ x: Source, _ count: Int) -> Bool {
    for i in 0..<count where !x[i].isFinite { return false }
    return true
  }

  @inlinable @inline(__always)
  package static func lossSum(
    _ x: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dX: Target?,
    _ body: (Scalar, Scalar) -> (loss: Scalar, gradient: Scalar)
  ) -> Double {
    var total = 0.0
    for i in 0..<rows {
      for j in 0..<examples {
        let weight = weights?[j] ?? 1
        let (loss, gradient) = body(x[i * examples + j], y[i * examples + j])
        total += Double(loss * weight)
        dX?[i * examples + j] = gradient * weight
      }
    }
    return total
  }

  @inlinable
  package static func sigmoidCrossEntropy(
    _ z: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dZ: Target?
  ) -> Double {
    lossSum(z, y, rows, examples, weights, dZ) { z, y in
      (
        max(z, 0) - z * y + Scalar.logarithm1p(Scalar.exponential(-abs(z))), sigmoid(z) - y
      )
    }
  }

  @inlinable
  package static func softmaxCrossEntropy(
    _ z: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dZ: Target?
  ) -> Double {
    var total = 0.0
    for j in 0..<examples {
      let weight = weights?[j] ?? 1
      var largest = -Scalar.infinity
      for i in 0..<rows { largest = max(largest, z[i * examples + j]) }
      var sum: Scalar = 0
      var mass: Scalar = 0
      for i in 0..<rows {
        sum += Scalar.exponential(z[i * examples + j] - largest)
        mass += y[i * examples + j]
      }
      let logSum = Scalar.logarithm(sum)
      var loss: Scalar = 0
      for i in 0..<rows {
        let shifted = z[i * examples + j] - largest
        let target = y[i * examples + j]
        if target != 0 { loss += target * (logSum - shifted) }
        dZ?[i * examples + j] =
          (Scalar.exponential(shifted) / sum * mass - target) * weight
      }
      total += Double(loss * weight)
    }
    return total
  }

  @inlinable
  package static func squaredError(
    _ a: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dA: Target?
  ) -> Double {
    lossSum(a, y, rows, examples, weights, dA) { a, y in ((a - y) * (a - y) / 2, a - y) }
  }

  @inlinable
  package static func binaryCrossEntropy(
    _ a: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dA: Target?
  ) -> Double {
    let epsilon = Scalar.ulpOfOne
    return lossSum(a, y, rows, examples, weights, dA) { a, y in
      let a = min(max(a, epsilon), 1 - epsilon)
      return (
        -y * Scalar.logarithm(a) - (1 - y) * Scalar.logarithm(1 - a), (a - y) / (a * (1 - a))
      )
    }
  }

  @inlinable
  package static func categoricalCrossEntropy(
    _ a: Source, _ y: Source, _ rows: Int, _ examples: Int, _ weights: Source?, _ dA: Target?
  ) -> Double {
    let epsilon = Scalar.ulpOfOne
    return lossSum(a, y, rows, examples, weights, dA) { a, y in
      let a = max(a, epsilon)
      return (-y * Scalar.logarithm(a), -y / a)
    }
  }

  @inlinable
  package static func gradientDescent(
    _ w: Target, _ dW: Source, _ count: Int, _ alpha: Double, _ decay: Double
  ) {
    let alpha = Scalar(alpha)
    let decay = Scalar(decay)
    for i in 0..<count { w[i] -= alpha * (dW[i] + decay * w[i]) }
  }

  @inlinable
  package static func momentum(
    _ w: Target, _ dW: Source, _ velocity: Target, _ count: Int, _ alpha: Double,
    _ beta: Double, _ decay: Double
  ) {
    let alpha = Scalar(alpha)
    let beta = Scalar(beta)
    let decay = Scalar(decay)
    for i in 0..<count {
      velocity[i] = beta * velocity[i] + (dW[i] + decay * w[i])
      w[i] -= alpha * velocity[i]
    }
  }

  @inlinable
  package static func rmsprop(
    _ w: Target, _ dW: Source, _ square: Target, _ count: Int, _ alpha: Double, _ beta: Double,
    _ epsilon: Double, _ decay: Double
  ) {
    let rest = Scalar(1 - beta)
    let alpha = Scalar(alpha)
    let beta = Scalar(beta)
    let epsilon = Scalar(epsilon)
    let decay = Scalar(decay)
    for i in 0..<count {
      let g = dW[i] + decay * w[i]
      square[i] = beta * square[i] + rest * (g * g)
      w[i] -= alpha * (g / (square[i].squareRoot() + epsilon))
    }
  }

  @inlinable
  package static func adam(
    _ w: Target, _ dW: Source, _ mean: Target, _ square: Target, _ count: Int,
    _ stepSize: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
    _ rootOfCorrection2: Double, _ decay: Double
  ) {
    let rest1 = Scalar(1 - beta1)
    let rest2 = Scalar(1 - beta2)
    let stepSize = Scalar(stepSize)
    let beta1 = Scalar(beta1)
    let beta2 = Scalar(beta2)
    let epsilon = Scalar(epsilon)
    let root = Scalar(rootOfCorrection2)
    let decay = Scalar(decay)
    for i in 0..<count {
      let g = dW[i] + decay * w[i]
      mean[i] = beta1 * mean[i] + rest1 * g
      square[i] = beta2 * square[i] + rest2 * (g * g)
      w[i] -= stepSize * (mean[i] / (square[i].squareRoot() / root + epsilon))
    }
  }

  @inlinable
  package static func convert(
    _ x: UnsafeRawPointer, _ type: NumberType, _ factor: Double, _ y: Target, _ count: Int
  ) {
    switch type {
    case .uint8: convert(x, UInt8.self, factor, y, count)
    case .int8: convert(x, Int8.self, factor, y, count)
    case .uint16: convert(x, UInt16.self, factor, y, count)
    case .int16: convert(x, Int16.self, factor, y, count)
    case .uint32: convert(x, UInt32.self, factor, y, count)
    case .int32: convert(x, Int32.self, factor, y, count)
    case .uint64: convert(x, UInt64.self, factor, y, count)
    case .int64: convert(x, Int64.self, factor, y, count)
    case .float32:
      for i in 0..<count {
        let value = x.loadUnaligned(fromByteOffset: i * 4, as: Float.self)
        y[i] = factor == 1 ? Scalar(value) : Scalar(Double(value) * factor)
      }
    case .float64:
      for i in 0..<count {
        y[i] = Scalar(x.loadUnaligned(fromByteOffset: i * 8, as: Double.self) * factor)
      }
    }
  }

  @inlinable @inline(__always)
  package static func convert<Number: FixedWidthInteger & BitwiseCopyable>(
    _ x: UnsafeRawPointer, _: Number.Type, _ factor: Double, _ y: Target, _ count: Int
  ) {
    for i in 0..<count {
      let value = x.loadUnaligned(fromByteOffset: i * MemoryLayout<Number>.size, as: Number.self)
      y[i] = Scalar(Double(value) * factor)
    }
  }

  @inlinable
  package static func standardize(
    _ x: Source, _ examples: Int, _ features: Int, _ mean: Source,
    _ inverseDeviation: Source, _ y: Target
  ) {
    for i in 0..<examples {
      for j in 0..<features {
        y[i * features + j] = (x[i * features + j] - mean[j]) * inverseDeviation[j]
      }
    }
  }

  @inlinable
  package static func gatherRows(
    _ x: Source, _ rowLength: Int, _ indices: UnsafePointer<Int>, _ count: Int, _ y: Target
  ) {
    for i in 0..<count {
      (y + i * rowLength).update(from: x + indices[i] * rowLength, count: rowLength)
    }
  }

  @inlinable
  package static func transpose(_ x: Source, _ rows: Int, _ columns: Int, _ y: Target) {
    for i in 0..<rows { for j in 0..<columns { y[j * rows + i] = x[i * columns + j] } }
  }
}
