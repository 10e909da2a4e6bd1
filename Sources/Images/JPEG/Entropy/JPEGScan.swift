/// What a start-of-scan segment says, with the tables in force at that moment.
struct JPEGScan {
  struct Part {
    let component: JPEGComponent
    let dc: JPEGHuffmanTable?
    let ac: JPEGHuffmanTable?
  }

  let parts: [Part]
  /// First and last coefficient in zigzag order.
  let band: ClosedRange<Int>
  /// Progressive frames: bits of precision that a former scan left out and that this one does.
  let highBit: Int
  let lowBit: Int

  init(
    _ segment: UnsafeRawBufferPointer, frame: JPEGFrame, tables: JPEGTables
  ) throws(ImageError.Problem) {
    guard let count = segment.first.map(Int.init), (1...4).contains(count),
      segment.count == 4 + 2 * count
    else {
      throw .malformed(
        .jpeg, part: "scan header", found: "\(segment.count) bytes",
        expected: "4 and 2 for each of 1 to 4 components")
    }
    var parts: [Part] = []
    for start in stride(from: 1, to: 1 + 2 * count, by: 2) {
      parts.append(
        try Self.part(id: segment[start], selectors: segment[start + 1], frame, tables))
      guard !parts.dropLast().contains(where: { $0.component.id == segment[start] }) else {
        throw .malformed(
          .jpeg, part: "scan header", found: "component \(segment[start]) twice",
          expected: "each once")
      }
    }
    self.parts = parts
    let tail = segment[(1 + 2 * count)...]
    let numbers = tail.map(Int.init)
    guard numbers[0] <= numbers[1], numbers[1] <= 63 else {
      throw .malformed(
        .jpeg, part: "scan header", found: "coefficients \(numbers[0]) to \(numbers[1])",
        expected: "a range within 0 to 63")
    }
    band = frame.isProgressive ? numbers[0]...numbers[1] : 0...63
    (highBit, lowBit) = frame.isProgressive ? (numbers[2] >> 4, numbers[2] & 15) : (0, 0)
    try check(isProgressive: frame.isProgressive)
  }

  private static func part(
    id: UInt8, selectors: UInt8, _ frame: JPEGFrame, _ tables: JPEGTables
  ) throws(ImageError.Problem) -> Part {
    guard let component = frame.components.first(where: { $0.id == id }) else {
      throw .malformed(
        .jpeg, part: "scan header", found: "component \(id)",
        expected: "one of \(frame.components.map { Int($0.id) })")
    }
    let (dc, ac) = (Int(selectors >> 4), Int(selectors & 15))
    guard dc < 4, ac < 4 else {
      throw .malformed(
        .jpeg, part: "scan header", found: "Huffman tables \(dc) and \(ac)", expected: "0 to 3")
    }
    return Part(component: component, dc: tables.dc[dc], ac: tables.ac[ac])
  }

  private func check(isProgressive: Bool) throws(ImageError.Problem) {
    if isProgressive {
      let isDC = band.lowerBound == 0
      let isRefinement = highBit > 0
      guard isDC ? band.upperBound == 0 : parts.count == 1,
        !isRefinement || lowBit == highBit - 1, lowBit <= 13
      else {
        throw .malformed(
          .jpeg, part: "progressive scan",
          found: "coefficients \(band.lowerBound) to \(band.upperBound) of \(parts.count) "
            + "components, bits \(highBit) to \(lowBit)",
          expected: "0 alone, or others of one component, a bit at a time after the first scan")
      }
    }
    let needsDC = band.lowerBound == 0 && highBit == 0
    let needsAC = band.upperBound > 0
    for part in parts {
      guard !needsDC || part.dc != nil, !needsAC || part.ac != nil else {
        throw .malformed(
          .jpeg, part: "scan header", found: "a Huffman table that no segment defines",
          expected: "tables before the scan")
      }
      guard !needsDC || part.dc?.fitsDC == true else {
        throw .malformed(
          .jpeg, part: "DC Huffman table", found: "a size above 15", expected: "0 to 15")
      }
    }
  }
}

/// The tables that segments define between the scans.
struct JPEGTables {
  var dc = [JPEGHuffmanTable?](repeating: nil, count: 4)
  var ac = [JPEGHuffmanTable?](repeating: nil, count: 4)
  /// Steps in natural order.
  var quantization = [[Int32]?](repeating: nil, count: 4)
  /// Coding units between restart markers; 0: none.
  var restartInterval = 0

  /// Reads a segment that defines Huffman tables (DHT).
  mutating func defineHuffman(_ segment: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    var position = 0
    while position < segment.count {
      guard segment.count - position >= 17 else {
        throw .truncated(.jpeg, part: "a Huffman table")
      }
      let (kind, slot) = (segment[position] >> 4, Int(segment[position] & 15))
      let counts = Array(segment[(position + 1)..<(position + 17)])
      let total = counts.reduce(0) { $0 + Int($1) }
      position += 17
      guard kind < 2, slot < 4, total <= 256, segment.count - position >= total else {
        throw .malformed(
          .jpeg, part: "Huffman table", found: "class \(kind), slot \(slot), \(total) codes",
          expected: "class 0 or 1, slot 0 to 3, as many codes as the segment holds, at most 256")
      }
      let symbols = Array(segment[position..<(position + total)])
      guard let table = JPEGHuffmanTable(counts: counts, symbols: symbols) else {
        throw .malformed(
          .jpeg, part: "Huffman table", found: "code lengths \(counts)",
          expected: "lengths of a prefix code")
      }
      if kind == 0 { dc[slot] = table } else { ac[slot] = table }
      position += total
    }
  }

  /// Reads a segment that defines quantization tables (DQT).
  mutating func defineQuantization(
    _ segment: UnsafeRawBufferPointer
  ) throws(ImageError.Problem) {
    var position = 0
    while position < segment.count {
      let (precision, slot) = (Int(segment[position] >> 4), Int(segment[position] & 15))
      position += 1
      guard precision < 2, slot < 4 else {
        throw .malformed(
          .jpeg, part: "quantization table", found: "precision \(precision), slot \(slot)",
          expected: "precision 0 or 1, slot 0 to 3")
      }
      let size = precision + 1
      guard segment.count - position >= 64 * size else {
        throw .truncated(.jpeg, part: "a quantization table")
      }
      var steps = [Int32](repeating: 0, count: 64)
      for place in 0..<64 {
        let at = position + place * size
        steps[JPEGZigzag.naturalOrder[place]] =
          size == 1 ? Int32(segment[at]) : Int32(segment[at]) << 8 | Int32(segment[at + 1])
      }
      quantization[slot] = steps
      position += 64 * size
    }
  }
}

/// The order in which a block's coefficients are coded.
enum JPEGZigzag {
  /// Natural index by place in the file, with spare entries: a damaged file's run of zeros may
  /// lead up to 16 places past the end.
  static let naturalOrder: [Int] =
    [
      0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
      12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
      35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
      58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ] + [Int](repeating: 63, count: 16)
}
