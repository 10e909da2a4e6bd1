/// What a training does already, so that no remark advises it.
package struct Circumstances: Sendable {
  /// What was done with the inputs before the training.
  package enum Scaling: Sendable {
    case none
    /// Divided by 255.
    case unit
    /// Mean 0 and variance 1 for each input.
    case standardize
  }

  /// How the weights were drawn; nil where that is not known.
  package var initializer: Initializer?
  /// Whether the weights come from a file.
  package var areWeightsGiven = false
  /// What was done with the inputs; nil where that is not known.
  package var scaling: Scaling?
  /// Whether no input is large for weights of the usual size.
  var hasSmallInputs = false

  let hasL2: Bool
  private let isClipped: Bool
  private let stopsEarly: Bool
  /// Whether a step is as large as alpha, however large the gradient.
  private let scalesSteps: Bool
  let hasDropout: Bool
  private let hasNormalization: Bool
  private let hasResidual: Bool
  private let hasHiddenLayers: Bool
  /// The initializers that suit the activations of the hidden layers.
  private let suited: Set<Initializer>

  init<Scalar: NetworkScalar>(
    _ hyperparameters: Hyperparameters, _ layers: [any NetworkLayer<Scalar>]
  ) {
    hasL2 = hyperparameters.l2 > 0
    isClipped = hyperparameters.clipNorm > 0
    stopsEarly = hyperparameters.earlyStopping != nil
    scalesSteps = !hyperparameters.optimizer.kind.isLinear
    hasDropout = layers.contains { $0.dropsUnits }
    hasNormalization = layers.contains { $0.normalizes }
    hasResidual = layers.contains { $0 is Residual<Scalar> }
    hasHiddenLayers = layers.count > 1
    let hidden =
      layers.dropLast().compactMap { $0.hiddenActivation } + layers.flatMap { $0.innerActivations }
    suited = Set(hidden.compactMap { $0.kind.suitedInitializer })
  }

  /// Whether the weights are as large as the sizes of the layers ask for.
  private var isDrawnToScale: Bool {
    initializer.map { $0.kind.deviation(ofLayer: 1) == nil } ?? false
  }

  private var scalesInputs: Bool { scaling == .unit || scaling == .standardize }
}

// MARK: - What to try

extension Circumstances {
  /// What to try against a finding, as it goes on after "try", where alpha was advised to go the given
  /// way before; empty where all is done already.
  func remedies(for finding: Diagnostic.Finding, said: AlphaAdvice?) -> String {
    func alpha(_ advice: AlphaAdvice) -> [String] {
      let isOpposite = said.map { $0 != advice } ?? false
      return isOpposite ? [] : ["a \(advice == .smaller ? "smaller" : "larger") alpha"]
    }
    switch finding {
    case .sameAnswerForAll:
      let isOpen = hasHiddenLayers && !isDrawnToScale && !areWeightsGiven
      return (alpha(.larger) + (isOpen ? ["the initialization he or xavier"] : []))
        .joined(separator: ", or ")
    case .initialCostTooLarge:
      let weights =
        isDrawnToScale ? "smaller initial weights" : "the initialization he or xavier"
      return ([weights] + (hasSmallInputs || scalesInputs ? [] : ["scaled inputs (normalize)"]))
        .joined(separator: ", or ")
    case .deadUnits:
      let he = initializer == .he || areWeightsGiven ? [] : ["the initialization he"]
      return list(alpha(.smaller) + he + ["leakyRelu"], separator: ", or ")
    case .saturated:
      return list(
        ["smaller initial weights"] + (scalesInputs ? [] : ["scaled inputs (normalize)"]))
    case .vanishingGradient: return againstVanishing
    case .stepTooLarge:
      return list(alpha(.smaller) + (isClipped || scalesSteps ? [] : ["clipNorm"]))
    case .stepTooSmall: return list(alpha(.larger))
    case .unscaledInputs:
      return "\"normalize\": \"standardize\"" + (scaling == .unit ? "" : " (\"unit\" for 0 to 255)")
    case .overfitting:
      return list(
        (hasL2 ? [] : ["l2"]) + (hasDropout || !hasHiddenLayers ? [] : ["keepProbability"])
          + (stopsEarly ? [] : ["earlyStopping"]) + ["more data"])
    }
  }

  private var againstVanishing: String {
    if !areWeightsGiven {
      guard let initializer, suited.union([.he, .xavier]).contains(initializer) else {
        return "the initialization he (relu) or xavier (tanh, sigmoid)"
      }
      let others = suited.subtracting([initializer]).map(\.name).sorted()
      if !others.isEmpty { return "the initialization \(others.joined(separator: " or "))" }
    }
    return list(
      (hasNormalization ? [] : ["batchNormalization"])
        + (hasResidual ? [] : ["residual layers"])
        + ["fewer layers"])
  }

  /// The last two with `separator` or, of two alone, "or" between them.
  private func list(_ items: [String], separator: String = " or ") -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    let others = items.dropLast()
    return others.joined(separator: ", ") + (others.count > 1 ? separator : " or ") + last
  }
}

extension Circumstances {
  /// Whether a finding is one at all: inputs that were standardized were scaled, whatever they reach.
  func allow(_ finding: Diagnostic.Finding) -> Bool {
    switch finding {
    case .unscaledInputs: scaling != .standardize
    case .initialCostTooLarge: !areWeightsGiven
    default: true
    }
  }
}
