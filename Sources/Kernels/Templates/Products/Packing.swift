import CShims

/// Copies of parts of a matrix in the order in which the tiles read them.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static var lanes: Int { Scalar.Vector.lanes }

  /// Packs `columns` of B, at most `width` vectors of them, row by row; missing columns become 0.
  @inlinable @inline(__always)
  public static func packPanel(
    _ b: Source, _ bRow: Int, _ bColumn: Int, _ k: Int, _ columns: Int, _ width: Int,
    _ pack: Target
  ) {
    let step = width &* lanes
    for v in 0..<width {
      let first = v &* lanes
      let count = min(lanes, columns &- first)
      if bColumn == 1 {
        copyRows(b + first, bRow, k, count, pack + first, step)
      } else if bRow == 1 {
        transposeRows(b + first &* bColumn, bColumn, k, count, pack + first, step)
      } else {
        for p in 0..<k {
          for j in 0..<lanes {
            pack[p &* step &+ first &+ j] =
              j < count ? b[p &* bRow &+ (first &+ j) &* bColumn] : 0
          }
        }
      }
    }
  }

  @inlinable @inline(__always)
  public static func copyRows(
    _ b: Source, _ bRow: Int, _ k: Int, _ count: Int, _ pack: Target, _ step: Int
  ) {
    var b = b
    var pack = pack
    if count == lanes {
      for _ in 0..<k {
        Scalar.Vector.load(b).store(pack)
        b += bRow
        pack += step
      }
    } else {
      for _ in 0..<k {
        Scalar.Vector.load(b, count: count).store(pack)
        b += bRow
        pack += step
      }
    }
  }

  /// Writes a block of `count` rows, `stride` apart and k long, as k rows of one vector.
  @inlinable @inline(__always)
  public static func transposeRows(
    _ b: Source, _ stride: Int, _ k: Int, _ count: Int, _ pack: Target, _ step: Int
  ) {
    var p = 0
    while p < k {
      Scalar.Vector.transpose(
        b + p, stride, count, min(lanes, k &- p), pack + p &* step, step)
      p &+= lanes
    }
  }
}
