import Bytes

/// Arrays whose first axis is the fastest.
///
/// To C order, the first axis trades places with all others together. That is done in blocks, so
/// that what is read and what is written lie together.
struct FortranOrder {
  private static let block = 64
  private let rows: Int
  /// The lengths of the other axes.
  private let rest: [Int]
  /// The number of elements that the other axes have together.
  private let columns: Int

  /// Elements of a shape in C order, from an order in which the first axis is the fastest.
  ///
  /// - Precondition: the bytes are those of the shape's elements.
  static func toC(_ data: SharedBytes, shape: [Int], elementSize: Int) -> SharedBytes {
    guard shape.count > 1, data.count > 0 else { return data }
    let order = FortranOrder(shape)
    return data.withUnsafeBytes { source in
      SharedBytes(count: source.count) { target in
        switch elementSize {
        case 1: order.toC(source, target, UInt8.self)
        case 2: order.toC(source, target, UInt16.self)
        case 4: order.toC(source, target, UInt32.self)
        case 8: order.toC(source, target, UInt64.self)
        default: order.toC(source, target, elementSize: elementSize)
        }
      }
    }
  }

  /// - Precondition: no axis of the shape is 0, and there is at least one.
  private init(_ shape: [Int]) {
    rows = shape[0]
    rest = Array(shape.dropFirst())
    columns = rest.reduce(1, *)
  }

  /// Copies elements of the size of `Word`.
  private func toC<Word: BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _: Word.Type
  ) {
    let size = MemoryLayout<Word>.size
    forEachElement { from, to in
      let word = source.loadUnaligned(fromByteOffset: from &* size, as: Word.self)
      target.storeBytes(of: word, toByteOffset: to &* size, as: Word.self)
    }
  }

  /// Copies elements of any size.
  private func toC(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, elementSize: Int
  ) {
    forEachElement { from, to in
      for k in 0..<elementSize { target[to * elementSize + k] = source[from * elementSize + k] }
    }
  }

  @inline(__always)
  private func forEachElement(_ move: (_ from: Int, _ to: Int) -> Void) {
    var starts = [Int](repeating: 0, count: Self.block)
    for firstColumn in stride(from: 0, to: columns, by: Self.block) {
      let count = min(Self.block, columns - firstColumn)
      for k in 0..<count { starts[k] = rows * fortranPlace(of: firstColumn + k) }
      starts.withUnsafeBufferPointer { starts in
        for firstRow in stride(from: 0, to: rows, by: Self.block) {
          for row in firstRow..<min(firstRow + Self.block, rows) {
            let to = row &* columns &+ firstColumn
            for k in 0..<count { move(starts[k] &+ row, to &+ k) }
          }
        }
      }
    }
  }

  /// The place in Fortran order of what is at `place` of the other axes in C order.
  private func fortranPlace(of place: Int) -> Int {
    var (left, size, result) = (place, columns, 0)
    for length in rest.reversed() {
      size /= length
      result += left % length * size
      left /= length
    }
    return result
  }
}
