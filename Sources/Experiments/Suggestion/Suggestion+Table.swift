import Datasets
import Text

/// How a network of a table is trained: sizes and steps that did well on tables of many kinds.
extension Suggestion {
  /// The units of the hidden layers, by the number of examples.
  static func tableSizes(m: Int) -> [Int] {
    switch m {
    case ..<200: [16]
    case ..<20_000: [64]
    default: [64, 32]
    }
  }

  mutating func suggestTableTraining(_ data: Dataset) {
    let m = data.count
    let (isSmall, isLarge) = (m < 200, m >= 20_000)
    add("alpha", isLarge ? 0.001 : 0.003, "a usual first step for adam with mini-batches")
    let isStopped = Self.validationFraction(data) != nil
    add(
      "epochs", isStopped ? (isLarge ? 50 : 300) : 100,
      isStopped
        ? "times through the data at most: earlyStopping ends it before"
        : "times through the data; watch the cost and change it")
    add("batchSize", isLarge ? 256 : isSmall ? 16 : 32, "many updates an epoch, for \(m) examples")
    add("l2", isSmall ? 0.5 : 1, "weights stay small, so that few examples are not learnt by heart")
    if isStopped {
      let patience = isLarge ? 5 : 20
      add("logEvery", "epoch", "a row of the history after each time through the data")
      add(
        "earlyStopping", ["patience": JSONValue(patience)],
        "after \(patience) rows without a lower validation cost; the weights of the best row are kept"
      )
    }
  }
}

extension DatasetSummary {
  /// That one of two classes is rare; nil where it is not.
  var imbalance: String? {
    guard classes.count == 2, let rare = classes.min(by: { $0.count < $1.count }), rare.count > 0,
      10 * rare.count < count
    else { return nil }
    let share = (100 * Double(rare.count) / Double(count)).significant(2)
    return
      "only \(share) % are \(rare.name): accuracy says little; \"earlyStopping\": {\"monitor\": \"f1\"} "
      + "watches them, and \"classWeights\": \"balanced\" makes them count as much as the others"
  }
}
