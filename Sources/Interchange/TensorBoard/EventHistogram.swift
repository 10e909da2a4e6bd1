/// How numbers are spread, in buckets of one width from the least to the most.
package struct EventHistogram: Sendable, Equatable {
  /// The buckets where the numbers differ.
  private static let buckets = 64

  package let minimum: Double
  package let maximum: Double
  package let count: Int
  package let sum: Double
  package let sumOfSquares: Double
  /// The upper end of each bucket, which belongs to it.
  package let limits: [Double]
  /// The numbers in each bucket.
  package let counts: [Double]

  /// nil where there is no number, or one that is not finite.
  package init?(_ values: [Double]) {
    guard var low = values.first else { return nil }
    var (high, sum, squares) = (low, 0.0, 0.0)
    for value in values {
      guard value.isFinite else { return nil }
      low = min(low, value)
      high = max(high, value)
      sum += value
      squares += value * value
    }
    let width = (high - low) / Double(Self.buckets)
    (minimum, maximum, count, self.sum, sumOfSquares) = (low, high, values.count, sum, squares)
    guard width > 0, width.isFinite else {
      (limits, counts) = ([high], [Double(values.count)])
      return
    }
    var counts = [Double](repeating: 0, count: Self.buckets)
    for value in values {
      let place = ((value - low) / width).rounded(.up) - 1
      counts[min(Self.buckets - 1, max(0, Int(place)))] += 1
    }
    limits = (1..<Self.buckets).map { low + width * Double($0) } + [high]
    self.counts = counts
  }

  /// The message `tensorflow.HistogramProto`.
  var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.add(1, minimum)
    message.add(2, maximum)
    message.add(3, Double(count))
    message.add(4, sum)
    message.add(5, sumOfSquares)
    message.add(6, limits)
    message.add(7, counts)
    return message
  }
}
