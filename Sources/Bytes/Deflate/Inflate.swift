/// Decompression of DEFLATE (RFC 1951).
package enum Inflate {
  /// No stream of DEFLATE expands a byte to more than this.
  package static let maximumRatio = 1032

  /// What a stream of `count` bytes can hold at most.
  package static func maximumOutput(of count: Int) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: maximumRatio)
    return overflow ? Int.max : product
  }

  /// Decompresses one stream.
  ///
  /// Memory grows with what was really decoded: a short input cannot ask for much.
  ///
  /// - Parameters:
  ///   - input: The stream; bytes after its end are left alone.
  ///   - sizeHint: The size the output is said to have; believed only as far as `input` allows.
  ///   - limit: The most bytes that the caller can use; more is an error.
  /// - Returns: The output and the number of bytes of `input` that were used.
  /// - Throws: `FormatError` if the stream is damaged, cut short or longer than `limit`.
  package static func decode(
    _ input: UnsafeRawBufferPointer, sizeHint: Int = 0, limit: Int
  ) throws(FormatError) -> (output: SharedBytes, used: Int) {
    guard let start = input.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      throw .truncated("deflate stream", has: 0, needs: 1)
    }
    var source = BitSource(start: start, count: input.count)
    let guess = sizeHint > 0 ? sizeHint : max(input.count, 1024) * 4
    let capacity = max(0, min(guess, limit, maximumOutput(of: input.count)))
    var output = GrowingBuffer(capacity: capacity + InflateBlocks.slack)
    var blocks = InflateBlocks(limit: limit)
    while try blocks.decodeBlock(&source, &output) {}
    return (output.finish(), source.bytesUsed)
  }

  /// Decompresses the first `count` bytes of a stream, or all if it has fewer.
  ///
  /// - Throws: `FormatError` if the stream is damaged or cut short before that.
  package static func prefix(
    _ input: UnsafeRawBufferPointer, count: Int
  ) throws(FormatError) -> SharedBytes {
    guard let start = input.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      throw .truncated("deflate stream", has: 0, needs: 1)
    }
    var source = BitSource(start: start, count: input.count)
    var output = GrowingBuffer(capacity: 2 * InflateBlocks.slack)
    var blocks = InflateBlocks(limit: count, stopsAtLimit: true)
    while output.count < count, try blocks.decodeBlock(&source, &output) {}
    output.count = min(output.count, count)
    return output.finish()
  }
}
