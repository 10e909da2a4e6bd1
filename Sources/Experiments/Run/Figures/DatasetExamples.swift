import ArrayFiles
import Datasets
import DeepNetwork
import Interchange
import Ranks
import Text

/// A data set as a training takes it: normalized on the way, each example copied as a whole.
///
/// A run of examples that is in memory just as the network wants it is looked at where it lies.
public struct DatasetExamples<Scalar: NetworkScalar>: ExampleSource {
  let data: Dataset
  public let outputSize: Int

  /// The examples of `data` in the number type of a network.
  ///
  /// - Throws: `DataError` for data without labels.
  public init(_ data: Dataset) throws(DataError) {
    _ = try data.requireLabels()
    self.init(perhapsUnlabelled: data)
  }

  /// The examples of data that are to be answered, with labels or without.
  init(perhapsUnlabelled data: Dataset) {
    self.data = data
    outputSize = data.labels?.width ?? 0
  }

  public var count: Int { data.count }
  public var inputSize: Int { data.featureCount }

  public func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) { examples(0..<count) }

  /// Y of all examples, (n[L], m).
  func labels() -> Matrix<Scalar> { data.Y(of: 0..<count) }

  func examples(_ range: Range<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    (data.X(of: range), data.Y(of: range))
  }

  public func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    if let range = indices.range { return examples(range) }
    return (data.X(at: indices), labels(indices))
  }

  public func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar> { data.Y(at: indices) }
}

extension Dataset {
  /// The labels.
  ///
  /// - Throws: `DataError` where there are none.
  func requireLabels() throws(DataError) -> Labels {
    guard let labels else {
      throw DataError(
        .content, file: name, found: "no labels", expected: "what the answers should be")
    }
    return labels
  }
}

/// The same with each picture changed at random for each update.
public struct AugmentedExamples<Scalar: NetworkScalar>: AugmentingSource {
  private let examples: DatasetExamples<Scalar>
  private let augmentation: Augmentation

  /// The pictures of `data`, changed as far as `augmentation` says.
  ///
  /// - Throws: `DataError` where they are no pictures of 8 bits a sample, or have no labels.
  public init(_ data: Dataset, _ augmentation: Augmentation) throws(DataError) {
    try data.requireAugmentable()
    examples = try DatasetExamples(data)
    self.augmentation = augmentation
  }

  public var count: Int { examples.count }
  public var inputSize: Int { examples.inputSize }
  public var outputSize: Int { examples.outputSize }

  public func all() -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) { examples.all() }

  public func batch(_ indices: ArraySlice<Int>) -> (X: Matrix<Scalar>, Y: Matrix<Scalar>) {
    examples.batch(indices)
  }

  public func labels(_ indices: ArraySlice<Int>) -> Matrix<Scalar> { examples.labels(indices) }

  public func batch(_ indices: ArraySlice<Int>, _ draws: Draws) -> (
    X: Matrix<Scalar>, Y: Matrix<Scalar>
  ) {
    var X = Matrix<Scalar>(
      uninitialized: Shape(inputSize, indices.count), order: .columnMajor)
    X.withMutableElements {
      examples.data.augmentedFeatures(at: indices, augmentation, into: $0) { draws[$0] }
    }
    return (X, labels(indices))
  }
}

extension ArraySlice<Int> {
  /// The range that these numbers count through; nil if they do not.
  fileprivate var range: Range<Int>? {
    guard let first, !zip(indices, self).contains(where: { $1 - first != $0 - startIndex }) else {
      return nil
    }
    return first..<first + count
  }
}

/// What a network answers for each example of a data set.
package struct Outputs: Sendable {
  /// n[L].
  package let width: Int
  /// A[L], example by example.
  package var values: [Double] = []
  /// The mean loss; NaN where there are no labels or no examples.
  package var cost = Double.nan
  /// What ranks the examples of each output as the values do, and goes on doing so where they are
  /// rounded to 0 or 1; nil where there is nothing but the values.
  package var scores: Scores?

  /// What ranks the examples of each output.
  package var ranking: Scores { scores ?? Scores(values, width: width) }

  package var count: Int { width == 0 ? 0 : values.count / width }

  /// The outputs for one example.
  package subscript(example: Int) -> ArraySlice<Double> {
    values[example * width..<(example + 1) * width]
  }
}

extension Model {
  /// The outputs for all examples and their cost, computed in parts, of which each rank takes some.
  ///
  /// Where labels are scaled the cost is that of the scaled ones, and the outputs are those for labels
  /// as they are in the file.
  func outputs(for data: Dataset, loss: Loss, among ranks: any Communicator) -> Outputs {
    let source = DatasetExamples<Scalar>(perhapsUnlabelled: data)
    let hasLabels = data.labels != nil
    let batch = evaluationBatch
    let parts = (data.count + batch - 1) / batch
    func examples(of part: Range<Int>) -> Range<Int> {
      min(part.lowerBound * batch, data.count)..<min(part.upperBound * batch, data.count)
    }
    let own = ranks.share(of: parts)
    var (values, costs) = ([Double](), [Double]())
    values.reserveCapacity(examples(of: own).count * outputSize)
    // Only classes are ranked.
    let isRanked = hasLabels && loss.hasClasses
    var scores = Scores(
      width: outputSize, reserving: isRanked ? examples(of: own).count : 0, of: Scalar.self)
    for part in own {
      let range = examples(of: part..<part + 1)
      let (X, Y) = source.examples(range)
      let answer = answer(X, Y: hasLabels ? Y : nil, loss: loss)
      costs.append(answer.cost * Double(range.count))
      values += Matrix<Double>(answer.A).transposed.elements
      if isRanked, let part = answer.scores { scores.append(part) }
    }
    let shares = (0..<ranks.count).map { ranks.share(of: parts, for: $0) }
    var outputs = Outputs(width: outputSize)
    let counts = shares.map { examples(of: $0).count * outputSize }
    outputs.values = ranks.gathered(values, counts: counts)
    // Each rank has the same layers, so that all or none have scores.
    if ranks.any(scores.count > 0) {
      outputs.scores = scores.gathered(among: ranks, counts: counts)
    }
    data.format.labelScaling?.restore(&outputs.values)
    let cost = ranks.gathered(costs, counts: shares.map(\.count)).reduce(0, +)
    outputs.cost = hasLabels ? cost / Double(data.count) : .nan
    return outputs
  }
}

extension SplitMetrics {
  /// The figures of the outputs for labelled examples.
  ///
  /// With one binary output the answer is 1 above `threshold`, with several classes the largest
  /// output's. Where the labels are several yes-or-no answers at once, each is judged alone. Unless it
  /// `isRanked`, figures of the order of the examples are left out.
  ///
  /// - Precondition: the data have labels.
  package init(
    _ outputs: Outputs, of data: Dataset, threshold: Double = 0.5, isRanked: Bool = true
  ) {
    guard let labels = data.labels else { fatalError("\(data.name) has no labels to compare with") }
    let quality: Quality
    if let classes = labels.classCount {
      let predicted = (0..<data.count).map { outputs.label(of: $0, threshold: threshold) }
      let truth = (0..<data.count).map { labels.classIndex(of: $0) ?? 0 }
      quality = .classes(
        ClassMetrics(
          predicted: predicted, labels: truth, classes: classes,
          scores: isRanked ? outputs.ranking : nil))
    } else if labels.kind == .binary {
      let scores = isRanked ? outputs.ranking : nil
      quality = .answers(
        (0..<outputs.width).map { output in
          let places = stride(from: output, to: outputs.values.count, by: outputs.width)
          return ClassMetrics(
            predicted: places.map { outputs.values[$0] > threshold ? 1 : 0 },
            labels: places.map { Int(labels.numbers[$0]) }, classes: 2,
            scores: scores.map { Scores($0.column(output), width: 1) })
        })
    } else {
      quality = .values(
        ValueMetrics(
          predicted: outputs.values, values: data.labelValues(0..<data.count),
          outputs: outputs.width))
    }
    self.init(cost: outputs.cost, quality: quality, count: data.count)
  }

  /// The figures of classes; nil for values and for several yes-or-no answers at once.
  package var classMetrics: ClassMetrics? {
    guard case .classes(let metrics) = quality else { return nil }
    return metrics
  }

  /// The share of examples, or of their yes-or-no answers, that are right; nil for values.
  package var accuracy: Double? {
    switch quality {
    case .classes(let metrics): metrics.accuracy
    case .answers(let outputs): outputs.map(\.accuracy).reduce(0, +) / Double(outputs.count)
    case .values: nil
    }
  }
}

extension Outputs {
  /// The class that an example is taken for.
  package func label(of example: Int, threshold: Double = 0.5) -> Int {
    self[example].label(threshold: threshold)
  }
}
