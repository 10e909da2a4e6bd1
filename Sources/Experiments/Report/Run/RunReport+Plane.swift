import Datasets
import DeepNetwork
import Drawing

/// What a network of two features makes of the plane.
extension RunReport {
  private static let gridSide = 140
  private static let maximumClasses = 12

  var plane: Page.Section? {
    guard let model = record.model, let train, train.featureCount == 2, train.count > 0,
      let labels = train.labels, let classes = labels.classCount,
      (2...Self.maximumClasses).contains(classes)
    else { return nil }
    let points = (0..<train.count).map { train.rawFeatures(of: $0) }
    guard let x = range(points.map { $0[0] }), let y = range(points.map { $0[1] }) else {
      return nil
    }
    let inks = (0..<classes).map {
      classes == 2 ? ($0 == 0 ? Ink.counter : Ink.accent) : Ink.series($0, of: classes)
    }
    let map = DecisionMap(
      scores: model.scores(over: x, y, side: Self.gridSide), side: Self.gridSide, inks: inks)
    var plot = PointPlot(
      id: "boundary", title: "", xTitle: train.shownFeatureName(0),
      yTitle: train.shownFeatureName(1),
      groups: (0..<classes).map { k in
        PointPlot.Group(
          model.description.input.classNames.map { _ in labels.className(k) } ?? "class \(k)",
          inks[k],
          points.indices.filter { labels.classIndex(of: $0) == k }
            .map { LineChart.Point(points[$0][0], points[$0][1]) })
      },
      alternative: "The plane of \(train.shownFeatureName(0)) and \(train.shownFeatureName(1)), "
        + "coloured by the answer of the network, with the \(train.count) training examples.")
    plot.ground = map.ground(x, y)
    return Page.Section(
      "Decision boundary",
      lead: "The training examples over what the network answers there: the stronger the colour, "
        + "the surer it is; along the line it cannot decide.", Page.row([plot.figure]))
  }

  /// From the smallest to the largest value with some room; nil where there is no finite one.
  private func range(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter { $0.magnitude < 1e300 }
    guard let low = finite.min(), let high = finite.max() else { return nil }
    let room = high > low ? (high - low) * 0.06 : max(1, low.magnitude * 0.1)
    return low - room...high + room
  }
}

extension TrainedModel {
  /// The probability of each class over a grid of the plane, rows from the bottom to the top.
  fileprivate func scores(
    over x: ClosedRange<Double>, _ y: ClosedRange<Double>, side: Int
  ) -> [[Double]] {
    let normalization = description.input.normalization
    let columns = (0..<side).map {
      normalization.apply(DecisionMap.value($0, of: side, in: x), feature: 0)
    }
    let rows = (0..<side).map {
      normalization.apply(DecisionMap.value($0, of: side, in: y), feature: 1)
    }
    func answers<Scalar: NetworkScalar>(_ model: Model<Scalar>) -> [[Double]] {
      var scores = [[Double]](repeating: [], count: model.outputSize)
      // A row of the grid at a time: a wide network stays within little memory.
      for row in rows {
        let X = Matrix<Scalar>(
          rows: 2, columns: side,
          columns.map { Scalar($0) } + [Scalar](repeating: Scalar(row), count: side))
        let A = model.infer(X)
        for k in 0..<A.rows { scores[k] += (0..<side).map { Double(A[k, $0]) } }
      }
      return scores
    }
    let scores =
      switch network {
      case .float32(let model): answers(model)
      case .float64(let model): answers(model)
      }
    guard scores.count == 1 else { return scores }
    return [scores[0].map { 1 - $0 }, scores[0]]
  }
}

extension Normalization {
  /// What the network sees of a feature's value.
  fileprivate func apply(_ value: Double, feature: Int) -> Double {
    switch self {
    case .none: value
    case .unit: value / 255
    case .standardize(let scaling): (value - scaling.mean[feature]) / scaling.deviation[feature]
    }
  }
}
