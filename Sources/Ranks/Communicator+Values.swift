/// What ranks tell each other in a few numbers.
extension Communicator {
  /// The values of each rank, by rank; `counts` says how many each has.
  package func gather<T: BitwiseCopyable>(_ values: [T], counts: [Int]) -> [[T]] where T: Numeric {
    let all = gathered(values, counts: counts)
    let ends = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    return counts.indices.map { Array(all[ends[$0]..<ends[$0 + 1]]) }
  }

  /// The values of each rank, one rank's behind the other's; `counts` says how many each has.
  package func gathered<T: BitwiseCopyable>(_ values: [T], counts: [Int]) -> [T]
  where T: Numeric {
    precondition(counts.count == count && values.count == counts[rank])
    guard count > 1 else { return values }
    var all = [T](repeating: 0, count: counts.reduce(0, +))
    let ends = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let others = (0..<count).filter { $0 != rank }
    all.replaceSubrange(ends[rank]..<ends[rank + 1], with: values)
    values.withUnsafeBytes { own in
      all.withUnsafeMutableBytes { all in
        let size = MemoryLayout<T>.stride
        begin(
          sending: others.map { OutgoingMessage(to: $0, own) },
          receiving: others.map {
            IncomingMessage(
              from: $0, .init(rebasing: all[ends[$0] * size..<ends[$0 + 1] * size]))
          }
        ).wait()
      }
    }
    return all
  }

  /// The values of each rank, by rank; all have as many.
  package func gather<T: BitwiseCopyable>(_ values: [T]) -> [[T]] where T: Numeric {
    gather(values, counts: [Int](repeating: values.count, count: count))
  }

  /// Whether any rank says so.
  package func any(_ isSo: Bool) -> Bool { gather([isSo ? 1 : 0]).contains([1]) }

  /// Values that each rank changes in turn, the first beginning with `values`; all end with the
  /// same.
  ///
  /// What is summed in the order of the examples is summed so by ranks that hold a part each.
  package func relay<T: BitwiseCopyable>(
    _ values: [T], _ change: (inout [T]) -> Void
  ) -> [T] {
    var values = values
    if rank > 0 { receive(&values, from: rank - 1) }
    change(&values)
    if rank < count - 1 {
      send(values, to: [rank + 1])
      receive(&values, from: count - 1)
    } else {
      send(values, to: Array(0..<rank))
    }
    return values
  }

  private func send<T: BitwiseCopyable>(_ values: [T], to receivers: [Int]) {
    values.withUnsafeBytes { bytes in
      begin(sending: receivers.map { OutgoingMessage(to: $0, bytes) }, receiving: []).wait()
    }
  }

  private func receive<T: BitwiseCopyable>(_ values: inout [T], from sender: Int) {
    values.withUnsafeMutableBytes { bytes in
      begin(sending: [], receiving: [IncomingMessage(from: sender, bytes)]).wait()
    }
  }
}
