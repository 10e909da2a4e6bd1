import Bytes
import Ranks
import Text

/// Finds equal examples: by a hash of their features, and then by the bytes themselves.
struct ExampleIndex {
  private let data: Dataset
  private var places: [UInt64: [Int]] = [:]

  /// An index of a data set that knows none of its examples yet.
  init(_ data: Dataset) { self.data = data }

  /// The first known example with the same features; the example is remembered if there is none.
  mutating func firstEqual(to example: Int) -> Int? {
    let hash = data.withBytes(of: example) { XXH64.hash($0) }
    if let known = places[hash]?.first(where: { equals($0, example, of: data) }) { return known }
    places[hash, default: []].append(example)
    return nil
  }

  /// Whether an example of another data set has the features of a known one.
  func contains(_ example: Int, of other: Dataset) -> Bool {
    let hash = other.withBytes(of: example) { XXH64.hash($0) }
    return places[hash]?.contains { equals($0, example, of: other) } ?? false
  }

  private func equals(_ known: Int, _ example: Int, of other: Dataset) -> Bool {
    data.withBytes(of: known) { one in
      other.withBytes(of: example) { two in one.elementsEqual(two) }
    }
  }
}

extension Dataset {
  /// Calls `body` with the bytes of an example's features, as they are in the file.
  func withBytes<R>(of example: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    let size = featureCount * elementType.size
    let start = fileIndex(of: example) * size
    return array.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<start + size])) }
  }

  /// A digest of the examples with their labels, for a model's metadata: `xxh64:` and 16 digits.
  ///
  /// XXH64 (seed 0) of the text `uint8 (209, 12288) binary` (type, shape, kind of labels), each
  /// example's bytes as they are in the file, and the labels as float64. It tells data apart; it
  /// does not withstand forgers.
  public var digest: String { digest(among: SoleRank()) }

  /// The same by several processes, each of which reads its share of the examples.
  package func digest(among ranks: any RankGroup) -> String {
    var hash = XXH64()
    let kind = labels.map { " \($0.kind.rawValue)" } ?? ""
    hash.update("\(elementType) \(shapeText([count, featureCount]))\(kind)")
    hash = XXH64(
      words: ranks.relay(hash.words) { words in
        var hash = XXH64(words: words)
        update(&hash, with: ranks.share(of: count))
        words = hash.words
      })
    if let labels { hash.update(labels.numbers) }
    let digits = String(hash.value, radix: 16)
    return "xxh64:" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func update(_ hash: inout XXH64, with examples: Range<Int>) {
    guard rows == nil else {
      for example in examples { withBytes(of: example) { hash.update($0) } }
      return
    }
    let size = featureCount * elementType.size
    array.withBytes {
      hash.update(
        UnsafeRawBufferPointer(
          rebasing: $0[examples.lowerBound * size..<examples.upperBound * size]))
    }
  }
}
