/// Warns of outputs that cannot reach labels with mean 0 and deviation 1.
enum ScaledLabelsRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let output = draft.outputActivation, let range = ranges[output] else { return [] }
    return draft.sources.filter { $0.value["normalizeLabels"]?.string == "standardize" }.map {
      draft.problem(
        .doubtful(
          "\(output) answers \(range), and standardized labels lie on both sides of 0 and beyond 1; "
            + "linear reaches all of them"), at: $0.path.appending("normalizeLabels"))
    }
  }

  private static let ranges = [
    "sigmoid": "from 0 to 1", "tanh": "from -1 to 1", "relu": "0 and above",
  ]
}
