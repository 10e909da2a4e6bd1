import DeepNetwork
import Text

/// The rules about layers, their sizes, activations, dropout and initial weights.
enum NetworkRules {
  static let all: [Rule] = [
    layers, layerCount, hiddenSoftmax, singleSoftmax, dropoutCount, initialization,
  ]
  static let warnings: [Rule] = [doubtfulStart, uselessDropout]

  private static let noHiddenSoftmax = "softmax is for the last layer only"
  private static let singleUnit =
    "softmax over one unit is always 1: give it a unit per class, or take sigmoid"

  /// A network is either n and activations or a list of layers, and a list keeps the rules that the
  /// other form has by itself.
  @Sendable static func layers(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.has("layers") else { return [] }
    let others = ["n", "activations"].filter(checked.has)
    guard others.isEmpty else {
      let text = "either \(others.joined(separator: " and ")) or layers, not both"
      return [checked.conflict(text, at: "layers")]
    }
    return dropoutForAll(checked) + softmaxInList(checked) + allFrozen(checked)
  }

  private static func dropoutForAll(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    ["keepProbability", "dropout"].filter(checked.has).map { name in
      checked.conflict(
        "goes with n and activations; in a list of layers each has its own \(name)",
        at: JSONPath([.key(name)]))
    }
  }

  private static func allFrozen(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let list = checked.layerList, !list.isEmpty,
      list.allSatisfy({ $0["trainable"]?.boolean == false })
    else { return [] }
    return [checked.conflict("no layer learns anything: each is frozen", at: "layers")]
  }

  /// Softmax is over all outputs of the network.
  private static func softmaxInList(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    let last = checked.layerObjects.last { $0.path.components.count == 2 }?.path
    return checked.layerObjects.filter { $0.value["activation"]?.activationName == "softmax" }
      .compactMap { path, value in
        let isOfOutputs = ["dense", "activation"].contains(value["type"]?.string)
        if path != last || !isOfOutputs {
          return checked.conflict(
            "softmax is for a dense layer or an activation at the end only",
            at: path.appending("activation"))
        }
        guard checked.outputSize == 1 else { return nil }
        return checked.conflict(
          singleUnit, at: path.appending(value["units"] == nil ? "activation" : "units"))
      }
  }

  /// L = count(n) - 1 = count(activations).
  @Sendable static func layerCount(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    func refuse(_ L: Int, _ allowed: String) {
      problems.append(
        checked.problem(.notAllowed(found: "\(L)", nearest: nil), at: "L", allowed: allowed))
    }
    let stated = checked.valid["L"]?.integer
    if let n = checked.n, let stated, stated != n.count - 1 {
      refuse(stated, "count(n) - 1 = \(n.count - 1)")
    }
    if let layers = checked.layerList, !checked.has("n"), let stated, stated != layers.count {
      refuse(stated, "count(layers) = \(layers.count)")
    }
    if let L = checked.layerCount, let given = checked.valid["activations"]?.list {
      problems += checked.misfits(
        given.count, of: L, "L = \(L) names, one per layer", at: "activations")
    }
    return problems
  }

  @Sendable static func hiddenSoftmax(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    let activations: JSONPath = "activations"
    if let list = checked.valid["activations"]?.list {
      return list.dropLast().indices.filter { list[$0].activationName == "softmax" }
        .map { checked.conflict(noHiddenSoftmax, at: activations.appending($0)) }
    }
    guard checked.valid["activations"]?["hidden"]?.activationName == "softmax" else { return [] }
    return [checked.conflict(noHiddenSoftmax, at: activations.appending("hidden"))]
  }

  @Sendable static func singleSoftmax(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.outputActivation == "softmax", let n = checked.n, n.last == 1 else { return [] }
    return [checked.conflict(singleUnit, at: JSONPath([.key("n"), .index(n.count - 1)]))]
  }

  /// A list of keepProbability or dropout has one number per hidden layer.
  @Sendable static func dropoutCount(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard !checked.has("layers"), let L = checked.layerCount,
      let given = checked.valid["keepProbability"]?.doubles
    else { return [] }
    return checked.misfits(
      given.count, of: L - 1, "L - 1 = \(L - 1) numbers, one per hidden layer",
      at: checked.dropoutPath)
  }

  /// A list of an initializer has one number per layer, and names of weights are those of layers that
  /// exist.
  @Sendable static func initialization(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let L = checked.layerCount, let initialization = checked.valid["initialization"] else {
      return []
    }
    let names = (initialization["names"]?.members ?? []).compactMap { member in
      Int(member.name.prefix { $0 != "." }.drop { !$0.isNumber }).flatMap {
        layer -> ConfigurationProblem? in
        guard layer > L else { return nil }
        return checked.conflict(
          "there is no layer \(layer): L = \(L)",
          at: JSONPath("initialization.names").appending(member.name))
      }
    }
    let path: JSONPath = "initialization"
    let lists = (initialization.members ?? []).flatMap { member in
      member.value.list.map {
        checked.misfits(
          $0.count, of: L, "L = \(L) numbers, one per layer", at: path.appending(member.name))
      } ?? []
    }
    return lists + names
  }
}

// MARK: Warnings

extension NetworkRules {
  /// Beyond this number of layers weights of `smallScale` let signals die out.
  private static let maximumLayers = 3
  private static let smallScale = 0.01

  /// Warns of initial weights from which a network with hidden layers hardly learns.
  @Sendable static func doubtfulStart(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let L = checked.layerCount, L > 1 else { return [] }
    func warning(_ text: String) -> [ConfigurationProblem] {
      [checked.problem(.doubtful(text), at: "initialization")]
    }
    guard let kind = checked.initializer?.kind else { return [] }
    let deviations = (1..<L).compactMap { kind.deviation(ofLayer: $0) }
    if deviations.contains(0) { return warning(equalUnits) }
    guard L > maximumLayers, let smallest = deviations.min(), smallest <= smallScale else {
      return []
    }
    return warning(
      "\(type(of: kind).name) × \(JSONNumber(smallest).literal) with \(L) layers: signals die out "
        + "from layer to layer; try he (relu), xavier (tanh) or lecun")
  }

  private static let equalUnits =
    "zeros with hidden layers: all units of a layer stay equal; try he (relu) or xavier (tanh)"

  /// Warns of dropout in a network that has no hidden layer to drop units of.
  @Sendable static func uselessDropout(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard checked.layerCount == 1, let keep = checked.valid["keepProbability"]?.double, keep < 1
    else { return [] }
    let text = "changes nothing: there is no hidden layer"
    return [checked.problem(.doubtful(text), at: checked.dropoutPath)]
  }
}
