/// The loop filter of VP8, which smooths the edges of blocks where they differ little (RFC 6386,
/// section 15).
struct VP8LoopFilter {
  /// How one macroblock is filtered.
  struct Strength {
    /// Differences within which an edge is filtered, of the pixels at it and of those beside.
    fileprivate var edge: Int32 = 0
    fileprivate var inside: Int32 = 0
    /// The difference beside an edge from which no more than two pixels change.
    fileprivate var variance: Int32 = 0
    /// Whether the edges between the blocks of the macroblock are filtered too.
    var hasInnerEdges = false

    fileprivate var isFiltered: Bool { edge > 0 }
  }

  private typealias Pixels = UnsafeMutablePointer<UInt8>

  let isUsed: Bool
  private let isSimple: Bool
  /// By segment, and whether each block has a mode.
  private let strengths: [[Strength]]

  init(_ header: VP8Header) {
    let filter = header.filter
    isUsed = filter.level > 0
    isSimple = filter.isSimple
    strengths = (0..<4).map { segment in
      let base = header.segments.value(filter.level, header.segments.levels, segment)
      return [0, filter.blockDelta].map { delta in
        Self.strength(base + filter.frameDelta + delta, sharpness: filter.sharpness)
      }
    }
  }

  private static func strength(_ level: Int, sharpness: Int) -> Strength {
    let level = min(max(level, 0), 63)
    guard level > 0 else { return Strength() }
    var inside = level
    if sharpness > 0 {
      inside = min(inside >> (sharpness > 4 ? 2 : 1), 9 - sharpness)
    }
    inside = max(inside, 1)
    return Strength(
      edge: Int32(2 * level + inside), inside: Int32(inside),
      variance: level >= 40 ? 2 : level >= 15 ? 1 : 0)
  }

  /// How a macroblock of a segment is filtered.
  func strength(segment: Int, isSplit: Bool, hasCoefficients: Bool) -> Strength {
    var strength = strengths[segment][isSplit ? 1 : 0]
    strength.hasInnerEdges = isSplit || hasCoefficients
    return strength
  }

  /// Filters a frame, macroblock by macroblock.
  func apply(to frame: VP8Frame, _ strengths: [Strength]) {
    for row in 0..<frame.rows {
      for column in 0..<frame.columns {
        let strength = strengths[row * frame.columns + column]
        guard strength.isFiltered else { continue }
        let planes = isSimple ? [frame.luma] : [frame.luma] + frame.chroma
        for (index, plane) in planes.enumerated() {
          let size = index == 0 ? 16 : 8
          filter(
            plane.pixels + row * size * plane.stride + column * size, plane.stride, size, strength,
            hasLeft: column > 0, hasAbove: row > 0)
        }
      }
    }
  }

  /// Filters the edges of a macroblock in one plane: left, upright ones within, above, level ones
  /// within.
  private func filter(
    _ pixels: Pixels, _ rowStride: Int, _ size: Int, _ strength: Strength, hasLeft: Bool,
    hasAbove: Bool
  ) {
    for (across, along, isEdge) in [(1, rowStride, hasLeft), (rowStride, 1, hasAbove)] {
      if isEdge { filter(pixels, across, along, size, strength, isInner: false) }
      guard strength.hasInnerEdges else { continue }
      for place in stride(from: 4, to: size, by: 4) {
        filter(pixels + place * across, across, along, size, strength, isInner: true)
      }
    }
  }

  /// The pixels of a line across an edge: `p` before it and `q` behind it, from the edge on.
  private struct Line {
    let p0, p1, q0, q1: Int32

    @inline(__always)
    init(_ at: Pixels, _ across: Int) {
      p0 = Int32(at[0 &- across])
      p1 = Int32(at[-2 &* across])
      q0 = Int32(at[0])
      q1 = Int32(at[across])
    }

    @inline(__always)
    func isFlat(within limit: Int32) -> Bool { 4 &* abs(p0 &- q0) &+ abs(p1 &- q1) <= limit }

    @inline(__always)
    func varies(beyond limit: Int32) -> Bool { max(abs(p1 &- p0), abs(q1 &- q0)) > limit }
  }

  /// Filters an edge: between macroblocks up to six pixels of a line change, within them four.
  @inline(__always)
  private func filter(
    _ start: Pixels, _ across: Int, _ along: Int, _ size: Int, _ strength: Strength, isInner: Bool
  ) {
    let limit = 2 &* (isInner ? strength.edge : strength.edge &+ 4) &+ 1
    for k in 0..<size {
      let at = start + k &* along
      let line = Line(at, across)
      guard line.isFlat(within: limit) else { continue }
      if isSimple {
        changeTwo(at, across, line)
      } else if isSmooth(at, across, line, within: strength.inside) {
        if line.varies(beyond: strength.variance) {
          changeTwo(at, across, line)
        } else if isInner {
          changeFour(at, across, line)
        } else {
          changeSix(at, across, line)
        }
      }
    }
  }

  /// Whether neighbors on each side differ by little.
  @inline(__always)
  private func isSmooth(
    _ at: Pixels, _ across: Int, _ line: Line, within limit: Int32
  ) -> Bool {
    let (p2, p3) = (Int32(at[-3 &* across]), Int32(at[-4 &* across]))
    let (q2, q3) = (Int32(at[2 &* across]), Int32(at[3 &* across]))
    let before = max(abs(p3 &- p2), abs(p2 &- line.p1), abs(line.p1 &- line.p0))
    let behind = max(abs(q3 &- q2), abs(q2 &- line.q1), abs(line.q1 &- line.q0))
    return max(before, behind) <= limit
  }

  @inline(__always)
  private func changeTwo(_ at: Pixels, _ across: Int, _ line: Line) {
    let a = 3 &* (line.q0 &- line.p0) &+ signed(line.p1 &- line.q1)
    at[0 &- across] = pixel(line.p0 &+ signed(a &+ 3) &>> 3)
    at[0] = pixel(line.q0 &- signed(a &+ 4) &>> 3)
  }

  @inline(__always)
  private func changeFour(_ at: Pixels, _ across: Int, _ line: Line) {
    let a = 3 &* (line.q0 &- line.p0)
    let (before, behind) = (signed(a &+ 3) &>> 3, signed(a &+ 4) &>> 3)
    let outer = (behind &+ 1) &>> 1
    at[-2 &* across] = pixel(line.p1 &+ outer)
    at[0 &- across] = pixel(line.p0 &+ before)
    at[0] = pixel(line.q0 &- behind)
    at[across] = pixel(line.q1 &- outer)
  }

  @inline(__always)
  private func changeSix(_ at: Pixels, _ across: Int, _ line: Line) {
    let a = signed(3 &* (line.q0 &- line.p0) &+ signed(line.p1 &- line.q1))
    let (near, middle, far) = (
      (27 &* a &+ 63) &>> 7, (18 &* a &+ 63) &>> 7, (9 &* a &+ 63) &>> 7
    )
    at[-3 &* across] = pixel(Int32(at[-3 &* across]) &+ far)
    at[-2 &* across] = pixel(line.p1 &+ middle)
    at[0 &- across] = pixel(line.p0 &+ near)
    at[0] = pixel(line.q0 &- near)
    at[across] = pixel(line.q1 &- middle)
    at[2 &* across] = pixel(Int32(at[2 &* across]) &- far)
  }

  /// Within the range of a signed byte.
  @inline(__always)
  private func signed(_ value: Int32) -> Int32 { min(max(value, -128), 127) }

  @inline(__always)
  private func pixel(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(value, 0), 255))
  }
}
