import KernelTemplates
import KernelThreads

/// How much a function does for an element, and so from how many on threads pay.
enum Sharing {
  /// Bound by memory.
  case light
  /// An exponential or more.
  case heavy

  var threshold: Int { self == .light ? 1 << 16 : 1 << 15 }
}

extension KernelTable {
  /// Calls the body for parts of `count` elements, on several threads where they are many.
  func share(_ count: Int, _ sharing: Sharing, _ body: (_ start: Int, _ count: Int) -> Void) {
    if count < sharing.threshold { return body(0, count) }
    let size = sharing.threshold / 4
    ThreadPool.parallel((count + size - 1) / size) { part in
      body(part * size, min(size, count - part * size))
    }
  }

  /// The same for the rows of a matrix.
  func shareRows(
    _ rows: Int, _ columns: Int, from threshold: Int = Sharing.light.threshold,
    _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    if rows < 2 || rows * columns < threshold { return body(0, rows) }
    let parts = EvenParts(of: rows, count: min(rows, 4 * ThreadPool.threads))
    ThreadPool.parallel(parts.count) { part in body(parts.start(part), parts.length(part)) }
  }

  /// The sum over parts of fixed size, folded by a tree: the same for any number of threads.
  func sumParts(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Double) -> Double {
    let size = 1 << 16
    if count <= size { return body(0, count) }
    let parts = (count + size - 1) / size
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: parts) { sums in
      guard let sums = sums.baseAddress else { return 0 }
      ThreadPool.parallel(parts) { part in
        sums[part] = body(part * size, min(size, count - part * size))
      }
      return foldByTree(sums, parts)
    }
  }
}

extension UnaryOperation {
  var isLight: Bool {
    switch self {
    case .exp, .log, .log1p, .tanh, .sigmoid, .erf, .gelu, .silu, .elu, .softplus: false
    case .relu, .leakyRelu, .square, .squareRoot, .absolute: true
    }
  }
}

extension NumberType {
  /// The bytes of one number.
  var bytes: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}
