import Datasets
import DeepNetwork
import Text

/// How much worse a network answers where the values of a column are shuffled among the examples:
/// permutation importance.
///
/// The fall is that of the accuracy, or of R² for values. All features that a column became are
/// shuffled together, and every column in the same ways: those of scikit-learn's
/// `permutation_importance` with `random_state` the seed, where each repeat shuffles on from the one
/// before. Source: L. Breiman, "Random Forests", 2001.
package struct ColumnImportance: Sendable {
  /// A column and what its values are worth.
  package struct Column: Sendable, Equatable {
    package let name: String
    /// By how much the figure fell, a number each repeat.
    package let falls: [Double]

    package var mean: Double { falls.reduce(0, +) / Double(falls.count) }

    /// The standard deviation of the falls, as `np.std` has it.
    package var deviation: Double {
      let mean = mean
      let squares = falls.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(falls.count)).squareRoot()
    }
  }

  /// How the columns are shuffled.
  package struct Shuffling: Sendable, Equatable {
    package var seed: UInt32
    package var repeats: Int

    package init(seed: UInt32 = 1, repeats: Int = 5) {
      self.seed = seed
      self.repeats = repeats
    }

    /// For each repeat the example whose value every example gets.
    func orders(count: Int) -> [[Int]] {
      var draw = RandomState(seed: seed)
      // What `randint(2**31)` gives is the seed of each column.
      var state = RandomState(seed: draw.nextWord() & 0x7fff_ffff)
      var (shuffled, order) = (Array(0..<count), Array(0..<count))
      return (0..<repeats).map { _ in
        state.shuffle(&shuffled)
        order = shuffled.map { order[$0] }
        return order
      }
    }
  }

  /// The figure that falls.
  package let figure: Figure
  /// What it is of the examples as they are.
  package let score: Double
  package let shuffling: Shuffling
  /// The number of examples.
  package let count: Int
  /// In the order of the table.
  package let columns: [Column]

  /// The columns from the most to the least important.
  package var ranked: [Column] {
    columns.enumerated().sorted { ($0.element.mean, $1.offset) > ($1.element.mean, $0.offset) }
      .map(\.element)
  }
}

extension Predictor {
  /// Shuffles each column in turn.
  ///
  /// - Throws: `DataError` for pictures, and for fewer than two examples.
  package func importance(
    of data: Dataset, _ shuffling: ColumnImportance.Shuffling = .init()
  ) throws(DataError) -> ColumnImportance {
    guard data.format.imageShape == nil else {
      throw DataError(
        .content, file: data.name, found: "pictures",
        expected: "a table: the importance is that of its columns")
    }
    guard data.count > 1 else {
      throw DataError(
        .content, file: data.name, found: "\(data.count) example\(data.count == 1 ? "" : "s")",
        expected: "two or more, to shuffle values among")
    }
    let figure: Figure = loss.hasClasses ? .accuracy : .r2
    func score(_ outputs: Outputs) -> Double {
      let metrics = SplitMetrics(outputs, of: data, threshold: threshold, isRanked: false)
      return metrics[figure] ?? .nan
    }
    let plain = score(network.outputs(for: data, loss: loss))
    let orders = shuffling.orders(count: data.count)
    let columns = data.featureColumns.map { column in
      ColumnImportance.Column(
        name: column.name,
        falls: orders.map {
          plain - score(network.outputs(for: data, with: column.features, from: $0))
        })
    }
    return ColumnImportance(
      figure: figure, score: plain, shuffling: shuffling, count: data.count, columns: columns)
  }
}

extension TrainedModel.Network {
  /// The outputs where each example has some features of another: those of `order`.
  fileprivate func outputs(
    for data: Dataset, with features: Range<Int>, from order: [Int]
  ) -> Outputs {
    switch self {
    case .float32(let model): model.outputs(for: data, with: features, from: order)
    case .float64(let model): model.outputs(for: data, with: features, from: order)
    }
  }
}

extension Model {
  fileprivate func outputs(
    for data: Dataset, with features: Range<Int>, from order: [Int]
  ) -> Outputs {
    let examples = DatasetExamples<Scalar>(perhapsUnlabelled: data)
    var outputs = Outputs(width: outputSize)
    outputs.values.reserveCapacity(data.count * outputSize)
    for start in stride(from: 0, to: data.count, by: evaluationBatch) {
      let range = start..<min(start + evaluationBatch, data.count)
      var X = examples.examples(range).X
      let others = examples.batch(order[range]).X
      for example in 0..<range.count {
        for feature in features { X[feature, example] = others[feature, example] }
      }
      outputs.values += Matrix<Double>(infer(X)).transposed.elements
    }
    data.format.labelScaling?.restore(&outputs.values)
    return outputs
  }
}

extension Dataset {
  /// What people call the columns, and the features that each became; where the data are no table each
  /// feature is a column.
  var featureColumns: [(name: String, features: Range<Int>)] {
    let columns = ColumnSummary.all(of: format)
    guard !columns.isEmpty else {
      return (0..<featureCount).map { (shownFeatureName($0), $0..<$0 + 1) }
    }
    var start = 0
    return columns.map { column in
      defer { start += column.features.count }
      return (column.name, start..<start + column.features.count)
    }
  }
}
