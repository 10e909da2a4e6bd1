/// Sorts numbers digit by digit, in a time that grows with their count alone.
package enum RadixSort {
  private static let digitBits = 11

  /// Sorts the keys in ascending order and gives the places that they had; equal keys stay in order.
  package static func order(_ keys: inout [UInt64]) -> [UInt32] {
    var places = (0..<UInt32(keys.count)).map { $0 }
    var (nextKeys, nextPlaces) = (keys, places)
    for shift in stride(from: 0, to: UInt64.bitWidth, by: digitBits) {
      guard var starts = starts(keys, shift) else { continue }
      for i in keys.indices {
        let digit = digit(keys[i], shift)
        nextKeys[starts[digit]] = keys[i]
        nextPlaces[starts[digit]] = places[i]
        starts[digit] += 1
      }
      swap(&keys, &nextKeys)
      swap(&places, &nextPlaces)
    }
    return places
  }

  private static func digit(_ key: UInt64, _ shift: Int) -> Int {
    Int(truncatingIfNeeded: key >> UInt64(shift)) & (1 << digitBits - 1)
  }

  /// Where the keys of each digit begin; nil where all have the same.
  private static func starts(_ keys: [UInt64], _ shift: Int) -> [Int]? {
    var counts = [Int](repeating: 0, count: 1 << digitBits)
    for key in keys { counts[digit(key, shift)] += 1 }
    guard let first = keys.first, counts[digit(first, shift)] < keys.count else { return nil }
    var start = 0
    for digit in counts.indices { (counts[digit], start) = (start, start + counts[digit]) }
    return counts
  }
}
