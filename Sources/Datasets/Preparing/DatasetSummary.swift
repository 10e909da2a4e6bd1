import Bytes
import LinearAlgebra
import Ranks
import Text

/// A look at data before they are trained on: what they are, and what may be wrong with them.
package struct DatasetSummary: Sendable {
  /// How many examples a class has.
  package struct ClassShare: Hashable, Sendable {
    package let name: String
    package let count: Int
  }

  /// What messages call the data.
  package let name: String
  /// The number of examples, m.
  package let count: Int
  /// The number of features of an example, n[0].
  package let featureCount: Int
  package let imageShape: ImageShape?
  /// The type of the numbers in the file.
  package let elementType: String
  /// The smallest and the largest feature, as they are in the file.
  package let range: ClosedRange<Double>
  /// The same as the network sees them.
  package let normalizedRange: ClosedRange<Double>
  package var normalization: Normalization.Method
  /// The classes and their sizes; empty where labels are no classes.
  package let classes: [ClassShare]
  /// The smallest and the largest label, where labels are values.
  package let labelRange: ClosedRange<Double>?
  /// Whether the network sees them with mean 0 and deviation 1.
  package let hasScaledLabels: Bool
  /// Features that are the same in every example.
  package let constantFeatures: [Int]
  /// Examples whose features are those of an earlier one.
  package let duplicates: Int
  /// Those of them whose label is another than the earlier one's.
  package let contradictions: Int
  private let featureNames: [String]?

  /// Looks at every example of a data set.
  ///
  /// - Parameters:
  ///   - data: the examples.
  ///   - comparesExamples: whether to count examples that repeat others, which takes longest.
  package init(_ data: Dataset, comparesExamples: Bool = true) {
    name = data.name
    count = data.count
    featureCount = data.featureCount
    imageShape = data.format.imageShape
    elementType = data.elementType.rawValue
    normalization = data.format.normalization.method
    featureNames = data.featureNames
    let ranges = FeatureRanges(data)
    range = ranges.all
    normalizedRange = ranges.normalized(by: data.format.normalization)
    constantFeatures = data.count > 1 ? ranges.constant : []
    classes = Self.classes(of: data.labels)
    labelRange = data.labels.flatMap { labels in
      guard labels.kind == .values, let low = labels.numbers.min(),
        let high = labels.numbers.max()
      else { return nil }
      return low...high
    }
    hasScaledLabels = data.format.labelScaling != nil
    (duplicates, contradictions) = comparesExamples ? Self.duplicates(in: data) : (0, 0)
  }

  /// The accuracy of who always answers the most frequent class; nil without classes.
  package var majorityAccuracy: Double? {
    guard count > 0, let most = classes.map(\.count).max() else { return nil }
    return Double(most) / Double(count)
  }

  /// The number of examples of one data set that are in another too.
  package static func shared(_ one: Dataset, _ other: Dataset) -> Int {
    guard one.featureCount == other.featureCount, one.elementType == other.elementType else {
      return 0
    }
    var index = ExampleIndex(other)
    for example in 0..<other.count { _ = index.firstEqual(to: example) }
    return (0..<one.count).count { index.contains($0, of: one) }
  }

  private static func classes(of labels: Labels?) -> [ClassShare] {
    guard let labels, let classCount = labels.classCount else { return [] }
    var counts = [Int](repeating: 0, count: classCount)
    for example in 0..<labels.count {
      if let index = labels.classIndex(of: example) { counts[index] += 1 }
    }
    return counts.enumerated().map { ClassShare(name: labels.className($0), count: $1) }
  }

  private static func duplicates(in data: Dataset) -> (Int, Int) {
    var index = ExampleIndex(data)
    var (duplicates, contradictions) = (0, 0)
    for example in 0..<data.count {
      guard let earlier = index.firstEqual(to: example) else { continue }
      duplicates += 1
      if let labels = data.labels, labels.subset([example]) != labels.subset([earlier]) {
        contradictions += 1
      }
    }
    return (duplicates, contradictions)
  }
}

// MARK: In words

extension DatasetSummary {
  /// One line: `209 examples of 12288 features (64x64x3, uint8 0 to 255, unit); …`.
  package var summary: String {
    var kind = "\(elementType) \(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
    if let imageShape { kind = "\(imageShape), \(kind)" }
    if normalization != .none { kind += ", \(normalization.rawValue)" }
    var text = "\(count) examples of \(featureCount) features (\(kind))"
    if let most = classes.max(by: { $0.count < $1.count }), let majorityAccuracy {
      let shares = classes.map { "\($0.name) \($0.count)" }
      text += "; classes: \(listText(shares)); always answering \(most.name) is right for "
      text += "\(percentText(majorityAccuracy))"
    } else if let labelRange {
      text += "; labels from \(numberText(labelRange.lowerBound))"
      text += " to \(numberText(labelRange.upperBound))"
      if hasScaledLabels { text += ", standardize" }
    }
    return text
  }

  /// What may be wrong, a sentence each.
  package var remarks: [String] {
    var remarks: [String] = []
    let present = classes.filter { $0.count > 0 }
    if classes.count > 1, present.count == 1 {
      remarks.append("all examples are of one class, \(present[0].name): nothing can be learnt")
    } else {
      let absent = classes.filter { $0.count == 0 }.map(\.name)
      if !absent.isEmpty { remarks.append("no examples of the classes \(listText(absent))") }
    }
    if let labelRange, labelRange.lowerBound == labelRange.upperBound {
      remarks.append("all labels are \(numberText(labelRange.lowerBound)): nothing can be learnt")
    }
    if let constant = constantRemark { remarks.append(constant) }
    if duplicates > 0 {
      remarks.append("\(duplicates) of \(count) examples repeat an earlier one")
    }
    if contradictions > 0 {
      remarks.append("\(contradictions) of them have another label than the earlier one")
    }
    if let unscaled = unscaledRemark { remarks.append(unscaled) }
    if let unscaled = unscaledLabelsRemark { remarks.append(unscaled) }
    return remarks
  }

  private var constantRemark: String? {
    guard !constantFeatures.isEmpty else { return nil }
    if constantFeatures.count == featureCount { return "all examples are the same" }
    // The border of pictures is often of one color: not worth a word.
    guard imageShape == nil else { return nil }
    let names = constantFeatures.map { featureNames?[$0] ?? "\($0)" }
    return "\(constantFeatures.count) of \(featureCount) features are the same in every example: "
      + listText(names)
  }

  /// Networks learn slowly, or not at all, from inputs far from 1.
  private var unscaledRemark: String? {
    let largest = max(abs(normalizedRange.lowerBound), abs(normalizedRange.upperBound))
    guard largest > 20, normalization == .none || normalization == .unit else { return nil }
    let isByteLike = range.lowerBound >= 0 && range.upperBound <= 255 && range.upperBound > 128
    let advice = isByteLike && imageShape != nil ? "unit" : "standardize"
    return "inputs reach \(numberText(largest)) and are not scaled; \"normalize\": \"\(advice)\""
      + " would help"
  }
}

extension DatasetSummary {
  /// Outputs begin near 0, and reach labels far from it only after many updates.
  private var unscaledLabelsRemark: String? {
    guard let labelRange, !hasScaledLabels, labelRange.lowerBound < labelRange.upperBound else {
      return nil
    }
    let largest = max(abs(labelRange.lowerBound), abs(labelRange.upperBound))
    guard largest > 100 else { return nil }
    return "labels reach \(numberText(largest)) and are not scaled; "
      + "\"normalizeLabels\": \"standardize\" would help"
  }
}

/// A share of 1 as `65.6 %`; 0 and 100 only where it is exactly.
func percentText(_ share: Double) -> String {
  let rounded = (share * 1000).rounded()
  let tenths = share > 0 && share < 1 ? min(max(rounded, 1), 999) : rounded
  return "\(numberText(tenths / 10)) %"
}

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
  public var digest: String { digest(among: SingleProcess()) }

  /// The same by several processes, each of which reads its share of the examples.
  package func digest(among ranks: any Communicator) -> String {
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
    let size = featureCount * elementType.size
    // Examples in a row are one piece; of a file that is larger than memory no more than is wanted.
    let step = rows == nil ? max((1 << 24) / max(size, 1), 1) : 1
    for start in stride(from: examples.lowerBound, to: examples.upperBound, by: step) {
      let count = min(step, examples.upperBound - start) * size
      let place = fileIndex(of: start) * size
      array.withBytes {
        hash.update(UnsafeRawBufferPointer(rebasing: $0[place..<place + count]))
      }
      array.haveRead(count)
    }
  }
}
