/// What a check of a layer found.
public struct LayerReport: Hashable, Sendable {
  /// What the layer calls itself.
  public let name: String
  /// The promises that it does not keep, gradients aside.
  public let violations: [LayerViolation]
  /// Its gradients; no findings where a shape is wrong already.
  public let gradients: GradientReport

  init(
    name: String, violations: [LayerViolation],
    gradients: GradientReport = GradientReport(findings: [])
  ) {
    self.name = name
    self.violations = violations
    self.gradients = gradients
  }

  /// Whether the layer keeps every promise.
  public var passed: Bool { violations.isEmpty && gradients.passed }
}

extension LayerReport: CustomStringConvertible {
  /// A line for each thing that is wrong.
  public var description: String {
    let lines =
      violations.map { violation in
        if case .shape(let violation) = violation { return "\(violation)" }
        return "\(name): \(violation)"
      } + gradients.failures.map { "\($0)" }
    return lines.isEmpty ? "\(name): sound" : lines.joined(separator: "\n")
  }
}

/// A promise that a layer does not keep.
public enum LayerViolation: Hashable, Sendable {
  /// A wrong shape of what forward or backward returns.
  case shape(DimensionViolation)
  /// Sizes that are not positive, or not those that were asked for.
  case sizes(expected: Sizes?, actual: Sizes)
  /// A change of a copy's parameters is lost, or changes the layer that was copied.
  case sharesParameters
  /// parameterGradients returns other gradients than backward.
  case parameterGradientsDiffer
  /// inputGradient returns another dA_prev than backward.
  case inputGradientDiffers
  /// A of forward is not g of the Z that linear returns.
  case linearDiffers
  /// infer returns another shape than (n[l], m).
  case inferredShape(Shape, expected: Shape)
  /// infer gives another A than forward, though the layer draws nothing and keeps no state.
  case inferenceDiffers
  /// A parameter, as `quantity` says, has another shape after a pass than before.
  case parameterChangedShape(quantity: String, from: Shape, to: Shape)
  /// infer's answer for an example depends on the others of the batch.
  case inferenceMixesExamples
  /// A stored matrix of this name is neither a parameter nor part of the state.
  case strayMatrix(String)
  /// observe changes more than state holds, or the names or shapes of it.
  case stateIsNotAll
  /// The operations that the layer states give another A than infer.
  case operationsDiffer

  /// n[l-1] and n[l].
  public struct Sizes: Hashable, Sendable, CustomStringConvertible {
    /// n[l-1].
    public let inputs: Int
    /// n[l].
    public let outputs: Int
    public var description: String { "(\(inputs), \(outputs))" }
  }

  static func sizes(expected: (Int, Int)?, actual: (Int, Int)) -> LayerViolation {
    .sizes(
      expected: expected.map { Sizes(inputs: $0.0, outputs: $0.1) },
      actual: Sizes(inputs: actual.0, outputs: actual.1))
  }
}

extension LayerViolation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .shape(let violation): "\(violation)"
    case .sizes(nil, let actual): "inputSize and outputSize must be at least 1, not \(actual)"
    case .sizes(.some(let expected), let actual):
      "inputSize and outputSize must be \(expected), but are \(actual)"
    case .sharesParameters:
      "a layer is a value: a copy must keep a change of its parameters, and the original must not see "
        + "it"
    case .parameterGradientsDiffer: "parameterGradients must return the gradients of backward"
    case .inputGradientDiffers: "inputGradient must return the dA_prev of backward"
    case .linearDiffers: "forward must return A = g(Z) with the Z of linear"
    case .inferredShape(let actual, let expected):
      "infer must return (n[l], m) = \(expected), but returned \(actual)"
    case .inferenceDiffers:
      "infer must return the A of forward in a layer that draws nothing and has no state"
    case .parameterChangedShape(let quantity, let old, let new):
      "\(quantity) must keep its shape \(old), but is \(new) after a pass"
        + (new == old.transposed ? ": transposed?" : "")
    case .inferenceMixesExamples:
      "infer must take each example by itself, but its answer depends on the others of the batch"
    case .strayMatrix(let property):
      "the stored matrix \(property) is neither a parameter nor part of the state, so that it is not trained "
        + "and not in files: "
        + (["W", "b"].contains(property)
          ? "declare it as var \(property)"
          : "call it W or b, name it in parameters, or put it into state if it is not to be trained")
    case .stateIsNotAll:
      "state must hold all that observe changes, under names and in shapes that stay the same"
    case .operationsDiffer: "operations must state what infer computes"
    }
  }
}
