import DeepNetwork
import Text

/// The rules about what the last layer answers: loss, labels, classes.
enum OutputRules {
  static let all: [Rule] = [lossFollows, loss, classWeights, labels]
  static let warnings: [Rule] = [scaledLabels]

  /// A loss is given, or there is a last activation that it follows from.
  @Sendable static func lossFollows(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard !checked.has("loss"), !checked.has("n"), let last = checked.layerList?.last,
      last == checked.given["layers"]?.list?.last, let type = last["type"]?.string,
      let kind = LayerSpecification.kinds.first(where: { $0.name == type }),
      !kind.hasActivation
    else { return [] }
    return [
      checked.problem(
        .missingKey, at: "loss",
        allowed: "\(KeyRange<Loss>.loss.form.sentence), since none follows from \(type) at the end")
    ]
  }

  /// The loss goes with the last activation.
  @Sendable static func loss(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.has("loss"), let loss = checked.loss, let output = checked.outputActivation,
      let activation = Activation(name: output)
    else { return [] }
    let wanted = loss.kind.activation
    let fits = wanted.map { $0 == activation } ?? (loss.hasClasses || activation != .softmax)
    guard !fits else { return [] }
    let name = wanted?.name ?? "another activation"
    return [
      checked.conflict(
        "\(loss.name) needs \(name) in the last layer, which has \(output)", at: "loss")
    ]
  }

  /// Class weights need classes, and a list of them one number per class.
  @Sendable static func classWeights(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let given = checked.valid["classWeights"], let loss = checked.loss else { return [] }
    let path: JSONPath = "classWeights"
    let classes: Int
    switch (loss.labels, checked.outputSize) {
    case (.values, _):
      return [checked.conflict("weights of classes need classes, not values", at: path)]
    case (_, nil): return []
    case (.binary, 1?): classes = 2
    case (.binary, let size?):
      return [
        checked.conflict("\(size) outputs of their own are not classes of one kind", at: path)
      ]
    case (.oneHot, let size?): classes = size
    }
    guard let weights = given.doubles else { return [] }
    return checked.misfits(
      weights.count, of: classes, "\(classes) numbers, one per class", at: path)
  }

  /// Labels and class names of a source go with the output layer.
  @Sendable static func labels(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let loss = checked.loss, let size = checked.outputSize else { return [] }
    return checked.sources.flatMap { path, source -> [ConfigurationProblem] in
      var problems: [ConfigurationProblem] = []
      func refuse(_ key: String, _ text: String) {
        problems.append(checked.conflict(text, at: path.appending(key)))
      }
      let labels = source["labels"]?.string
      if labels == "oneHot", size == 1 {
        refuse("labels", "oneHot needs a unit per class, but n[L] is 1")
      }
      if source["normalizeLabels"]?.string == "standardize",
        loss.hasClasses || labels == "binary" || labels == "oneHot"
      {
        refuse(
          "normalizeLabels", "only labels that are values are standardized: classes have no mean")
      }
      if labels == "binary", loss.labels == .oneHot {
        refuse("labels", "\(loss.name) needs oneHot labels")
      }
      if let names = source["classes"]?.strings, loss.hasClasses {
        let count = size == 1 ? 2 : size
        problems += checked.misfits(
          names.count, of: count, "\(count) names, one per class", at: path.appending("classes"))
      }
      return problems
    }
  }

  /// Warns of outputs that cannot reach labels with mean 0 and deviation 1.
  @Sendable static func scaledLabels(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let output = checked.outputActivation,
      let range = Activation(name: output)?.kind.range.words
    else { return [] }
    return checked.sources.filter { $0.value["normalizeLabels"]?.string == "standardize" }.map {
      checked.problem(
        .doubtful(
          "\(output) answers \(range), and standardized labels lie on both sides of 0 and beyond 1; "
            + "linear reaches all of them"), at: $0.path.appending("normalizeLabels"))
    }
  }
}

extension LayerKind {
  /// Whether there is an activation, set or the kind's own.
  fileprivate static var hasActivation: Bool {
    Self().activation != .linear || settings.contains { $0.name == "activation" }
  }
}

extension ClosedRange<Double> {
  /// Where numbers lie, as it goes on after "answers"; nil where they lie everywhere.
  fileprivate var words: String? {
    switch (lowerBound.isFinite, upperBound.isFinite) {
    case (true, true):
      "from \(JSONNumber(lowerBound).literal) to \(JSONNumber(upperBound).literal)"
    case (true, false): "\(JSONNumber(lowerBound).literal) and above"
    case (false, true): "\(JSONNumber(upperBound).literal) and below"
    case (false, false): nil
    }
  }
}
