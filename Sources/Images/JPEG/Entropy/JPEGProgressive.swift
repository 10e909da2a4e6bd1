/// Blocks of progressive frames: each scan adds a band of coefficients, or a bit to each of them.
///
/// ITU-T T.81, annex G.
struct JPEGProgressiveDecoder: JPEGBlockDecoder {
  private let parts: [JPEGScan.Part]
  private let zigzag: UnsafePointer<Int>
  private let first: Int
  private let last: Int
  private let isRefinement: Bool
  private let bit: Int32
  private let shift: Int32
  private var predictions = SIMD4<Int32>()
  /// Blocks that are still to come with nothing new in the band.
  private var emptyBlocks = 0

  /// `zigzag` stays the caller's and has spare entries.
  init(_ scan: JPEGScan, zigzag: UnsafePointer<Int>) {
    parts = scan.parts
    self.zigzag = zigzag
    (first, last) = (scan.band.lowerBound, scan.band.upperBound)
    isRefinement = scan.highBit > 0
    shift = Int32(scan.lowBit)
    bit = 1 << shift
  }

  mutating func restart() {
    predictions = SIMD4()
    emptyBlocks = 0
  }

  @inline(__always)
  mutating func decode(
    _ reader: inout JPEGBitReader, part index: Int, row: Int, column: Int
  ) {
    let part = parts[index]
    guard let coefficients = part.component.coefficients else { return }
    let block =
      coefficients + (row &* part.component.storedBlocksPerRow &+ column) &* 64
    reader.fill()
    if first > 0 {
      guard let table = part.ac else { return }
      isRefinement ? refineBand(&reader, block, table) : decodeBand(&reader, block, table)
    } else if isRefinement {
      if reader.take(1) == 1 { block[0] |= Int16(truncatingIfNeeded: bit) }
    } else if let table = part.dc {
      let size = reader.symbol(table)
      predictions[index] &+= reader.takeSigned(size)
      block[0] = Int16(truncatingIfNeeded: predictions[index] &<< shift)
    }
  }

  private mutating func decodeBand(
    _ reader: inout JPEGBitReader, _ block: UnsafeMutablePointer<Int16>,
    _ table: JPEGHuffmanTable
  ) {
    guard emptyBlocks == 0 else {
      emptyBlocks &-= 1
      return
    }
    var place = first
    while place <= last {
      reader.fill()
      let symbol = reader.symbol(table)
      let (run, size) = (symbol &>> 4, symbol & 15)
      if size > 0 {
        place &+= run
        let value = reader.takeSigned(size) &<< shift
        block[zigzag[place]] = Int16(truncatingIfNeeded: value)
        place &+= 1
      } else if run == 15 {
        place &+= 16
      } else {
        // This block's end, and that of so many more.
        emptyBlocks = (1 &<< run) &+ reader.take(run) &- 1
        return
      }
    }
  }

  private mutating func refineBand(
    _ reader: inout JPEGBitReader, _ block: UnsafeMutablePointer<Int16>,
    _ table: JPEGHuffmanTable
  ) {
    var place = first
    if emptyBlocks == 0 {
      while place <= last {
        reader.fill()
        let symbol = reader.symbol(table)
        let (run, size) = (symbol &>> 4, symbol & 15)
        if size == 0, run < 15 {
          emptyBlocks = (1 &<< run) &+ reader.take(run)
          break
        }
        // A coefficient that becomes nonzero has magnitude 1 in this bit; its sign follows.
        let value = size == 0 ? 0 : (reader.take(1) == 1 ? bit : 0 &- bit)
        place = refine(&reader, block, from: place, zerosToPass: run)
        if value != 0, place <= last {
          block[zigzag[place]] = Int16(truncatingIfNeeded: value)
        }
        place &+= 1
      }
    }
    if emptyBlocks > 0 {
      place = refine(&reader, block, from: place, zerosToPass: Int.max)
      emptyBlocks &-= 1
    }
  }

  /// Adds a bit to every coefficient that is not zero, up to the zero behind `zerosToPass` others.
  ///
  /// Returns the place of that zero, or the one behind the band.
  @inline(__always)
  private func refine(
    _ reader: inout JPEGBitReader, _ block: UnsafeMutablePointer<Int16>, from start: Int,
    zerosToPass: Int
  ) -> Int {
    var (place, zeros) = (start, zerosToPass)
    while place <= last {
      let at = block + zigzag[place]
      if at.pointee == 0 {
        guard zeros > 0 else { break }
        zeros &-= 1
      } else {
        reader.fill()
        if reader.take(1) == 1 { grow(at) }
      }
      place &+= 1
    }
    return place
  }

  /// Moves a coefficient away from zero by the scan's bit, unless it has that bit already.
  @inline(__always)
  private func grow(_ at: UnsafeMutablePointer<Int16>) {
    let value = Int32(at.pointee)
    guard value & bit == 0 else { return }
    at.pointee = Int16(truncatingIfNeeded: value > 0 ? value &+ bit : value &- bit)
  }
}

extension JPEGComponent {
  /// Turns the coefficients of all scans into samples.
  func transformCoefficients() {
    guard let coefficients else { return }
    for row in 0..<storedBlockRows {
      for column in 0..<storedBlocksPerRow {
        let block = coefficients + (row &* storedBlocksPerRow &+ column) &* 64
        JPEGInverseDCT.transform(
          block, last: Self.lastPlace(block), steps: steps, areSmall: stepsAreSmall,
          into: blockSamples(row: row, column: column), stride: stride)
      }
    }
  }

  /// A bound, in zigzag order, on the places of a block's coefficients that are not zero.
  ///
  /// 0: only the first; 9: only the upper left 4×4, which is all that the transform distinguishes.
  private static func lastPlace(_ block: UnsafePointer<Int16>) -> Int {
    let words = UnsafeRawPointer(block)
    func word(_ i: Int) -> UInt64 { words.load(fromByteOffset: i &* 8, as: UInt64.self) }
    var rest = word(1) | word(3) | word(5) | word(7)
    for i in 8..<16 { rest |= word(i) }
    guard rest == 0 else { return 63 }
    let first = UInt64(littleEndian: word(0)) &>> 16
    return first | word(2) | word(4) | word(6) == 0 ? 0 : 9
  }
}
