/// What is done to labels that are values, so that a network learns numbers near 0.
public enum LabelNormalization: String, CaseIterable, Hashable, Sendable {
  /// Labels as they come.
  case none
  /// Mean 0 and variance 1 for each output over the training examples.
  ///
  /// The cost is that of the scaled labels; answers and figures are those of the real ones.
  case standardize
}

extension DataSource {
  /// Refuses to scale labels that are no values.
  func requireScalableLabels(_ kind: LabelKind?) throws(DataError) {
    guard normalizeLabels == .standardize, kind != .values else { return }
    throw DataError(
      .option, file: name, found: "\"normalizeLabels\": \"standardize\"",
      expected: kind.map { "labels that are values, not \"\($0)\"" } ?? "labels",
      advice: kind.map { _ in "classes have neither mean nor deviation" })
  }
}

extension DataSource {
  /// Refuses another scaling of labels than that of the training data.
  package func requireLabels(
    scaledAs format: InputFormat, for role: DataRole? = nil
  ) throws(DataError) {
    let settled: LabelNormalization = format.labelScaling == nil ? .none : .standardize
    guard let wish = normalizeLabels, wish != settled else { return }
    throw DataError(
      .option, file: name,
      found: "\"normalizeLabels\": \"\(wish)\"" + (role.map { " for \($0)" } ?? ""),
      expected: "\"\(settled)\", as for the training data")
  }
}

extension Dataset {
  /// The same examples with labels of mean 0 and deviation 1.
  ///
  /// - Throws: where the labels are so large that they have no deviation.
  package func standardizingLabels() throws(DataError) -> Dataset {
    scalingLabels(by: try .ofLabels(self, .standardize))
  }
}

extension Normalization.Scaling {
  /// What `data` have their labels scaled by, where `method` asks for it: mean and deviation of each
  /// output over these examples.
  ///
  /// - Throws: where the labels are so large that they have no deviation.
  static func ofLabels(
    _ data: Dataset, _ method: LabelNormalization?
  ) throws(DataError) -> Normalization.Scaling? {
    guard method == .standardize, let labels = data.labels else { return nil }
    // Every process has all labels: there is nothing to share.
    return try Self(
      width: labels.width, count: data.count,
      place: { .init(column: labels.width == 1 ? "labels" : "label \($0)") }, file: data.name
    ) { range, body in
      labels.numbers.withUnsafeBufferPointer { numbers in
        for example in range {
          let start = example * labels.width
          body(UnsafeBufferPointer(rebasing: numbers[start..<start + labels.width]))
        }
      }
    }
  }

  /// Turns answers of a network, each example's together, into those for labels as they were.
  package func restore(_ answers: inout [Double]) {
    for i in answers.indices {
      let output = i % mean.count
      answers[i] = answers[i] * deviation[output] + mean[output]
    }
  }
}
