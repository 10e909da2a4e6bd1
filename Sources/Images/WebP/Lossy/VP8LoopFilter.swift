/// The loop filter of VP8, which smooths the edges of blocks where they differ little (RFC 6386,
/// section 15).
struct VP8LoopFilter {
  /// How one macroblock is filtered.
  struct Strength {
    /// Differences within which an edge is filtered, of the pixels at it and of those beside.
    fileprivate var edge: Int16 = 0
    fileprivate var inside: Int16 = 0
    /// The difference beside an edge from which no more than two pixels change.
    fileprivate var variance: Int16 = 0
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
      edge: Int16(2 * level + inside), inside: Int16(inside),
      variance: level >= 40 ? 2 : level >= 15 ? 1 : 0)
  }

  /// How a macroblock of a segment is filtered.
  func strength(segment: Int, isSplit: Bool, hasCoefficients: Bool) -> Strength {
    var strength = strengths[segment][isSplit ? 1 : 0]
    strength.hasInnerEdges = isSplit || hasCoefficients
    return strength
  }

  /// Filters a frame, macroblock by macroblock: in each the edges on the left, upright ones within,
  /// above, level ones within.
  func apply(to frame: VP8Frame, _ strengths: [Strength]) {
    let edge = VP8Edge()
    defer { edge.deallocate() }
    let (luma, u, v) = (frame.luma, frame.chroma[0], frame.chroma[1])
    for row in 0..<frame.rows {
      for column in 0..<frame.columns {
        let strength = strengths[row * frame.columns + column]
        guard strength.isFiltered else { continue }
        let place = luma.pixels + 16 * (row * luma.stride + column)
        let half = 8 * (row * u.stride + column)
        filter(
          (place, place + 8 * luma.stride), across: 1, along: luma.stride, 16, strength, edge,
          isAtFrame: column == 0)
        filter(
          (place, place + 8), across: luma.stride, along: 1, 16, strength, edge,
          isAtFrame: row == 0)
        guard !isSimple else { continue }
        let planes = (u.pixels + half, v.pixels + half)
        filter(planes, across: 1, along: u.stride, 8, strength, edge, isAtFrame: column == 0)
        filter(planes, across: u.stride, along: 1, 8, strength, edge, isAtFrame: row == 0)
      }
    }
  }

  /// Filters the edges of a macroblock in one direction: of luma, whose lines are two runs, or of both
  /// planes of chroma.
  private func filter(
    _ runs: (Pixels, Pixels), across: Int, along: Int, _ size: Int, _ strength: Strength,
    _ edge: VP8Edge, isAtFrame: Bool
  ) {
    var place = isAtFrame ? 4 : 0
    while place < (strength.hasInnerEdges ? size : 1) {
      let lines = (runs.0 + place * across, runs.1 + place * across)
      let limit = 2 * (place > 0 ? strength.edge : strength.edge + 4) + 1
      edge.load(lines, across: across, along: along)
      let isChanged = edge.filter(
        limit, strength.inside, strength.variance, isInner: place > 0, isSimple: isSimple)
      if isChanged { edge.store(lines, across: across, along: along) }
      place += 4
    }
  }
}
