import ArrayFiles

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
