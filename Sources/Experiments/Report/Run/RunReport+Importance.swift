import Datasets
import Drawing

/// What the columns of a table are worth to the network.
extension RunReport {
  /// Multiplications that a page may cost: a fraction of a second.
  private static let budget = 1_000_000_000
  /// Fewer examples would say little.
  private static let fewest = 200

  var importance: Page.Section? {
    guard let (evaluation, part) = judged, let model = record.model,
      let columns = evaluation.data.format.columns, columns.count > 1, evaluation.data.count > 1
    else { return nil }
    let title = "Importance of the columns"
    let shuffling = ColumnImportance.Shuffling()
    let data = evaluation.data
    // Features are read and changed beside what the layers do with them.
    let example = (record.plan?.parameterCount ?? 0) + 50 * data.featureCount
    let room = Self.budget / max(1, example * columns.count * shuffling.repeats)
    guard room >= min(data.count, Self.fewest) else {
      return Page.Section(
        title,
        Page.paragraph(
          "Shuffling \(NumberText.whole(columns.count)) columns takes longer than a page should: "
            + "dnn evaluate --importance does it."))
    }
    // Examples apart from each other, so that an order of the file does no harm.
    let step = (data.count + room - 1) / room
    let sample = step > 1 ? data.part(Array(stride(from: 0, to: data.count, by: step))) : data
    guard let importance = try? Predictor(model).importance(of: sample, shuffling) else {
      return nil
    }
    let set = part == .train ? "training" : part.rawValue
    let examples =
      step > 1
      ? "\(NumberText.whole(sample.count)) of the \(NumberText.whole(data.count)) \(set) examples"
      : "the \(NumberText.whole(data.count)) \(set) examples"
    let figure = importance.figure.title
    return Page.Section(
      title,
      lead: "How far the \(figure) falls on \(examples) where a column is shuffled among them: the "
        + "mean of \(shuffling.repeats) times, with the deviation as a line. Of columns that say the "
        + "same, one makes up for the other.",
      BarTable(
        id: "importance", title: "Fall of the \(figure) from \(importance.score.share(4))",
        bars: importance.ranked.map { .init($0.name, $0.mean, deviation: $0.deviation) }
      ).figure)
  }
}
