/// How the pixels of a block are guessed by those around it (RFC 6386, section 12).
///
/// The first four are those of macroblocks and of color too.
enum VP8Mode: UInt8 {
  /// The mean of what is above and on the left.
  case mean
  /// Above and left, less the corner.
  case gradient
  /// What is above, downward; in blocks smoothed.
  case vertical
  /// What is on the left, to the right; in blocks smoothed.
  case horizontal
  /// Six directions between.
  case downRight, verticalRight, downLeft, verticalLeft, horizontalDown, horizontalUp
}

/// The modes of one macroblock after the other.
struct VP8ModeReader {
  private var bits: VP8Bits
  private let segments: VP8Segments
  private let skipProbability: UInt8?
  /// The modes of the blocks above, four a macroblock, and on the left.
  private var above: [VP8Mode]
  private var left = [VP8Mode](repeating: .mean, count: 4)

  private(set) var segment = 0
  private(set) var isSkipped = false
  /// Whether each of the 16 blocks has a mode; else they all have that of the macroblock.
  private(set) var isSplit = false
  private(set) var luma = [VP8Mode](repeating: .mean, count: 16)
  private(set) var chroma = VP8Mode.mean

  init(_ header: VP8Header, columns: Int) {
    bits = header.modes
    segments = header.segments
    skipProbability = header.skipProbability
    above = [VP8Mode](repeating: .mean, count: 4 * columns)
  }

  var isExhausted: Bool { bits.isExhausted }

  mutating func startRow() { left = [VP8Mode](repeating: .mean, count: 4) }

  /// Reads the modes of the next macroblock, which is in this column.
  mutating func read(column: Int) {
    if segments.hasMap {
      let places = segments.probabilities
      segment =
        bits.bit(places[0])
        ? (bits.bit(places[2]) ? 3 : 2) : (bits.bit(places[1]) ? 1 : 0)
    }
    isSkipped = skipProbability.map { bits.bit($0) } ?? false
    isSplit = !bits.bit(145)
    if isSplit {
      readBlocks(column)
    } else {
      let mode: VP8Mode =
        bits.bit(156)
        ? (bits.bit(128) ? .gradient : .horizontal) : (bits.bit(163) ? .vertical : .mean)
      for k in 0..<4 {
        above[4 * column + k] = mode
        left[k] = mode
      }
      luma[0] = mode
    }
    chroma =
      !bits.bit(142) ? .mean : !bits.bit(114) ? .vertical : bits.bit(183) ? .gradient : .horizontal
  }

  private mutating func readBlocks(_ column: Int) {
    for y in 0..<4 {
      for x in 0..<4 {
        let context = Int(above[4 * column + x].rawValue) * 10 + Int(left[y].rawValue)
        let mode = blockMode(context * 9)
        luma[4 * y + x] = mode
        above[4 * column + x] = mode
        left[y] = mode
      }
    }
  }

  /// A mode, whose bits have probabilities from a place in the table on.
  private mutating func blockMode(_ place: Int) -> VP8Mode {
    func next(_ index: Int) -> Bool { bits.bit(VP8Tables.blockModes[place + index]) }
    if !next(0) { return .mean }
    if !next(1) { return .gradient }
    if !next(2) { return .vertical }
    if !next(3) {
      if !next(4) { return .horizontal }
      return next(5) ? .verticalRight : .downRight
    }
    if !next(6) { return .downLeft }
    if !next(7) { return .verticalLeft }
    return next(8) ? .horizontalUp : .horizontalDown
  }
}
