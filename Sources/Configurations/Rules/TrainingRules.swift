import Datasets
import DeepNetwork
import Text

/// The rules about the learning rate, the length of a training and what ends it.
enum TrainingRules {
  static let all: [Rule] = [
    duration, alphaDecay, plateaus, earlyStopping, monitor, dualLayer, precision,
  ]

  /// Training lasts a number of iterations or of epochs, never both.
  @Sendable static func duration(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.has("iterations"), checked.has("epochs") else { return [] }
    return [checked.conflict("either iterations or epochs, not both", at: "epochs")]
  }

  /// The learning rate falls: the minimum of cosine is not above alpha.
  @Sendable static func alphaDecay(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let alpha = checked.valid["alpha"]?.double,
      let minimum = checked.valid["alphaDecay"]?["minimum"], let value = minimum.double,
      value > alpha
    else { return [] }
    return [
      checked.problem(
        .notAllowed(found: minimum.found, nearest: nil), at: "alphaDecay.minimum",
        allowed: "at most alpha = \(JSONNumber(alpha).literal)")
    ]
  }

  /// A schedule that depends on progress watches the validation set too.
  @Sendable static func plateaus(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    let method = checked.valid["alphaDecay"]?["method"]?.string
    let kind = LearningRateSchedule.kinds.first { $0.name == method }
    return kind?.init().plateauAfter == nil ? [] : missingValidation(checked, at: "alphaDecay")
  }

  /// Early stopping watches a figure of the validation set, so there must be one.
  @Sendable static func earlyStopping(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    checked.has("earlyStopping") ? missingValidation(checked, at: "earlyStopping") : []
  }

  /// What is to be said where the validation set that a key watches is not there.
  private static func missingValidation(
    _ checked: CheckedConfiguration, at path: JSONPath
  ) -> [ConfigurationProblem] {
    guard let data = checked.given["data"], data.members != nil, data["validation"] == nil else {
      return []
    }
    let figure = checked.valid["earlyStopping"]?["monitor"]?.string ?? "cost"
    return [checked.conflict("needs data.validation, whose \(figure) it watches", at: path)]
  }

  /// What early stopping watches is a figure that the answers of this network have.
  @Sendable static func monitor(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let stopping = checked.valid["earlyStopping"],
      let figure = Figure(rawValue: stopping["monitor"]?.string ?? Figure.cost.rawValue),
      let kind = checked.labelKind, !figure.isFigure(of: kind)
    else { return [] }
    let known = Figure.allCases.filter { $0.isFigure(of: kind) }
    return [
      checked.problem(
        .notAllowed(found: figure.rawValue.quoted, nearest: nil), at: "earlyStopping.monitor",
        allowed: "one of \(known.map(\.rawValue).quotedList) for labels that are "
          + (kind == .values ? "values" : "classes"))
    ]
  }

  /// The dual first layer holds for the full batch and updates that are linear in the gradient.
  @Sendable static func dualLayer(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.valid["firstLayer"]?.string == "dual" else { return [] }
    var problems: [ConfigurationProblem] = []
    if let type = checked.layerList?.first?["type"]?.string, type != "dense" {
      problems.append(
        checked.conflict("dual is for a dense first layer, not for \(type)", at: "firstLayer"))
    }
    let linear = Optimizer.kinds.filter { $0.init().isLinear }.map { $0.name }
    if let method = checked.valid["optimizer"]?["method"]?.string, !linear.contains(method) {
      problems.append(
        checked.conflict(
          "dual is for \(linear.joined(separator: " and ")), not for \(method)", at: "firstLayer"))
    }
    if let batchSize = checked.valid["batchSize"]?.integer, batchSize > 0 {
      problems.append(
        checked.problem(
          .notAllowed(found: "\(batchSize)", nearest: nil), at: "batchSize",
          allowed: "0, the full batch, with firstLayer \"dual\""))
    }
    return problems
  }

  /// The numbers of the network and of its updates are in their ranges in the working precision too.
  @Sendable static func precision(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.isSinglePrecision else { return [] }
    let numbers = (NetworkKeys.all + TrainingKeys.all).flatMap { key in
      checked.valid[key.name].map {
        key.form(WrittenConfiguration()).form.numbers(in: $0, at: JSONPath([.key(key.name)]))
      } ?? []
    }
    return numbers.compactMap { number in
      number.lost.map {
        checked.conflict(
          "\(number.value.found) is \($0) in float32; take precision float64", at: number.path)
      }
    }
  }
}
