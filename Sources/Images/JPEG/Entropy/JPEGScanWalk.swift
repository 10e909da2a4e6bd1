/// Decodes the blocks of a scan, one by one, in the order of the file.
protocol JPEGBlockDecoder {
  /// Forgets what earlier blocks left: at a restart.
  mutating func restart()

  /// Decodes one block of the scan's component number `part`.
  mutating func decode(
    _ reader: inout JPEGBitReader, part: Int, row: Int, column: Int)
}

extension JPEGScan {
  /// Runs a decoder over all blocks of the scan, restarts included.
  ///
  /// A scan of one component codes just the blocks that hold samples of the picture; a scan of
  /// several goes by units of vertical × horizontal blocks of each.
  func walk<Decoder: JPEGBlockDecoder>(
    _ decoder: inout Decoder, frame: JPEGFrame, restartInterval: Int,
    reader: inout JPEGBitReader
  ) throws(ImageError.Problem) {
    let isAlone = parts.count == 1
    let layout = parts[0].component.layout
    let unitsPerRow = isAlone ? layout.blocksPerRow : frame.unitsPerRow
    let unitRows = isAlone ? layout.blockRows : frame.unitRows
    var untilRestart = restartInterval > 0 ? restartInterval : Int.max
    var restarts = 0
    for row in 0..<unitRows {
      for column in 0..<unitsPerRow {
        if untilRestart == 0 {
          try restart(&reader, number: restarts)
          decoder.restart()
          restarts += 1
          untilRestart = restartInterval
        }
        untilRestart &-= 1
        if isAlone {
          decoder.decode(&reader, part: 0, row: row, column: column)
        } else {
          decodeUnit(&decoder, &reader, row: row, column: column)
        }
      }
      try check(reader, row: row, of: unitRows)
    }
  }

  @inline(__always)
  private func decodeUnit<Decoder: JPEGBlockDecoder>(
    _ decoder: inout Decoder, _ reader: inout JPEGBitReader, row: Int, column: Int
  ) {
    for part in parts.indices {
      let (height, width) = (parts[part].component.vertical, parts[part].component.horizontal)
      for y in 0..<height {
        for x in 0..<width {
          decoder.decode(
            &reader, part: part, row: row &* height &+ y, column: column &* width &+ x)
        }
      }
    }
  }

  private func restart(
    _ reader: inout JPEGBitReader, number: Int
  ) throws(ImageError.Problem) {
    let (expected, before) = (number % 8, reader)
    guard !reader.isExhausted, reader.restart(number: expected) else {
      var rest = before
      let found = rest.nextMarker().map(JPEGMarker.name) ?? "the end of the file"
      throw .malformed(
        .jpeg, part: "entropy-coded data", found: found, expected: "restart marker RST\(expected)")
    }
  }

  private func check(
    _ reader: JPEGBitReader, row: Int, of rows: Int
  ) throws(ImageError.Problem) {
    guard !reader.isCorrupt else {
      throw .malformed(
        .jpeg, part: "entropy-coded data", found: "bits that are no Huffman code in row \(row)",
        expected: "codes of the table")
    }
    guard !reader.isExhausted else {
      throw .truncated(.jpeg, part: "row \(row) of \(rows) of the coded blocks")
    }
  }
}
