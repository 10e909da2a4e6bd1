import Foundation

/// The machine's memory, which data must fit before any of it is allocated.
enum Memory {
  /// Refuses what cannot fit.
  ///
  /// - Returns: the product of the three numbers: bytes.
  @discardableResult
  static func check(
    _ examples: Int, _ width: Int, _ elementSize: Int, file: String
  ) throws(DataError) -> Int {
    let (elements, overflow) = examples.multipliedReportingOverflow(by: width)
    let (bytes, overflowToo) = elements.multipliedReportingOverflow(by: elementSize)
    let isTooLarge =
      overflow || overflowToo || UInt64(max(bytes, 0)) > ProcessInfo.processInfo.physicalMemory
    guard isTooLarge else { return bytes }
    let available = ProcessInfo.processInfo.physicalMemory >> 20
    throw DataError(
      .content, file: file,
      found: "\(examples) examples of \(width) values"
        + (overflow || overflowToo ? "" : " (\(bytes >> 20) MB)"),
      expected: "no more than this machine's \(available) MB of memory")
  }
}
