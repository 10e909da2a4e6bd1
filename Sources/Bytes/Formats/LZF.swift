/// LZF, the compression of LibLZF, in which h5py packs chunks fast.
///
/// A control byte below 32 counts the bytes that follow as they are, less one. Else its upper three
/// bits are a length (7: another byte adds to it), the lower five and the next byte a distance: that
/// many bytes and two more are repeated from so far back, and one. Source: Marc Lehmann, LibLZF.
package enum LZF {
  private static let part = "LZF data"
  /// Three bytes repeat at most 264.
  private static let maximumRatio = 88

  /// Decompresses LZF data.
  ///
  /// - Parameters:
  ///   - input: All of the data.
  ///   - limit: The most bytes that the caller can use; more is an error.
  /// - Returns: The output.
  /// - Throws: `FormatError` if the data are damaged, cut short or longer than `limit`.
  package static func decompress(
    _ input: UnsafeRawBufferPointer, limit: Int
  ) throws(FormatError) -> SharedBytes {
    let (most, overflow) = input.count.multipliedReportingOverflow(by: maximumRatio)
    var output = GrowingBuffer(capacity: overflow ? limit : min(limit, most))
    var position = 0
    while position < input.count {
      let control = Int(input[position])
      position += 1
      guard control >= 32 else {
        guard control < input.count - position else { throw cutShort(input.count) }
        try check(control + 1, output.count, limit)
        output.append(UnsafeRawBufferPointer(rebasing: input[position...(position + control)]))
        position += control + 1
        continue
      }
      var length = control >> 5 + 2
      if control >> 5 == 7 {
        guard position < input.count else { throw cutShort(input.count) }
        length += Int(input[position])
        position += 1
      }
      guard position < input.count else { throw cutShort(input.count) }
      let distance = (control & 31) << 8 + Int(input[position]) + 1
      position += 1
      guard distance <= output.count else {
        throw FormatError(
          part, found: "a distance of \(distance) behind \(output.count) bytes",
          expected: "one into them")
      }
      try check(length, output.count, limit)
      output.repeatBytes(from: distance, count: length)
    }
    return output.finish()
  }

  private static func check(_ extra: Int, _ count: Int, _ limit: Int) throws(FormatError) {
    guard extra <= limit - count else {
      throw FormatError(part, found: "more than \(limit) bytes", expected: "at most as many")
    }
  }

  private static func cutShort(_ count: Int) -> FormatError {
    FormatError(part, found: "an end within a run", expected: "more than \(count) bytes")
  }
}

extension GrowingBuffer {
  /// Appends a copy of some bytes.
  fileprivate mutating func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    if let start = bytes.baseAddress {
      (base + count).copyMemory(from: start, byteCount: bytes.count)
    }
    count += bytes.count
  }

  /// Appends `repeated` bytes that begin `distance` bytes back, and may run into themselves.
  fileprivate mutating func repeatBytes(from distance: Int, count repeated: Int) {
    reserve(repeated)
    for k in count..<count + repeated {
      base.storeBytes(
        of: base.load(fromByteOffset: k - distance, as: UInt8.self), toByteOffset: k,
        as: UInt8.self)
    }
    count += repeated
  }
}
