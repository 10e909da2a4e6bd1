/// Adam with weight decay beside the gradient.
///
/// Ilya Loshchilov and Frank Hutter, 2019.
///
/// W := W - alpha · weightDecay · W, then the step of ``Adam``; b does not decay.
public struct AdamW: BoundedOptimizer {
  public static let name = "adamW"
  public static let title = "AdamW"
  public static let summary =
    "W := W - alpha · weightDecay · W, then adam's step; b does not decay."
  public static let settings = [
    Key("beta1", \AdamW.adam.beta1, .belowOne, "Decay of the mean."),
    Key("beta2", \.adam.beta2, .belowOne, "Decay of the mean square."),
    .epsilon(\.adam.epsilon),
    Key(
      "weightDecay", \.weightDecay, .fromZero, "Times alpha, the part of W that an update takes."),
  ]

  /// The step along the gradient.
  public var adam: Adam
  /// Times alpha, the part of W that an update takes away.
  public var weightDecay: Double

  /// Adam and how fast W decays beside its step.
  public init(_ adam: Adam = Adam(), weightDecay: Double = 0.01) {
    self.adam = adam
    self.weightDecay = weightDecay
  }

  public init() { self.init(Adam()) }

  public var memory: [String] { adam.memory }

  public func update<Scalar: NetworkScalar>(
    _ parameter: inout Matrix<Scalar>, by gradient: Matrix<Scalar>,
    memory: inout [Matrix<Scalar>], _ step: UpdateStep
  ) {
    if step.decays { parameter *= Scalar(1 - step.alpha * weightDecay) }
    adam.update(&parameter, by: gradient, memory: &memory, step)
  }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    let step = adam.formula(parameter, alpha: alpha, decays: decays)
    return decays ? "(1 - \(alpha) * \(weightDecay)) * \(step)" : step
  }
}

extension Optimizer {
  /// Adam with weight decay beside the gradient.
  public static func adamW(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) -> Optimizer {
    Optimizer(AdamW(Adam(beta1: beta1, beta2: beta2, epsilon: epsilon), weightDecay: weightDecay))
  }
}
