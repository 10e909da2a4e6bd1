/// Copies with a change of type or order.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static func convert(
    _ x: UnsafeRawPointer, _ type: NumberType, _ y: Target, _ count: Int
  ) {
    switch type {
    case .uint8: convert(x, y, count) { (n: UInt8) in Double(n) }
    case .int8: convert(x, y, count) { (n: Int8) in Double(n) }
    case .uint16: convert(x, y, count) { (n: UInt16) in Double(n) }
    case .int16: convert(x, y, count) { (n: Int16) in Double(n) }
    case .uint32: convert(x, y, count) { (n: UInt32) in Double(n) }
    case .int32: convert(x, y, count) { (n: Int32) in Double(n) }
    case .uint64: convert(x, y, count) { (n: UInt64) in Double(n) }
    case .int64: convert(x, y, count) { (n: Int64) in Double(n) }
    case .float32: convert(x, y, count) { (n: Float) in Double(n) }
    case .float64: convert(x, y, count) { (n: Double) in n }
    }
  }

  @inlinable @inline(__always)
  public static func convert<Number: BitwiseCopyable>(
    _ x: UnsafeRawPointer, _ y: Target, _ count: Int, _ body: (Number) -> Double
  ) {
    for i in 0..<count {
      let number = x.loadUnaligned(
        fromByteOffset: i &* MemoryLayout<Number>.size, as: Number.self)
      y[i] = Scalar(body(number))
    }
  }

  @inlinable @inline(__always)
  public static func gatherRows(
    _ x: Source, _ rowLength: Int, _ indices: UnsafePointer<Int>, _ count: Int, _ y: Target
  ) {
    for i in 0..<count {
      (y + i &* rowLength).update(from: x + indices[i] &* rowLength, count: rowLength)
    }
  }

  @inlinable @inline(__always)
  public static func transpose(_ x: Source, _ rows: Int, _ columns: Int, _ y: Target) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 256) { block in
      guard let block = block.baseAddress else { return }
      for (i, height) in parts(rows) {
        for (j, width) in parts(columns) {
          let source = x + (i &* columns &+ j)
          let target = y + (j &* rows &+ i)
          if height == lanes {
            Vector.transpose(source, columns, height, width, target, rows)
          } else {
            Vector.transpose(source, columns, height, width, block, lanes)
            for row in 0..<width {
              Vector.load(block + row &* lanes).store(target + row &* rows, count: height)
            }
          }
        }
      }
    }
  }
}
