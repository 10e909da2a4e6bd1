import ArrayFiles
import Ranks
import Text

extension Dataset {
  /// Writes the features of a range of examples: X's columns, one behind the other.
  ///
  /// `target` has room for `examples.count * featureCount` numbers: X's transpose, row by row.
  /// `Scalar` is Float or Double.
  ///
  /// - Precondition: the range lies in `0 ..< count`.
  package func features<Scalar: BinaryFloatingPoint>(
    _ examples: Range<Int>, into target: UnsafeMutablePointer<Scalar>
  ) {
    precondition(examples.lowerBound >= 0 && examples.upperBound <= count)
    guard let rows else {
      write(RowSelection.run(examples), to: target)
      return
    }
    rows[examples].withUnsafeBufferPointer { write(.list($0), to: target) }
  }

  /// Writes the features of the listed examples, in the order of the list: a mini-batch.
  ///
  /// `target` has room for `examples.count * featureCount` numbers. `Scalar` is Float or Double.
  ///
  /// - Precondition: every index lies in `0 ..< count`.
  package func features<Scalar: BinaryFloatingPoint>(
    at examples: ArraySlice<Int>, into target: UnsafeMutablePointer<Scalar>
  ) {
    let fileRows = examples.map(fileIndex)
    precondition(fileRows.allSatisfy { $0 >= 0 && $0 < array.shape[0] })
    fileRows.withUnsafeBufferPointer { write(.list($0), to: target) }
  }

  /// Writes the labels of a range of examples: Y's columns, one behind the other, scaled where the
  /// format says so.
  ///
  /// `target` has room for `examples.count * n[L]` numbers; nothing is written without labels.
  package func labels<Scalar: BinaryFloatingPoint>(
    _ examples: Range<Int>, into target: UnsafeMutablePointer<Scalar>
  ) {
    precondition(examples.lowerBound >= 0 && examples.upperBound <= count)
    labels?.write(.run(examples), scaledBy: format.labelScaling, into: target)
  }

  /// Writes the labels of the listed examples, in the order of the list, scaled where the format says
  /// so.
  ///
  /// `target` has room for `examples.count * n[L]` numbers; nothing is written without labels.
  package func labels<Scalar: BinaryFloatingPoint>(
    at examples: ArraySlice<Int>, into target: UnsafeMutablePointer<Scalar>
  ) {
    examples.withUnsafeBufferPointer {
      labels?.write(.list($0), scaledBy: format.labelScaling, into: target)
    }
  }

  /// The labels of a range of examples as they are in the file: Y's columns, one behind the other.
  package func labelValues(_ examples: Range<Int>) -> [Double] {
    var values = [Double](repeating: 0, count: examples.count * (labels?.width ?? 0))
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { labels?.write(.run(examples), into: base) }
    }
    return values
  }

  /// The array that holds the features just as `features(_:into:)` would write them: examples in
  /// their order, numbers of the type `Scalar`, nothing to normalize; nil where it does not.
  ///
  /// Who keeps it keeps the memory, mapped or not, that its bytes are in.
  package func unchangedFeatures<Scalar: BinaryFloatingPoint>(as _: Scalar.Type) -> NumericArray? {
    guard rows == nil, format.normalization == .none else { return nil }
    let isScalar =
      switch array.elementType {
      case .float32: Scalar.self == Float.self
      case .float64: Scalar.self == Double.self
      default: false
      }
    return isScalar ? array : nil
  }

  private func write<Scalar: BinaryFloatingPoint>(
    _ rows: RowSelection, to target: UnsafeMutablePointer<Scalar>
  ) {
    FeatureGather(array: array, width: featureCount, format.normalization).write(rows, into: target)
  }
}

extension Normalization {
  /// Writes raw examples, (m, n[0]), as a network takes them: X's columns, one behind the other.
  ///
  /// `target` has room for all of them. `Scalar` is Float or Double.
  package func apply<Scalar: BinaryFloatingPoint>(
    to examples: NumericArray, into target: UnsafeMutablePointer<Scalar>
  ) {
    let count = examples.shape.first ?? 0
    guard count > 0 else { return }
    FeatureGather(array: examples, width: examples.count / count, self)
      .write(.run(0..<count), into: target)
  }
}

/// Some of many examples: a run of them, or any of them in any order.
enum RowSelection {
  case run(Range<Int>)
  case list(UnsafeBufferPointer<Int>)

  var count: Int {
    switch self {
    case .run(let range): range.count
    case .list(let rows): rows.count
    }
  }

  subscript(index: Int) -> Int {
    switch self {
    case .run(let range): range.lowerBound + index
    case .list(let rows): rows[index]
    }
  }
}

extension Dataset {
  /// What messages call a feature: `column "age"`, else its number.
  func featureName(_ feature: Int) -> String {
    guard let featureNames, featureNames.indices.contains(feature) else {
      return "feature \(feature)"
    }
    return "column \(featureNames[feature].quoted)"
  }

  /// Calls `body` with the number of each example and its features, as they are in the file.
  func forEachExample(
    in range: Range<Int>? = nil, _ body: (Int, UnsafeBufferPointer<Double>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(featureCount, 1)) { buffer in
      guard let scratch = buffer.baseAddress else { return }
      for example in range ?? 0..<count {
        let start = fileIndex(of: example) * featureCount
        array.convert(start..<start + featureCount, into: scratch)
        body(example, UnsafeBufferPointer(start: scratch, count: featureCount))
        array.haveRead(featureCount * elementType.size)
      }
    }
  }

  /// Refuses pictures whose features mean other pixels than those of the training data.
  func requireSameImages(_ examples: Examples) throws(DataError) {
    guard let wanted = format.imageShape, let found = examples.imageShape else { return }
    let isSameOrder = found.channels == 1 || examples.pixelOrder == format.pixelOrder
    guard found != wanted || !isSameOrder else { return }
    throw DataError(
      .content, file: name, found: "pictures \(found), \(examples.pixelOrder)",
      expected: "\(wanted), \(format.pixelOrder), as in the training data")
  }

  /// The largest absolute value of all features of the file.
  ///
  /// - Throws: for NaN and infinity, with their place.
  func finiteMagnitude(among ranks: any Communicator) throws(DataError) -> Double {
    guard !array.elementType.isInteger else { return 0x1p64 }
    // Without their sign, the bits of numbers are in the order of the numbers, and those of infinity
    // and NaN come last.
    var largest = UInt64(0)
    forEachExample(in: ranks.share(of: count)) { _, features in
      for value in features { largest = max(largest, value.magnitude.bitPattern) }
    }
    let own = Double(bitPattern: min(largest, Double.infinity.bitPattern))
    let magnitude = ranks.gather([own]).joined().max() ?? 0
    guard magnitude == .infinity else { return magnitude }
    if let bad = firstFeature(among: ranks, where: { !$1.isFinite }) {
      throw DataError(
        .content, file: name, place: place(bad.example, bad.feature), found: "\(bad.value)",
        expected: "a finite number")
    }
    return magnitude
  }

  typealias FeaturePlace = (example: Int, feature: Int, value: Double)

  /// Each rank looks at its share of the examples; all hear of the first that anyone found.
  func firstFeature(
    among ranks: any Communicator, where isBad: (_ feature: Int, _ value: Double) -> Bool
  ) -> FeaturePlace? {
    let own = firstFeature(in: ranks.share(of: count), where: isBad)
    let found = ranks.gather([own?.example ?? -1]).joined()
    guard let example = found.first(where: { $0 >= 0 }) else { return nil }
    return own?.example == example ? own : firstFeature(in: example..<example + 1, where: isBad)
  }

  func firstFeature(
    in range: Range<Int>, where isBad: (_ feature: Int, _ value: Double) -> Bool
  ) -> FeaturePlace? {
    var found: FeaturePlace?
    forEachExample(in: range) { example, features in
      guard found == nil,
        let feature = features.indices.first(where: { isBad($0, features[$0]) })
      else { return }
      found = (example, feature, features[feature])
    }
    return found
  }

  func place(_ example: Int, _ feature: Int) -> DataError.Place {
    .init(row: fileIndex(of: example) + firstRow, column: featureName(feature))
  }

  /// Where messages find an example.
  package func place(ofExample example: Int) -> DataError.Place {
    .init(row: fileIndex(of: example) + firstRow, column: exampleName(example))
  }
}

extension Labels {
  /// The labels of the examples at `positions`, in their order.
  func subset(_ positions: [Int]) -> Labels {
    let step = kind == .oneHot ? 1 : width
    return Labels(
      kind: kind, width: width,
      numbers: positions.flatMap { numbers[$0 * step..<($0 + 1) * step] },
      classNames: classNames, classNumbers: classNumbers)
  }
}
