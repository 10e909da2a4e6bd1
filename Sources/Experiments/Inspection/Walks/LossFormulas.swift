import DeepNetwork

/// The cost of a network's last A, and what its way back begins with, as formulas.
struct LossFormulas {
  private let loss: Loss
  private let L: Int
  private let outputs: Int
  private let activation: Activation
  private let l2: Double
  private let isWeighted: Bool

  init(_ loss: Loss, _ plan: NetworkPlan, l2: Double, isWeighted: Bool) {
    self.loss = loss
    L = plan.L
    outputs = plan.n[plan.L]
    activation = plan.activations[plan.L - 1]
    self.l2 = l2
    self.isWeighted = isWeighted
  }

  private var targets: String { loss.nameOfTargets(outputs: outputs) }

  var cost: String {
    loss.kind.formula(A: "A\(L)", Y: targets, isWeighted: isWeighted)
      + (l2 > 0 ? " + \(l2) / (2 m) * sum of W^2" : "")
      + (loss.kind.targetFormula(outputs: outputs).map { ", T = \($0)" } ?? "")
  }

  /// dZ of the last layer where loss and activation are taken together, or dA.
  func start(isDZ: Bool) -> (name: String, formula: String) {
    let slope = loss.kind.slope(A: "A\(L)", Y: targets, isWeighted: isWeighted)
    guard isDZ else { return ("dA\(L)", slope) }
    if loss.isTakenFromZ(with: activation) {
      return ("dZ\(L)", isWeighted ? "(A\(L) - \(targets)) * weights" : "A\(L) - \(targets)")
    }
    let derivative = activation.kind.text(of: "Z\(L)", isDerivative: true)
    return ("dZ\(L)", activation == .linear ? slope : "(\(slope)) * \(derivative)")
  }
}
