import DeepNetwork

/// W := W - alpha (sign(beta1 v + (1 - beta1) dW) + weightDecay W); v := beta2 v + (1 - beta2) dW.
///
/// Xiangning Chen and others, 2023.
struct Lion: OptimizerKind {
  static let name = "lion"
  static let summary =
    "W := W - alpha sign(beta1 v + (1 - beta1) dW); v := beta2 v + (1 - beta2) dW."
  static let settings = [
    Key("beta1", \Lion.beta1, .belowOne, "Part of the mean in a step."),
    Key("beta2", \.beta2, .belowOne, "Decay of the mean."),
    Key(
      "weightDecay", \.weightDecay, .fromZero, "Times alpha, the part of W that an update takes."),
  ]

  var beta1 = 0.9
  var beta2 = 0.99
  var weightDecay = 0.0
  var memory: [String] { ["mean"] }

  func update<Scalar: NetworkScalar>(
    _ W: inout Matrix<Scalar>, by dW: Matrix<Scalar>, memory: inout [Matrix<Scalar>],
    _ step: UpdateStep
  ) {
    let direction = Scalar(beta1) * memory[0] + Scalar(1 - beta1) * dW
    if step.decays { W *= Scalar(1 - step.alpha * weightDecay) }
    W -= Scalar(step.alpha) * direction.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    memory[0] = Scalar(beta2) * memory[0] + Scalar(1 - beta2) * dW
  }
}
