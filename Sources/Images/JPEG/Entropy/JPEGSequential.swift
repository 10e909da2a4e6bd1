/// Blocks of sequential frames: all coefficients at once, straight to samples.
struct JPEGSequentialDecoder: JPEGBlockDecoder {
  private struct Part {
    let component: JPEGComponent
    let dc: JPEGHuffmanTable
    let ac: JPEGHuffmanTable
  }

  private let parts: [Part]
  private let zigzag: UnsafePointer<Int>
  private let block: UnsafeMutablePointer<Int16>
  private var predictions = SIMD4<Int32>()

  /// Both pointers stay the caller's: `zigzag` with spare entries, `block` of 64 coefficients.
  init(
    _ scan: JPEGScan, zigzag: UnsafePointer<Int>, block: UnsafeMutablePointer<Int16>
  ) {
    parts = scan.parts.compactMap { part in
      guard let dc = part.dc, let ac = part.ac else { return nil }
      return Part(component: part.component, dc: dc, ac: ac)
    }
    self.zigzag = zigzag
    self.block = block
  }

  mutating func restart() { predictions = SIMD4() }

  @inline(__always)
  mutating func decode(
    _ source: inout JPEGBitReader, part index: Int, row: Int, column: Int
  ) {
    // A copy, which stays in registers.
    var reader = source
    defer { source = reader }
    let part = parts[index]
    let component = part.component
    block.update(repeating: 0, count: 64)

    reader.fill()
    let size = reader.symbol(part.dc)
    predictions[index] &+= reader.takeSigned(size)
    block[0] = Int16(truncatingIfNeeded: predictions[index])
    let last = decodeRest(&reader, part.ac)
    JPEGInverseDCT.transform(
      block, last: last, steps: component.steps, areSmall: component.stepsAreSmall,
      into: component.blockSamples(row: row, column: column), stride: component.stride)
  }

  /// The coefficients behind the first; returns the place of the last that is not zero.
  @inline(__always)
  private func decodeRest(_ reader: inout JPEGBitReader, _ table: JPEGHuffmanTable) -> Int {
    var (place, last) = (1, 0)
    while place < 64 {
      reader.fill()
      let entry = table.direct[reader.peek(JPEGHuffmanTable.directBits)]
      if entry != 0 {
        reader.skip(Int(truncatingIfNeeded: entry & 0xff))
        place &+= Int(truncatingIfNeeded: entry &>> 8) & 0xff
        last = place
        block[zigzag[place]] = Int16(truncatingIfNeeded: entry &>> 16)
        place &+= 1
        continue
      }
      let symbol = reader.symbol(table)
      let (run, size) = (symbol &>> 4, symbol & 15)
      if size == 0 {
        guard run == 15 else { break }
        place &+= 16
        continue
      }
      place &+= run
      last = place
      block[zigzag[place]] = Int16(truncatingIfNeeded: reader.takeSigned(size))
      place &+= 1
    }
    return last
  }
}
