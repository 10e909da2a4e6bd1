import Text

extension ColumnImportance {
  /// The columns as a person reads them, the most important first.
  package var text: String {
    let times = shuffling.repeats == 1 ? "once" : "\(shuffling.repeats) times"
    let table = TextTable(
      header: ["column", "importance", "deviation"],
      rows: ranked.map {
        [$0.name.printable, $0.mean.decimals(6), $0.deviation.decimals(6)]
      }, rightAligned: [1, 2])
    return "importance: how far the \(figure.title) falls where a column is shuffled "
      + "(\(times), seed \(shuffling.seed))\n" + table.text
  }

  /// The columns in their order, with each fall.
  package var json: JSONValue {
    [
      "figure": JSONValue(figure.rawValue), "score": .finite(score),
      "seed": JSONValue(Int(shuffling.seed)), "repeats": JSONValue(shuffling.repeats),
      "columns": JSONValue(
        columns.map {
          [
            "column": JSONValue($0.name), "mean": .finite($0.mean),
            "deviation": .finite($0.deviation), "falls": JSONValue($0.falls.map { .finite($0) }),
          ]
        }),
    ]
  }
}

extension Calibration {
  /// The error and the bins, a list each of means, shares and counts.
  var json: JSONValue {
    [
      "expectedError": .finite(expectedError), "of": JSONValue(subject.rawValue),
      "probability": JSONValue(bins.map { .finite($0.probability) }),
      "share": JSONValue(bins.map { .finite($0.share) }),
      "examples": JSONValue(bins.map { JSONValue($0.count) }),
    ]
  }
}

extension Residuals {
  /// Mean, deviation, and how the residuals are spread.
  var members: [JSONMember] {
    let names = ["minimum", "lowerQuartile", "median", "upperQuartile", "maximum"]
    return [JSONMember("mean", .finite(mean)), JSONMember("deviation", .finite(deviation))]
      + zip(names, quantiles([0, 0.25, 0.5, 0.75, 1])).map { JSONMember($0, .finite($1)) }
  }
}
