import DeepNetwork
import Drawing

/// How the training went.
extension RunReport {
  var curves: Page.Section? {
    guard let history = record.history, !history.rows.isEmpty else { return nil }
    let charts = [history.costChart(record.configuration), history.accuracyChart].compactMap {
      chart in
      var chart = chart
      chart?.mark = record.bestIteration.map {
        LineChart.Mark(x: Double($0), name: "best: iteration \(NumberText.whole($0))")
      }
      return chart
    }
    return Page.Section("Learning", Page.row(charts.map(\.figure)))
  }

  var insides: Page.Section? {
    guard let norms = record.norms, !norms.rows.isEmpty else { return nil }
    let all = Array(1...norms.L)
    let shown = norms.L <= 12 ? all : (0..<12).map { 1 + $0 * (norms.L - 1) / 11 }
    func chart(_ id: String, _ title: String, _ norm: (LayerNorms) -> Double) -> Markup {
      var chart = LineChart(
        id: id, title: title, xTitle: "iteration",
        series: shown.map { l in
          let position = Double(l - 1) / Double(max(1, norms.L - 1))
          return LineChart.Series(
            "layer \(l)", shown.count == 1 ? .accent : .ramp(position),
            norms.rows.map { LineChart.Point(Double($0.iteration), norm($0.layers[l - 1])) })
        })
      chart.scales = .choice
      return chart.figure
    }
    let some = norms.L <= 12 ? "" : " Twelve of the \(norms.L) layers are drawn."
    return Page.Section(
      "Inside the network",
      lead: "The size of each layer's weights and of the gradient that moves them. Gradients that "
        + "grow or fade from layer to layer say why a deep network does not learn.\(some)",
      Page.row([
        chart("weights", "Norm of the weights") { $0.weights },
        chart("gradients", "Norm of the gradient") { $0.gradient },
      ]))
  }

  var dimensions: Page.Section? {
    guard let plan = record.plan else { return nil }
    let n = plan.n
    let rows = plan.layers.enumerated().map { index, layer in
      let image = layer.outputImage.map { ", \($0)" } ?? ""
      let learned =
        plan.isDense ? [layer.shapeOfW.text, layer.shapeOfB.text] : [layer.learnedText]
      return (plan.isDense ? [] : [layer.specification.type]) + ["\(index + 1)"] + learned + [
        "(\(layer.outputSize), m)\(image)", "\(layer.specification.activation)",
        NumberText.whole(layer.parameterCount),
      ]
    }
    let header =
      (plan.isDense ? ["layer", "W, dW", "b, db"] : ["type", "layer", "learns"])
      + ["Z, A, dZ, dA", "activation", "parameters"]
    let table = DataTable(header: header, rows: rows, numeric: [5]).markup
    return Page.Section(
      "Dimensions", lead: "X is (\(n[0]), m) and Y is (\(n[n.count - 1]), m), for m examples.",
      rows.count <= 12 ? table : Page.details("All \(rows.count) layers", table))
  }

  var configuration: Page.Section? {
    Page.Section(
      "Configuration", lead: "With every default filled in, as in config.json.",
      Page.details("Show it", Page.listing(record.configuration.jsonText)))
  }
}

extension History {
  /// The costs of a run over its iterations, with what the training's holds and the other does not.
  func costChart(_ configuration: Configuration) -> LineChart {
    let additions = configuration.additionsToCost.joined(separator: " and ")
    func name(_ part: String, _ relation: String) -> String {
      additions.isEmpty ? part : "\(part), \(relation) \(additions)"
    }
    var series = [LineChart.Series(name("training", "with"), .accent, points(\.cost))]
    if columns.contains(.validationCost) {
      series.append(
        LineChart.Series(name("validation", "without"), .counter, points(\.validationCost)))
    }
    // A line alone has no legend.
    let title = series.count > 1 || additions.isEmpty ? "Cost" : "Cost, with \(additions)"
    var chart = LineChart(id: "cost", title: title, xTitle: "iteration", series: series)
    chart.scales = .choice
    return chart
  }

  /// The shares of right answers; nil where the history has none.
  var accuracyChart: LineChart? {
    var series: [LineChart.Series] = []
    if columns.contains(.trainAccuracy) {
      series.append(LineChart.Series("training", .accent, points(\.trainAccuracy)))
    }
    if columns.contains(.validationAccuracy) {
      series.append(LineChart.Series("validation", .counter, points(\.validationAccuracy)))
    }
    guard let only = series.first else { return nil }
    let title = series.count > 1 ? "Accuracy" : "Accuracy (\(only.name))"
    return LineChart(id: "accuracy", title: title, xTitle: "iteration", series: series)
  }

  func points(_ value: (HistoryRow) -> Double?) -> [LineChart.Point] {
    rows.compactMap { row in value(row).map { LineChart.Point(Double(row.iteration), $0) } }
  }
}

extension Shape {
  /// The shape; nothing where a layer has no such matrix.
  fileprivate var text: String { count == 0 ? "" : description }
}
