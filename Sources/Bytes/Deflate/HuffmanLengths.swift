/// Code lengths of a nearly optimal prefix code whose codes are at most `limit` bits long.
///
/// Huffman's algorithm gives the number of codes of each length; where some are too long, shorter
/// codes are lengthened until all fit (as zlib does it). Lengths are then dealt out by frequency.
/// At least two symbols get a code: some decoders refuse a code with one.
func huffmanLengths(of frequencies: [Int], limit: Int) -> [UInt8] {
  var lengths = [UInt8](repeating: 0, count: frequencies.count)
  var symbols = frequencies.indices.filter { frequencies[$0] > 0 }
  for symbol in frequencies.indices where symbols.count < 2 && frequencies[symbol] == 0 {
    symbols.append(symbol)
  }
  symbols.sort { (frequencies[$0], $0) < (frequencies[$1], $1) }

  var counts = depthCounts(of: symbols.map { max(1, frequencies[$0]) }, limit: limit)
  var length = limit
  for symbol in symbols {
    while counts[length] == 0 { length -= 1 }
    lengths[symbol] = UInt8(length)
    counts[length] -= 1
  }
  return lengths
}

/// The number of leaves of each depth, 1 to `limit`, for weights in ascending order.
private func depthCounts(of weights: [Int], limit: Int) -> [Int] {
  let leaves = weights.count
  var nodes = weights
  nodes.reserveCapacity(2 * leaves)
  var parent = [Int](repeating: 0, count: 2 * leaves)
  var (leaf, inner) = (0, leaves)
  func takeLightest() -> Int {
    if leaf < leaves, inner >= nodes.count || nodes[leaf] <= nodes[inner] {
      leaf += 1
      return leaf - 1
    }
    inner += 1
    return inner - 1
  }
  for _ in 1..<leaves {
    let (first, second) = (takeLightest(), takeLightest())
    (parent[first], parent[second]) = (nodes.count, nodes.count)
    nodes.append(nodes[first] + nodes[second])
  }

  var depths = [Int](repeating: 0, count: nodes.count)
  var counts = [Int](repeating: 0, count: limit + 1)
  for node in stride(from: nodes.count - 2, through: 0, by: -1) {
    depths[node] = depths[parent[node]] + 1
    if node < leaves { counts[min(depths[node], limit)] += 1 }
  }
  shorten(&counts, limit: limit)
  return counts
}

/// Lengthens codes shorter than `limit` until the codes fit again.
private func shorten(_ counts: inout [Int], limit: Int) {
  var used = (1...limit).reduce(0) { $0 + counts[$1] << (limit - $1) }
  while used > 1 << limit {
    var length = limit - 1
    while counts[length] == 0 { length -= 1 }
    counts[length] -= 1
    counts[length + 1] += 2
    counts[limit] -= 1
    used -= 1
  }
}
