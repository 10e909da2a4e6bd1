import CShims

/// What brings the numbers of each column to mean 0 and variance 1, then scales and shifts them:
/// y = g((x - mean) · scale + shift), with one number of each a column.
public struct ColumnNormalization<Scalar> {
  public let columns: Int
  public let mean: UnsafePointer<Scalar>
  public let scale: UnsafePointer<Scalar>
  public let shift: UnsafePointer<Scalar>
  public let activation: ElementActivation

  @inlinable
  public init(
    columns: Int, mean: UnsafePointer<Scalar>, scale: UnsafePointer<Scalar>,
    shift: UnsafePointer<Scalar>, activation: ElementActivation
  ) {
    self.columns = columns
    self.mean = mean
    self.scale = scale
    self.shift = shift
    self.activation = activation
  }

  /// The rows of a block, a rule for the bits of sums: they stay in the second-level cache.
  @inlinable
  public static func blocks(_ rows: Int, _ columns: Int) -> EvenParts {
    let size = max(64, (1 << 14) / max(1, columns))
    return EvenParts(of: rows, count: max(1, (rows &+ size &- 1) / size))
  }

  /// The rows that are worked on while they stay in the first-level cache.
  @inlinable @inline(__always)
  public var rowsAtOnce: Int { max(4, 2048 / columns) }

  /// The elements of memory that the way back needs for those rows.
  @inlinable
  public var scratchCount: Int { 2 &* rowsAtOnce &* columns }
}

/// Normalization by the means and variances of columns, some rows at a time.
extension KernelSet {
  /// The mean of each column of some rows, and the sum of the squared distances from it.
  ///
  /// The rows are read a second time from the cache: so nothing cancels.
  @inlinable @inline(__always)
  public static func moments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ squares: Target
  ) {
    let share = constant(1 / Double(rows))
    // The rows that come next are asked for while these are added.
    let size = rows &* columns
    for (j, n) in parts(columns) {
      var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
      forFours(rows) { row, isWhole in
        let x = x + (row &* columns &+ j)
        dnn_prefetchFar(x + size)
        s0 = s0 + load(x, n)
        if isWhole {
          dnn_prefetchFar(x + (size &+ columns))
          dnn_prefetchFar(x + (size &+ 2 &* columns))
          dnn_prefetchFar(x + (size &+ 3 &* columns))
          s1 = s1 + load(x + columns, n)
          s2 = s2 + load(x + 2 &* columns, n)
          s3 = s3 + load(x + 3 &* columns, n)
        }
      }
      let center = share * ((s0 + s1) + (s2 + s3))
      store(center, mean + j, n)
      (s0, s1, s2, s3) = (.zero, .zero, .zero, .zero)
      forFours(rows) { row, isWhole in
        let x = x + (row &* columns &+ j)
        let d0 = load(x, n) - center
        s0 = .fma(d0, d0, s0)
        if isWhole {
          let d1 = load(x + columns, n) - center
          let d2 = load(x + 2 &* columns, n) - center
          let d3 = load(x + 3 &* columns, n) - center
          s1 = .fma(d1, d1, s1)
          s2 = .fma(d2, d2, s2)
          s3 = .fma(d3, d3, s3)
        }
      }
      store((s0 + s1) + (s2 + s3), squares + j, n)
    }
  }

  /// Calls the body for every fourth row while there are four, and then for each of the rest.
  @inlinable @inline(__always)
  public static func forFours(_ rows: Int, _ body: (_ row: Int, _ isWhole: Bool) -> Void) {
    var row = 0
    while row &+ 4 <= rows {
      body(row, true)
      row &+= 4
    }
    while row < rows {
      body(row, false)
      row &+= 1
    }
  }

  /// The mean and the variance of all rows from the moments of the blocks, which lie one after the
  /// other: each is joined with what is known of those before it.
  @inlinable @inline(__always)
  public static func joinMoments(
    _ blocks: EvenParts, _ columns: Int, _ moments: Source, _ mean: Target, _ variance: Target
  ) {
    for (j, n) in parts(columns) {
      var (center, squares) = (load(moments + j, n), load(moments + (columns &+ j), n))
      for block in 1..<blocks.count {
        let source = moments + (2 &* block &* columns &+ j)
        let (before, count) = (Double(blocks.start(block)), Double(blocks.length(block)))
        let part = count / (before + count)
        let distance = load(source, n) - center
        center = .fma(constant(part), distance, center)
        squares =
          (squares + load(source + columns, n)) + constant(part * before) * (distance * distance)
      }
      let count = blocks.start(blocks.count &- 1) &+ blocks.length(blocks.count &- 1)
      store(center, mean + j, n)
      store(squares / constant(Double(max(1, count))), variance + j, n)
    }
  }

  /// y = g((x - mean) · scale + shift).
  @inlinable @inline(__always)
  public static func formNormalized(
    _ p: ColumnNormalization<Scalar>, _ x: Source, _ rows: Int, _ y: Target
  ) {
    switch p.activation {
    case .linear: formNormalized(p, Identity(), x, rows, y)
    case .relu: formNormalized(p, Relu(), x, rows, y)
    default:
      formNormalized(p, Identity(), x, rows, y)
      apply(p.activation.function, y, y, rows &* p.columns)
    }
  }

  @inlinable @inline(__always)
  public static func formNormalized<F: OneOperand<Scalar>>(
    _ p: ColumnNormalization<Scalar>, _ f: F, _ x: Source, _ rows: Int, _ y: Target
  ) {
    // The rows that come next are asked for while these are done.
    let size = rows &* p.columns
    for (j, n) in parts(p.columns) {
      let (mean, scale, shift) = (load(p.mean + j, n), load(p.scale + j, n), load(p.shift + j, n))
      var at = j
      for _ in 0..<rows {
        dnn_prefetch(x + (at &+ size))
        dnn_prefetch(y + (at &+ size))
        store(f(.fma(load(x + at, n) - mean, scale, shift)), y + at, n)
        at &+= p.columns
      }
    }
  }

  /// Normalizes some rows, a few at once.
  @inlinable @inline(__always)
  public static func normalizeRows(
    _ p: ColumnNormalization<Scalar>, _ x: Source, _ rows: Int, _ y: Target
  ) {
    var row = 0
    while row < rows {
      let count = min(p.rowsAtOnce, rows &- row)
      normalize(p, x + row &* p.columns, count, y + row &* p.columns)
      row &+= count
    }
  }

  /// dZ = dA ∘ g'(Z) of a few rows, with Z formed anew from x; scratch memory has twice their elements.
  ///
  /// For relu it is dA itself: there ``derivative(_:_:_:_:_:)`` does the rest.
  @inlinable @inline(__always)
  public static func formDerivatives(
    _ p: ColumnNormalization<Scalar>, _ dA: Source, _ x: Source, _ rows: Int, _ scratch: Target
  ) -> Source {
    if p.activation == .linear || p.activation == .relu { return dA }
    let linear = ColumnNormalization(
      columns: p.columns, mean: p.mean, scale: p.scale, shift: p.shift, activation: .linear)
    let dZ = scratch + p.rowsAtOnce &* p.columns
    normalize(p.activation.isDerivedFromZ ? linear : p, x, rows, scratch)
    derive(p.activation, dA, scratch, dZ, rows &* p.columns)
    return UnsafePointer(dZ)
  }

  /// dZ of a vector, from what `derivatives` gives and x less its mean.
  @inlinable @inline(__always)
  public static func derivative(
    _ dZ: Vector, _ x: Vector, _ scale: Vector, _ shift: Vector, _ isRelu: Bool
  ) -> Vector {
    isRelu ? .select(Vector.less(.zero, .fma(x, scale, shift)), dZ, .zero) : dZ
  }

  /// Σ dZ and Σ dZ ∘ (x - mean) of each column of some rows.
  @inlinable @inline(__always)
  public static func formNormalizedSums(
    _ p: ColumnNormalization<Scalar>, _ dA: Source, _ x: Source, _ rows: Int, _ sums: Target,
    _ scratch: Target
  ) {
    let isRelu = p.activation == .relu
    setZero(sums, 2 &* p.columns)
    var row = 0
    while row < rows {
      let count = min(p.rowsAtOnce, rows &- row)
      let start = row &* p.columns
      let dZ = derivatives(p, dA + start, x + start, count, scratch)
      let x = x + start
      for (j, n) in parts(p.columns) {
        let (mean, scale, shift) = (
          load(p.mean + j, n), load(p.scale + j, n), load(p.shift + j, n)
        )
        var (s0, s1) = (load(sums + j, n), Vector.zero)
        var (p0, p1) = (load(sums + (p.columns &+ j), n), Vector.zero)
        var (at, left) = (j, count)
        while left >= 2 {
          let (x0, x1) = (load(x + at, n) - mean, load(x + (at &+ p.columns), n) - mean)
          let z0 = derivative(load(dZ + at, n), x0, scale, shift, isRelu)
          let z1 = derivative(load(dZ + (at &+ p.columns), n), x1, scale, shift, isRelu)
          s0 = s0 + z0
          s1 = s1 + z1
          p0 = .fma(z0, x0, p0)
          p1 = .fma(z1, x1, p1)
          at &+= 2 &* p.columns
          left &-= 2
        }
        if left > 0 {
          let x0 = load(x + at, n) - mean
          let z0 = derivative(load(dZ + at, n), x0, scale, shift, isRelu)
          s0 = s0 + z0
          p0 = .fma(z0, x0, p0)
        }
        store(s0 + s1, sums + j, n)
        store(p0 + p1, sums + (p.columns &+ j), n)
      }
      row &+= count
    }
  }

  /// dX = scale · (dZ - offset) - (x - mean) · slope of some rows.
  @inlinable @inline(__always)
  public static func formNormalizedBack(
    _ p: ColumnNormalization<Scalar>, _ dA: Source, _ x: Source, _ rows: Int, _ slope: Source,
    _ offset: Source, _ dX: Target, _ scratch: Target
  ) {
    let isRelu = p.activation == .relu
    var row = 0
    while row < rows {
      let count = min(p.rowsAtOnce, rows &- row)
      let start = row &* p.columns
      let dZ = derivatives(p, dA + start, x + start, count, scratch)
      for (j, n) in parts(p.columns) {
        let (mean, scale, shift) = (
          load(p.mean + j, n), load(p.scale + j, n), load(p.shift + j, n)
        )
        let (slope, offset) = (-load(slope + j, n), load(offset + j, n))
        var at = j
        for _ in 0..<count {
          let x = load(x + (start &+ at), n) - mean
          let z = derivative(load(dZ + at, n), x, scale, shift, isRelu)
          store(.fma(x, slope, scale * (z - offset)), dX + (start &+ at), n)
          at &+= p.columns
        }
      }
      row &+= count
    }
  }
}
