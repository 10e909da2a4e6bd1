import Text

/// Class weights need classes, and a list of them one number per class.
enum ClassWeightsRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let given = draft.valid["classWeights"], let loss = draft.loss else { return [] }
    let path = JSONPath([.key("classWeights")])
    let classes: Int
    switch (loss, draft.outputSize) {
    case (.meanSquaredError, _):
      return [draft.conflict("weights of classes need classes, not values", at: path)]
    case (_, nil): return []
    case (.binaryCrossEntropy, 1?): classes = 2
    case (.binaryCrossEntropy, let size?):
      return [draft.conflict("\(size) outputs of their own are not classes of one kind", at: path)]
    case (.categoricalCrossEntropy, let size?): classes = size
    }
    guard let weights = given.doubles,
      let misfit = draft.misfit(
        weights.count, of: classes, "\(classes) numbers, one per class", at: path)
    else { return [] }
    return [misfit]
  }
}
