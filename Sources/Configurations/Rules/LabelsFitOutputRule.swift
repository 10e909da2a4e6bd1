import DeepNetwork

/// Labels and class names of a source go with the output layer.
enum LabelsFitOutputRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let loss = draft.loss, let size = draft.outputSize else { return [] }
    return draft.sources.flatMap { path, source -> [ConfigurationProblem] in
      var problems: [ConfigurationProblem] = []
      let labels = source["labels"]?.string
      if labels == "oneHot", size == 1 {
        let text = "oneHot needs a unit per class, but n[L] is 1"
        problems.append(draft.conflict(text, at: path.appending("labels")))
      }
      if source["normalizeLabels"]?.string == "standardize",
        loss.hasClasses || labels == "binary" || labels == "oneHot"
      {
        let text = "only labels that are values are standardized: classes have no mean"
        problems.append(draft.conflict(text, at: path.appending("normalizeLabels")))
      }
      if labels == "binary", loss == .categoricalCrossEntropy {
        let text = "categoricalCrossEntropy needs oneHot labels"
        problems.append(draft.conflict(text, at: path.appending("labels")))
      }
      if let names = source["classes"]?.strings, loss != .meanSquaredError {
        let count = size == 1 ? 2 : size
        let misfit = draft.misfit(
          names.count, of: count, "\(count) names, one per class", at: path.appending("classes"))
        problems += misfit.map { [$0] } ?? []
      }
      return problems
    }
  }
}
