import Kernels
import Testing

@Suite struct ExampleSegmentsTests {
  @Test func `the segments cover the examples, and depend on their number alone`() {
    for m in Array(0...20_000) + [60_000, 1_000_003, 1 << 31] {
      let segments = ExampleSegments(examples: m)
      let starts = (0...segments.count).map(segments.start)
      let isEvenlyCut = starts.dropLast().allSatisfy { $0 % 64 == 0 }
      #expect(segments.count == max(1, m / 512) && isEvenlyCut, "m = \(m)")
      #expect(starts.first == 0 && starts.last == m, "m = \(m)")
    }
  }

  @Test func `each segment is a single one by itself`() {
    for m in Array(1...20_000) + Array(59_990...60_010) + [1_000_003] {
      let segments = ExampleSegments(examples: m)
      let lengths = (0..<segments.count).map(segments.length)
      let areSingle = lengths.allSatisfy { $0 > 0 && ExampleSegments(examples: $0).count == 1 }
      #expect(areSingle, "m = \(m)")
    }
  }
}

/// A mean over all examples is the tree's sum of the means of its segments times their shares.
///
/// Each is formed from its columns alone, and no bit differs; so it is with the sums of losses.
@Suite(.serialized) struct MeanLawTests {
  private static let examples = [
    1, 209, 1023, 1024, 1025, 1535, 1536, 1700, 3100, 5000,
  ]

  @Test(arguments: VectorLevel.available, [1, 2, 5])
  func `means are those of the segments`(level: VectorLevel, threads: Int) {
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    ThreadPool.setThreads(threads)
    for m in Self.examples {
      expectLaws(KernelTable<Float>(level: level), m)
      expectLaws(KernelTable<Double>(level: level), m)
    }
  }

  /// Trees of up to ten levels, and their last leaf at each place.
  @Test func `the sum of many segments is a tree's`() {
    for m in Array(stride(from: 1024, through: 20_000, by: 512)) + [300_000] {
      let x = columns(1, m, seed: 3, of: Float.self)
      expectMean(m, "row means of \(m)") { means(kernels(for: Float.self), x.part($0)) }
    }
  }

  @Test(arguments: VectorLevel.available)
  func `losses are the sums of the segments`(level: VectorLevel) {
    for m in Self.examples {
      expectLosses(KernelTable<Float>(level: level), m)
      expectLosses(KernelTable<Double>(level: level), m)
    }
  }

  @Test(arguments: VectorLevel.available, [1, 2, 5])
  func `means of images are those of the segments`(level: VectorLevel, threads: Int) {
    defer { ThreadPool.setThreads(ThreadPool.usableCores) }
    ThreadPool.setThreads(threads)
    let g = ConvolutionGeometry(
      height: 5, width: 4, channels: 2, filters: 9, kernel: 3, stride: 1, padding: 1)
    for m in [209, 1023, 1024, 1536, 3100] {
      expectImages(KernelTable<Float>(level: level), g, m)
      expectImages(KernelTable<Double>(level: level), g, m)
    }
    let tiled = ConvolutionGeometry(
      height: 4, width: 4, channels: 16, filters: 16, kernel: 3, stride: 1, padding: 1)
    expectImages(KernelTable<Float>(level: level), tiled, 1536)
  }

  @Test func `the means of no examples are zero`() {
    let table = kernels(for: Float.self)
    var c = [Float](repeating: .nan, count: 6)
    let plan = MeanProductPlan(rows: 2, columns: 3, examples: 0, of: Float.self)
    table.meanProduct(plan, dZ: c, ldz: 0, aPrev: c, ldaPrev: 0, c: &c, ldc: 3, workspace: nil)
    #expect(c == [0, 0, 0, 0, 0, 0])
    var db = [Float](repeating: .nan, count: 2)
    table.rowMeans(c, rows: 2, columns: 0, into: &db)
    #expect(db == [0, 0])
  }
}

// MARK: The law

/// f of all examples against the sum of the segments' shares of f of their columns alone.
private func expectMean<Scalar: BinaryFloatingPoint>(
  _ m: Int, _ what: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation,
  _ f: (Range<Int>) -> [Scalar]
) {
  let segments = ExampleSegments(examples: m)
  let leaves = (0..<segments.count).map { segment in
    let range = segments.range(segment)
    let weight = Scalar(Double(range.count) / Double(m))
    return f(range).map { weight * $0 }
  }
  let isSame = f(0..<m) == folded(leaves)
  #expect(isSame, "\(what())", sourceLocation: sourceLocation)
}

/// Neighbours are added, then their sums, and so on.
private func folded<Scalar: BinaryFloatingPoint>(_ leaves: [[Scalar]]) -> [Scalar] {
  var sums = leaves
  while sums.count > 1 {
    sums = stride(from: 0, to: sums.count, by: 2).map { i in
      i + 1 < sums.count ? zip(sums[i], sums[i + 1]).map { $0 + $1 } : sums[i]
    }
  }
  return sums[0]
}

private func expectLaws<Scalar: BinaryFloatingPoint>(_ table: KernelTable<Scalar>, _ m: Int) {
  for (rows, nPrev) in [
    (1, 1), (3, 5), (20, 2), (33, 8), (12, 30), (70, 130), (9, 1000),
  ] where rows * nPrev < 1000 || m == 1536 || m == 1700 {
    let dZ = columns(rows, m, seed: 1, of: Scalar.self)
    let aPrev = columns(nPrev, m, seed: 2, of: Scalar.self)
    var orders: [[Scalar]] = []
    for exampleMajor in [false, true] {
      func product(_ range: Range<Int>) -> [Scalar] {
        means(
          table, dZ.part(range),
          exampleMajor ? aPrev.part(range).transposed : aPrev.part(range).elements, nPrev,
          exampleMajor)
      }
      expectMean(m, "dW (\(rows), \(nPrev)) of \(m), \(exampleMajor), \(Scalar.self)", product)
      orders.append(product(0..<m))
    }
    #expect(orders[0] == orders[1])
  }
  for rows in [1, 10] {
    let dA = columns(rows, m, seed: 3, of: Scalar.self)
    let a = columns(rows, m, seed: 4, of: Scalar.self)
    expectMean(m, "row means of \(m)") { means(table, dA.part($0)) }
    for activation in ElementActivation.tested {
      expectMean(m, "db of \(m), \(activation)") { range in
        var dZ = dA.part(range).elements
        var db = [Scalar](repeating: .nan, count: rows)
        table.activationBackward(
          activation, dA: dZ, source: a.part(range).elements, rows: rows,
          examples: range.count, into: &dZ, db: &db)
        return db
      }
    }
  }
}

private func expectLosses<Scalar: BinaryFloatingPoint>(_ table: KernelTable<Scalar>, _ m: Int) {
  let segments = ExampleSegments(examples: m)
  for rows in [1, 10] {
    let x = columns(rows, m, seed: 5, of: Scalar.self) { 0.5 + 0.45 * $0 }
    let y = columns(rows, m, seed: 6, of: Scalar.self) { $0 > 0 ? 1 : 0 }
    let weights = columns(1, m, seed: 7, of: Scalar.self) { abs($0) }
    for kind in 0..<5 {
      func loss(_ range: Range<Int>) -> (sum: Double, gradient: Columns<Scalar>) {
        let (x, y, w) = (x.part(range).elements, y.part(range).elements, weights.part(range))
        let (n, w1) = (range.count, w.elements)
        var g = x
        let sum = w1.withUnsafeBufferPointer { buffer in
          let w = buffer.baseAddress
          return switch kind {
          case 0: table.sigmoidCrossEntropy(z: x, y: y, rows: rows, examples: n, weights: w, dZ: &g)
          case 1: table.softmaxCrossEntropy(z: x, y: y, rows: rows, examples: n, weights: w, dZ: &g)
          case 2: table.squaredError(a: x, y: y, rows: rows, examples: n, weights: w, dA: &g)
          case 3: table.binaryCrossEntropy(a: x, y: y, rows: rows, examples: n, weights: w, dA: &g)
          default:
            table.categoricalCrossEntropy(a: x, y: y, rows: rows, examples: n, weights: w, dA: &g)
          }
        }
        return (sum, Columns(elements: g, rows: rows, count: n))
      }
      let whole = loss(0..<m)
      let parts = (0..<segments.count).map { loss(segments.range($0)) }
      #expect([whole.sum] == folded(parts.map { [$0.sum] }), "loss \(kind) of \(m)")
      for (segment, part) in parts.enumerated() {
        let isSame = whole.gradient.part(segments.range(segment)).elements == part.gradient.elements
        #expect(isSame, "gradient of loss \(kind) of \(m)")
      }
    }
  }
}

private func expectImages<Scalar: BinaryFloatingPoint>(
  _ table: KernelTable<Scalar>, _ g: ConvolutionGeometry, _ m: Int
) {
  let x = columns(g.inputSize, m, seed: 8, of: Scalar.self)
  let dA = columns(g.outputSize, m, seed: 9, of: Scalar.self)
  let a = columns(g.outputSize, m, seed: 10, of: Scalar.self)
  let w = columns(g.filters, g.depth, seed: 11, of: Scalar.self).elements
  expectMean(m, "dW and db of \(m) pictures") { range in
    let plan = ConvolutionPlan<Scalar>(
      g, examples: range.count, activation: .tanh, wantsDX: false)
    var workspace = [Scalar](repeating: 0, count: plan.workspaceCount)
    var (dX, dW) = ([Scalar](), w)
    var db = [Scalar](repeating: .nan, count: g.filters)
    table.convolveBack(
      plan, dA: dA.part(range).transposed, source: a.part(range).transposed,
      x: x.part(range).transposed, w: w, dX: &dX, dW: &dW, db: &db, workspace: &workspace)
    return dW + db
  }
}

// MARK: The functions

private func means<Scalar: BinaryFloatingPoint>(
  _ table: KernelTable<Scalar>, _ x: Columns<Scalar>
) -> [Scalar] {
  var y = [Scalar](repeating: .nan, count: x.rows)
  table.rowMeans(x.elements, rows: x.rows, columns: x.count, into: &y)
  return y
}

/// dW in memory that is guarded, with rows further apart than they are long.
private func means<Scalar: BinaryFloatingPoint>(
  _ table: KernelTable<Scalar>, _ dZ: Columns<Scalar>, _ aPrev: [Scalar], _ nPrev: Int,
  _ exampleMajor: Bool
) -> [Scalar] {
  let plan = MeanProductPlan(
    rows: dZ.rows, columns: nPrev, examples: dZ.count, of: Scalar.self)
  let c = Guarded<Scalar>(rows: dZ.rows, columns: nPrev, ld: nPrev + 3)
  let count = plan.workspaceCount
  let workspace = Guarded<Scalar>(rows: 1, columns: count, ld: count)
  c.fill(.nan)
  workspace.fill(.nan)
  table.meanProduct(
    plan, dZ: dZ.elements, ldz: dZ.count, aPrev: aPrev, ldaPrev: exampleMajor ? nPrev : dZ.count,
    exampleMajor: exampleMajor, c: c.start, ldc: nPrev + 3,
    workspace: count == 0 ? nil : workspace.start)
  #expect(c.guardsAreWhole && workspace.guardsAreWhole)
  return c.elements
}

/// A matrix (rows, count) whose columns are examples.
private struct Columns<Scalar: BinaryFloatingPoint> {
  let elements: [Scalar]
  let rows: Int
  let count: Int

  /// Some of the columns alone.
  func part(_ range: Range<Int>) -> Columns {
    if range == 0..<count { return self }
    var part: [Scalar] = []
    part.reserveCapacity(rows * range.count)
    for row in 0..<rows {
      part += elements[row * count + range.lowerBound..<row * count + range.upperBound]
    }
    return Columns(elements: part, rows: rows, count: range.count)
  }

  /// The elements example by example.
  var transposed: [Scalar] {
    (0..<count).flatMap { column in (0..<rows).map { elements[$0 * count + column] } }
  }
}

private func columns<Scalar: BinaryFloatingPoint>(
  _ rows: Int, _ count: Int, seed: UInt64, of _: Scalar.Type,
  _ value: (Double) -> Double = { $0 }
) -> Columns<Scalar> {
  var generator = Numbers(seed: seed)
  return Columns(
    elements: (0..<rows * count).map { _ in Scalar(value(generator.number())) }, rows: rows,
    count: count)
}
