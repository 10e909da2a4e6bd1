/// Compression to DEFLATE (RFC 1951).
package enum Deflate {
  /// The most symbols of a block.
  private static let blockSymbols = 1 << 14
  /// The longest stored block.
  private static let maximumStored = 65535

  /// Compresses `input`; the same input always gives the same bytes.
  package static func encode(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    encode(input, to: &result)
    return result
  }

  /// Appends the compressed `input` to `result`.
  static func encode(_ input: UnsafeRawBufferPointer, to result: inout [UInt8]) {
    var sink = BitSink(appendingTo: result)
    result = []
    var finder = MatchFinder(input)
    var start = 0
    repeat {
      let symbols = finder.nextSymbols(atMost: blockSymbols)
      let block = DeflateBlock(symbols)
      let isLast = finder.position == input.count
      let storedBits = (finder.position - start + 5) * 8
      if storedBits < block.bitCount {
        store(input[start..<finder.position], isLast: isLast, &sink)
      } else {
        block.write(isLast: isLast, &sink)
      }
      start = finder.position
    } while start < input.count
    sink.alignToByte()
    result = sink.bytes
  }

  private static func store(
    _ bytes: Slice<UnsafeRawBufferPointer>, isLast: Bool, _ sink: inout BitSink
  ) {
    var rest = bytes
    repeat {
      let part = rest.prefix(maximumStored)
      rest = rest.dropFirst(part.count)
      sink.put(isLast && rest.isEmpty ? 1 : 0, 3)
      sink.alignToByte()
      sink.put(part.count, 16)
      sink.put(part.count ^ 0xffff, 16)
      sink.append(part)
    } while !rest.isEmpty
  }
}
