/// The five filters of PNG: a byte is stored as its difference from a guess by its neighbours.
enum PNGFilter: UInt8, CaseIterable {
  case none, left, above, average, paeth

  /// Undoes the filter on `count` bytes of `row`.
  ///
  /// `previous` has as many plain bytes of the row above, zeros above the first; `distance` is how
  /// many bytes before a byte its neighbour on the left stands.
  func restore(
    _ row: UnsafeMutablePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, distance: Int
  ) {
    switch self {
    case .none: break
    case .left:
      guard count > distance else { return }
      for i in distance..<count { row[i] &+= row[i &- distance] }
    case .above:
      for i in 0..<count { row[i] &+= previous[i] }
    case .average:
      for i in 0..<min(distance, count) { row[i] &+= previous[i] &>> 1 }
      guard count > distance else { return }
      for i in distance..<count { row[i] &+= Self.mean(row[i &- distance], previous[i]) }
    case .paeth:
      for i in 0..<min(distance, count) { row[i] &+= previous[i] }
      guard count > distance else { return }
      for i in distance..<count {
        row[i] &+= Self.nearest(row[i &- distance], previous[i], previous[i &- distance])
      }
    }
  }

  /// Writes `count` filtered bytes of `row` to `target`; the parameters are those of `restore`.
  func apply(
    _ row: UnsafePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, distance: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<count {
      let hasLeft = i >= distance
      let left = hasLeft ? row[i &- distance] : 0
      let corner = hasLeft ? previous[i &- distance] : 0
      let guess: UInt8 =
        switch self {
        case .none: 0
        case .left: left
        case .above: previous[i]
        case .average: Self.mean(left, previous[i])
        case .paeth: Self.nearest(left, previous[i], corner)
        }
      target[i] = row[i] &- guess
    }
  }

  @inline(__always)
  private static func mean(_ left: UInt8, _ above: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (UInt16(left) &+ UInt16(above)) &>> 1)
  }

  /// Paeth's predictor: the neighbour nearest to left + above − corner, in this order at a tie.
  @inline(__always)
  private static func nearest(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
    let (a, b, c) = (Int32(left), Int32(above), Int32(corner))
    let toLeft = abs(b &- c)
    let toAbove = abs(a &- c)
    let toCorner = abs(a &+ b &- 2 &* c)
    if toLeft <= toAbove && toLeft <= toCorner { return left }
    return toAbove <= toCorner ? above : corner
  }
}
