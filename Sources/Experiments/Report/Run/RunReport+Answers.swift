import Datasets
import DeepNetwork
import Drawing
import Text

/// What the network answers.
extension RunReport {
  /// The examples in words: `the 300 test examples`.
  private func examplesText(_ evaluation: Evaluation, _ part: DataRole) -> String {
    let name = part == .train ? "training" : part.rawValue
    return "the \(NumberText.whole(evaluation.data.count)) \(name) examples"
  }

  var answers: Page.Section? {
    guard let (evaluation, part) = judged else { return nil }
    let lead = "On \(examplesText(evaluation, part))." + ranksText(evaluation)
    let calibration = evaluation.calibration.map { Self.calibration($0, evaluation) } ?? .empty
    switch evaluation.metrics.quality {
    case .values: return nil
    case .answers(let outputs):
      return Page.Section(
        "Answers", lead: lead, Self.outputTable(outputs, evaluation) + Page.row([calibration]))
    case .classes(let metrics):
      let names = (0..<metrics.confusion.count).map(evaluation.className)
      let confusion = ConfusionTable(counts: metrics.confusion, names: names).figure
      let classes = Self.classTable(metrics, names)
      let histogram = Self.histogram(evaluation)
      let content =
        names.count <= 4
        ? Page.columns([
          [confusion, classes], [histogram],
          [evaluation.roc.map(Self.roc) ?? .empty, calibration],
        ]) : Page.row([confusion, histogram]) + Page.row([classes, calibration])
      return Page.Section("Answers", lead: lead, content)
    }
  }

  /// How well the scores rank the examples, in a sentence; nothing for values.
  private func ranksText(_ evaluation: Evaluation) -> String {
    let metrics = evaluation.metrics
    let best5 = metrics[.top5Accuracy].map {
      " The class is among the five most likely of \(NumberText.percent($0))."
    }
    guard let area = metrics[.auc], let precision = metrics[.averagePrecision] else {
      return " Nothing can be ranked: \(evaluation.obstacle(.auc))." + (best5 ?? "")
    }
    let mean =
      switch metrics.quality {
      case .classes(let metrics) where metrics.ranked.count > 1:
        ", means of each class against the rest"
      case .answers: ", means over the outputs"
      case .classes, .values: ""
      }
    return " Area under the ROC curve \(area.share(4)), average precision "
      + "\(precision.share(4))\(mean)." + (best5 ?? "")
  }

  private static func classTable(_ metrics: ClassMetrics, _ names: [String]) -> Markup {
    let hasRanks = metrics.ranked.count == names.count
    let rows = metrics.perClass.enumerated().map { index, figures in
      [
        names[index], NumberText.percent(figures.precision), NumberText.percent(figures.recall),
        NumberText.percent(figures.f1),
      ] + (hasRanks ? [metrics.ranked[index].areaText] : []) + [NumberText.whole(figures.support)]
    }
    let most = 40
    let table = DataTable(
      header: ["class", "precision", "recall", "F1"] + (hasRanks ? ["ROC AUC"] : []) + ["count"],
      rows: Array(rows.prefix(most)), numeric: Set(1...5))
    let rest = rows.count > most ? Page.paragraph("And \(rows.count - most) more classes.") : .empty
    return .element(
      "figure", ["class": "chart"],
      .element("figcaption", [:], Markup("Each class")), table.markup, rest)
  }

  private static func outputTable(
    _ outputs: [ClassMetrics], _ evaluation: Evaluation
  ) -> Markup {
    DataTable(
      header: ["output", "accuracy", "precision", "recall", "F1", "ROC AUC", "yes"],
      rows: outputs.enumerated().map { index, metrics in
        let figures = metrics.overall
        return [evaluation.className(index)]
          + [metrics.accuracy, figures.precision, figures.recall, figures.f1]
          .map(NumberText.percent)
          + [
            metrics.ranked.first?.areaText ?? "\u{2013}",
            NumberText.whole(metrics.perClass[1].support),
          ]
      }, numeric: Set(1...6)
    ).markup
  }

  private static func outputTable(_ metrics: ValueMetrics) -> Markup {
    guard metrics.outputs.count > 1 else { return .empty }
    let columns = [
      metrics.outputs.indices.map { "\($0)" },
      NumberText.column(metrics.outputs.map(\.rmse)), NumberText.column(metrics.outputs.map(\.mae)),
      NumberText.column(metrics.outputs.map(\.r2)),
    ]
    return DataTable(
      header: ["output", "rmse", "mae", "R\u{B2}"],
      rows: metrics.outputs.indices.map { index in columns.map { $0[index] } },
      numeric: Set(1...3)
    ).markup
  }

  private static func roc(_ curve: ROCCurve) -> Markup {
    var chart = LineChart(
      id: "roc", title: "ROC curve, area \(curve.area.share(4))",
      xTitle: "false positive rate",
      series: [
        LineChart.Series(
          "true positive rate", .accent,
          curve.points.map { LineChart.Point($0.falsePositiveRate, $0.truePositiveRate) })
      ])
    chart.isUnitSquare = true
    return chart.figure
  }

  /// The share of what is so over its probability.
  private static func calibration(_ calibration: Calibration, _ evaluation: Evaluation) -> Markup {
    let share =
      switch calibration.subject {
      case .second: "share of \u{201C}\(evaluation.className(1))\u{201D}"
      case .answer: "share of right answers"
      case .yes: "share of yes"
      }
    var chart = LineChart(
      id: "calibration", title: "Calibration, error \(calibration.expectedError.share(4))",
      xTitle: "mean probability in bins of a tenth",
      series: [
        LineChart.Series(
          share, .accent, calibration.bins.map { LineChart.Point($0.probability, $0.share) })
      ])
    chart.isUnitSquare = true
    return chart.figure
  }

  /// Of two classes the probability of the second, of more that of the answer.
  private static func histogram(_ evaluation: Evaluation) -> Markup {
    let predictions = evaluation.predictions
    let labels = evaluation.data.labels
    let all = 0..<evaluation.data.count
    if labels?.classCount == 2 {
      let groups = (0..<2).map { k in
        Histogram.Group(
          evaluation.className(k), k == 0 ? .counter : .accent,
          all.filter { labels?.classIndex(of: $0) == k }
            .map { predictions.probability(of: 1, for: $0) })
      }
      return Histogram(
        id: "probabilities", title: "Probability of \u{201C}\(evaluation.className(1))\u{201D}",
        xTitle: "probability, by what the examples are", groups: groups
      ).figure
    }
    let answers = all.compactMap { example in
      predictions.label(of: example).map { (example, $0) }
    }
    func group(_ name: String, _ ink: Ink, isRight: Bool) -> Histogram.Group {
      Histogram.Group(
        name, ink,
        answers.filter { (labels?.classIndex(of: $0.0) == $0.1) == isRight }
          .map { predictions.probability(of: $0.1, for: $0.0) })
    }
    return Histogram(
      id: "probabilities", title: "Probability of the answer", xTitle: "probability",
      groups: [
        group("right", .accent, isRight: true), group("wrong", .counter, isRight: false),
      ]
    ).figure
  }

  /// What was predicted against what is true, where the network answers with values.
  var values: Page.Section? {
    guard let (evaluation, part) = judged, case .values(let metrics) = evaluation.metrics.quality
    else { return nil }
    let outputs = evaluation.predictions.outputs
    let truth = evaluation.data.labelValues(0..<evaluation.data.count)
    let residuals = evaluation.residuals ?? []
    let most = 4
    let plots = (0..<min(most, outputs.width)).flatMap { output -> [Markup] in
      let places = Array(stride(from: output, to: truth.count, by: outputs.width))
      let name = outputs.width == 1 ? "" : "Output \(output)"
      let predicted = places.map { outputs.values[$0] }
      var plot = PointPlot(
        id: "values\(output)", title: name, xTitle: "true value",
        yTitle: "predicted value",
        groups: [
          PointPlot.Group(
            "examples", .accent, places.map { LineChart.Point(truth[$0], outputs.values[$0]) })
        ],
        alternative: "\(name) Scatter plot of the predicted against the true values of "
          + "\(places.count) examples, with the diagonal.")
      plot.hasDiagonal = true
      return [plot.figure, Self.residualPlot(residuals[output], predicted, output, name)]
    }
    return Page.Section(
      "Predicted and true",
      lead: "On \(examplesText(evaluation, part)): the nearer the diagonal, the better. What is "
        + "left of the true values, against the predicted, shows no pattern where all is learnt.",
      Page.row(plots) + Self.outputTable(metrics))
  }
}

extension RunReport {
  private static func residualPlot(
    _ residuals: Residuals, _ predicted: [Double], _ output: Int, _ name: String
  ) -> Markup {
    var plot = PointPlot(
      id: "residuals\(output)", title: name, xTitle: "predicted value",
      yTitle: "residual: true less predicted",
      groups: [
        PointPlot.Group(
          "examples", .accent, zip(predicted, residuals.values).map { LineChart.Point($0, $1) })
      ],
      alternative: "\(name) Scatter plot of the residuals against the predicted values of "
        + "\(predicted.count) examples, with a line at 0: mean \(NumberText.figure(residuals.mean)), "
        + "deviation \(NumberText.figure(residuals.deviation)).")
    plot.hasZeroLine = true
    return plot.figure
  }
}

extension RankedFigures {
  /// The area under the ROC curve; a dash where it is not defined.
  fileprivate var areaText: String { auc?.share(4) ?? "\u{2013}" }
}

extension Evaluation {
  /// What people call a class.
  func className(_ index: Int) -> String {
    predictions.className(index) ?? data.labels?.className(index) ?? "\(index)"
  }
}
