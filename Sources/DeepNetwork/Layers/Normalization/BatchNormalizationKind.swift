/// ``BatchNormalization``, of channels where pictures come in, else of units.
public struct BatchNormalizationKind: NormalizationKind {
  public static let name = "batchNormalization"
  public static let summary =
    "Each unit, of pictures each channel, brought to mean 0 and variance 1 over the batch, "
    + "then scaled and shifted."
  public static let aliases = ["batchNorm", "batchNorm1D", "batchNorm2D", "bn"]
  public static let settings: [Key<BatchNormalizationKind>] = [
    Key(
      "momentum", \.momentum, .fromZeroToOne,
      "The part of the running statistics that an update keeps: 1 - PyTorch's momentum."),
    Key("epsilon", \.epsilon, .aboveZero, "Added to the variance.", aliases: ["eps"]),
    .activation(\.activation),
  ]

  /// The part of the running statistics that an update keeps.
  public var momentum: Double
  /// Added to the variance.
  public var epsilon: Double
  public var activation: Activation

  /// A normalization over the batch.
  public init(
    activation: Activation = .linear, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) {
    self.activation = activation
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public init() { self.init(activation: .linear) }

  public var misfits: [SettingMisfit] {
    .unless(momentum >= 0 && momentum <= 1, "momentum", momentum, "from 0 to 1")
      + misfitsOfEpsilon
  }

  public func numbersPerMean(_ plan: PlannedLayer, examples m: Int) -> Int {
    m.multipliedClamped(by: plan.inputImage.map { $0.height * $0.width } ?? 1)
  }

  public func output(of input: LayerInput) -> LayerOutput {
    let shape = Shape(input.image?.channels ?? input.size, 1)
    return LayerOutput(
      like: input, parameters: parameters(shape), state: ["mean": shape, "variance": shape])
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    var layer =
      plan.inputImage.map {
        BatchNormalization<Scalar>(
          image: $0, activation: activation, momentum: momentum, epsilon: epsilon)
      }
      ?? BatchNormalization(
        plan.inputSize, activation: activation, momentum: momentum, epsilon: epsilon)
    (layer.gamma, layer.beta) = (parameters["gamma"], parameters["beta"])
    return layer
  }

  public func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    exchangedParameters(plan) + [
      exchanged("mean", isState: true, plan, torch: "running_mean", keras: "moving_mean"),
      exchanged("variance", isState: true, plan, torch: "running_var", keras: "moving_variance"),
    ]
  }
}

extension LayerSpecification {
  /// ``BatchNormalization``, of channels where pictures come in, else of units.
  public static func batchNormalization(
    activation: Activation = .linear, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) -> Self {
    Self(
      BatchNormalizationKind(activation: activation, momentum: momentum, epsilon: epsilon))
  }
}
