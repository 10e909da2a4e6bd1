/// Windows that slide over a picture, for some of its channels.
extension KernelSet {
  @inlinable @inline(__always)
  public static func pool(
    _ operation: PoolingOperation, _ g: PoolingGeometry, _ first: Int, _ channels: Int,
    _ x: Source, _ y: Target
  ) {
    if g.isSideBySide, operation == .maximum, g.windowCount == 4, g.windowWidth == 2 {
      return poolFours(g, first, channels, x, y)
    }
    for row in 0..<g.outputHeight {
      for column in 0..<g.outputWidth {
        let window = g.window(row, column)
        let source = x + (window.start &+ first)
        let target = y + ((row &* g.outputWidth &+ column) &* g.channels &+ first)
        for (j, n) in parts(channels) {
          store(pooled(operation, g, window, source + j, n), target + j, n)
        }
      }
    }
  }

  /// The largest of windows of two by two that lie side by side.
  @inlinable @inline(__always)
  public static func poolFours(
    _ g: PoolingGeometry, _ first: Int, _ channels: Int, _ x: Source, _ y: Target
  ) {
    let line = g.width &* g.channels
    for row in 0..<g.outputHeight {
      var above = x + (2 &* row &* line &+ first)
      var target = y + (row &* g.outputWidth &* g.channels &+ first)
      for _ in 0..<g.outputWidth {
        let right = above + g.channels
        for (j, n) in parts(channels) {
          let top = larger(load(above + j, n), load(right + j, n))
          let bottom = larger(load(above + (line &+ j), n), load(right + (line &+ j), n))
          store(larger(top, bottom), target + j, n)
        }
        above = right + g.channels
        target += g.channels
      }
    }
  }

  /// The largest or the mean of a window, channel by channel; zeros outside the picture count in
  /// the mean alone.
  @inlinable @inline(__always)
  public static func pooled(
    _ operation: PoolingOperation, _ g: PoolingGeometry, _ window: PoolingWindow, _ x: Source,
    _ n: Int
  ) -> Vector {
    var result = operation == .mean ? Vector.zero : load(x, n)
    for i in 0..<window.rows {
      for j in 0..<window.columns {
        let value = load(x + (i &* g.width &+ j) &* g.channels, n)
        result = operation == .mean ? result + value : larger(result, value)
      }
    }
    return operation == .mean ? result / Vector(repeating: Scalar(g.windowCount)) : result
  }

  /// The larger number of each lane, the first of equals; NaN where one is.
  @inlinable @inline(__always)
  public static func larger(_ a: Vector, _ b: Vector) -> Vector {
    .select(Vector.equal(b, b), .select(Vector.less(a, b), b, a), b)
  }

  @inlinable @inline(__always)
  public static func poolBack(
    _ operation: PoolingOperation, _ g: PoolingGeometry, _ first: Int, _ channels: Int,
    _ dY: Source, _ x: Source, _ y: Source, _ dX: Target
  ) {
    if g.isSideBySide, operation == .maximum {
      return poolBackSideBySide(g, first, channels, dY, x, y, dX)
    }
    for pixel in 0..<g.height &* g.width { setZero(dX + (pixel &* g.channels &+ first), channels) }
    let share = Vector(repeating: Scalar(g.windowCount))
    for row in 0..<g.outputHeight {
      for column in 0..<g.outputWidth {
        let at = (row &* g.outputWidth &+ column) &* g.channels &+ first
        let window = g.window(row, column)
        let start = window.start &+ first
        for (j, n) in parts(channels) {
          let gradient = load(dY + (at &+ j), n)
          if operation == .mean {
            addToWindow(g, window, gradient / share, dX + (start &+ j), n)
          } else {
            addToLargest(
              g, window, gradient, load(y + (at &+ j), n), x + (start &+ j), dX + (start &+ j), n)
          }
        }
      }
    }
  }

  /// The way back of the largest where each pixel is in one window: nothing is added up.
  @inlinable @inline(__always)
  public static func poolBackSideBySide(
    _ g: PoolingGeometry, _ first: Int, _ channels: Int, _ dY: Source, _ x: Source, _ y: Source,
    _ dX: Target
  ) {
    let line = g.width &* g.channels
    for row in 0..<g.outputHeight {
      var at = row &* g.outputWidth &* g.channels &+ first
      var corner = row &* g.windowHeight &* line &+ first
      for _ in 0..<g.outputWidth {
        for (j, n) in parts(channels) {
          var left = load(dY + (at &+ j), n)
          let largest = load(y + (at &+ j), n)
          var start = corner &+ j
          for _ in 0..<g.windowHeight {
            var pixel = start
            for _ in 0..<g.windowWidth {
              let isLargest = Vector.equal(load(x + pixel, n), largest)
              store(.zero + .select(isLargest, left, .zero), dX + pixel, n)
              left = .select(isLargest, .zero, left)
              pixel &+= g.channels
            }
            start &+= line
          }
        }
        at &+= g.channels
        corner &+= g.windowWidth &* g.channels
      }
    }
  }

  @inlinable @inline(__always)
  public static func addToWindow(
    _ g: PoolingGeometry, _ window: PoolingWindow, _ gradient: Vector, _ dX: Target, _ n: Int
  ) {
    for i in 0..<window.rows {
      for j in 0..<window.columns {
        let target = dX + (i &* g.width &+ j) &* g.channels
        store(load(target, n) + gradient, target, n)
      }
    }
  }

  /// Adds to the first element of a window, in the order of its rows, that equals the largest.
  @inlinable @inline(__always)
  public static func addToLargest(
    _ g: PoolingGeometry, _ window: PoolingWindow, _ gradient: Vector, _ largest: Vector,
    _ x: Source, _ dX: Target, _ n: Int
  ) {
    var left = gradient
    for i in 0..<window.rows {
      for j in 0..<window.columns {
        let at = (i &* g.width &+ j) &* g.channels
        let isLargest = Vector.equal(load(x + at, n), largest)
        store(load(dX + at, n) + .select(isLargest, left, .zero), dX + at, n)
        left = .select(isLargest, .zero, left)
      }
    }
  }
}
