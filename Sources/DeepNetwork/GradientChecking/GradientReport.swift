import Foundation

/// What a gradient check found, matrix by matrix.
public struct GradientReport: Hashable, Sendable, CustomStringConvertible {
  /// A finding for each matrix, layer by layer.
  public let findings: [GradientFinding]

  package init(findings: [GradientFinding]) { self.findings = findings }

  /// Whether every gradient is right.
  public var passed: Bool { findings.allSatisfy(\.passed) }

  /// The findings that are not right.
  public var failures: [GradientFinding] { findings.filter { !$0.passed } }

  /// A line for each finding.
  public var description: String { findings.map(\.description).joined(separator: "\n") }
}

/// What central differences say of one matrix that backward returns.
public struct GradientFinding: Hashable, Sendable {
  /// A matrix that a layer or a loss returns.
  public enum Quantity: Hashable, Sendable {
    /// What forward returns.
    case A
    /// The gradient with respect to the layer's input.
    case dAPrev
    /// The gradient of the parameter of this name.
    case gradient(of: String)
    /// The loss of a batch.
    case cost
    /// The gradient of a loss with respect to the outputs.
    case dA
    /// The gradient of a loss with respect to Z, where it cancels with the activation.
    case dZ

    /// The gradient of the weights.
    public static var dW: Quantity { .gradient(of: "W") }
    /// The gradient of the bias.
    public static var db: Quantity { .gradient(of: "b") }
  }

  /// The number of the layer in its model, from 1; nil for a layer or loss on its own.
  public let layer: Int?
  /// What the layer or loss calls itself.
  public let name: String
  /// The matrix.
  public let quantity: Quantity
  /// The shape that the matrix must have.
  public let shape: Shape
  /// How many elements were compared.
  public let compared: Int
  /// How many elements were left out because a kink lies there.
  public let kinks: Int
  /// What has the kinks, such as relu; nil where the layer does not say.
  public let kinkName: String?
  /// ‖numeric - returned‖ / (‖numeric‖ + ‖returned‖) of the compared elements.
  public let relativeError: Double
  /// Whether the error, without what rounding of the cost explains, is below the tolerance and
  /// nothing else is wrong.
  public let passed: Bool
  /// What is likely wrong if the check failed and the cause was recognized.
  public let mistake: LikelyMistake?
  /// Whether it is the step of the dual first layer, compared with dW of its usual form.
  public internal(set) var isDual = false
}

extension GradientFinding.Quantity: CustomStringConvertible {
  /// `dW`, `dA_prev`, `J`.
  public var description: String {
    switch self {
    case .A: "A"
    case .dAPrev: "dA_prev"
    case .gradient(of: let parameter): "d\(parameter)"
    case .cost: "J"
    case .dA: "dA"
    case .dZ: "dZ"
    }
  }

  /// Whether the gradient is divided by m.
  var isMean: Bool { if case .gradient = self { true } else { false } }
}

extension GradientFinding: CustomStringConvertible {
  public var description: String {
    let place = layer.map { "layer \($0) (\(name))" } ?? name
    let verdict = passed ? "right" : "wrong"
    let hint = mistake.map { ": \($0.sentence(for: self))" } ?? ""
    return "\(place): \(quantity) \(shape) \(verdict)\(measure)\(hint)"
  }

  private var measure: String {
    guard compared > 0 || kinks > 0 else { return "" }
    let left =
      kinks == 0
      ? "" : ", \(kinks) at \(kinkName.map { "the kink of \($0)" } ?? "a kink") left out"
    return String(format: ", relative error %.1e", relativeError) + " of \(compared)\(left)"
  }
}

extension GradientFinding {
  /// A finding that no comparison of numbers was needed for.
  init(_ name: String, _ quantity: Quantity, shape: Shape, _ mistake: LikelyMistake) {
    self.init(
      layer: nil, name: name, quantity: quantity, shape: shape, compared: 0, kinks: 0,
      kinkName: nil, relativeError: .infinity, passed: false, mistake: mistake)
  }

  func inLayer(_ layer: Int, mistake: LikelyMistake?) -> GradientFinding {
    GradientFinding(
      layer: layer, name: name, quantity: quantity, shape: shape, compared: compared,
      kinks: kinks, kinkName: kinkName, relativeError: relativeError, passed: passed,
      mistake: passed ? nil : mistake)
  }
}
