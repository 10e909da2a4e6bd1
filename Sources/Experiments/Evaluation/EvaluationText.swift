import Datasets
import DeepNetwork

extension Evaluation {
  /// The figures as a person reads them.
  package var text: String {
    var blocks = [figures]
    switch metrics.quality {
    case .classes(let metrics): blocks += [classTable(metrics), confusionTable(metrics)]
    case .answers(let outputs): blocks.append(answerTable(outputs))
    case .values: break
    }
    if !mistakes.isEmpty { blocks.append(mistakeTable) }
    return blocks.joined(separator: "\n")
  }

  private var figures: String {
    var rows = [("examples", "\(metrics.count)"), ("cost", metrics.cost.digits)]
    switch metrics.quality {
    case .classes(let metrics):
      rows.append(("accuracy", metrics.accuracy.figure))
      rows.append(("95 % interval", metrics.intervalText))
      if let roc { rows.append(("ROC AUC", roc.area.figure)) }
    case .answers: rows.append(("accuracy", (metrics.accuracy ?? .nan).figure))
    case .values(let metrics):
      rows += [("rmse", metrics.rmse.digits), ("mae", metrics.mae.digits)]
      rows.append(("R²", metrics.r2.digits))
    }
    return rows.map { "\($0): \($1)\n" }.joined()
  }

  private func classTable(_ metrics: ClassMetrics) -> String {
    let rows = metrics.perClass.enumerated().map { index, figures in
      [
        name(index), figures.precision.figure, figures.recall.figure, figures.f1.figure,
        "\(figures.support)",
      ]
    }
    let averages = [
      ("macro average", metrics.macroAverage), ("weighted average", metrics.weightedAverage),
    ].map { name, figures in
      [
        name, figures.precision.figure, figures.recall.figure, figures.f1.figure,
        "\(metrics.count)",
      ]
    }
    return TextTable(
      header: ["class", "precision", "recall", "F1", "examples"], rows: rows + averages,
      rightAligned: [1, 2, 3, 4]
    ).text
  }

  private func answerTable(_ outputs: [ClassMetrics]) -> String {
    TextTable(
      header: ["output", "accuracy", "precision", "recall", "F1", "yes"],
      rows: outputs.enumerated().map { index, metrics in
        let figures = metrics.overall
        return [
          name(index), metrics.accuracy.figure, figures.precision.figure, figures.recall.figure,
          figures.f1.figure, "\(metrics.perClass[1].support)",
        ]
      }, rightAligned: [1, 2, 3, 4, 5]
    ).text
  }

  /// How often each class, a row, was taken for each, a column.
  private func confusionTable(_ metrics: ClassMetrics) -> String {
    let names = metrics.confusion.indices.map(name)
    return TextTable(
      header: ["truth \\ answer"] + names,
      rows: zip(names, metrics.confusion).map { [$0] + $1.map(String.init) },
      rightAligned: Set(1...names.count)
    ).text
  }

  private var mistakeTable: String {
    let rows = mistakes.map { mistake in
      let place = ["\(mistake.index)", (mistake.name ?? "").printable]
      switch mistake.kind {
      case .classes(let truth, let answer, let probability):
        return place + [name(truth), name(answer), probability.figure]
      case .values(let truth, let answer):
        return place + [
          truth.map { "\($0)" }.joined(separator: " "),
          answer.map(predictions.text).joined(separator: " "), mistake.error.digits,
        ]
      }
    }
    let isOfClasses = metrics.classMetrics != nil && predictions.loss.hasClasses
    let last = isOfClasses ? "probability of the truth" : "error"
    let table = TextTable(
      header: ["index", "name", "truth", "answer", last], rows: rows, rightAligned: [0, 4])
    let named = mistakes.contains { $0.name != nil }
    return "most wrong:\n" + (named ? table : table.removing(column: 1)).text
  }

  private func name(_ label: Int) -> String { predictions.classNames.name(of: label).printable }
}

extension TextTable {
  fileprivate func removing(column: Int) -> TextTable {
    func without(_ row: [String]) -> [String] {
      row.indices.filter { $0 != column }.map { row[$0] }
    }
    return TextTable(
      header: without(header), rows: rows.map(without),
      rightAligned: Set(rightAligned.map { $0 > column ? $0 - 1 : $0 }))
  }
}

extension Double {
  /// A rate with six digits after the point.
  fileprivate var figure: String { decimals(6) }

  /// A quantity with the ten digits that do not depend on the order of sums.
  fileprivate var digits: String { significant(10) }
}
