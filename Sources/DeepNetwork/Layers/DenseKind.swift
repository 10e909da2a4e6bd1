/// ``Dense``; with a `keepProbability` below 1 its units are left out at random in training.
public struct DenseKind: LayerKind {
  public static let name = "dense"
  public static let summary = "Fully connected: A = g(W·A_prev + b)."
  public static let aliases = ["fullyconnected", "linear", "fc"]
  public static let settings: [Key<DenseKind>] = [
    Key(required: "units", \.units, .size, "n[l].", aliases: ["size", "outputs", "n"]),
    .activation(required: \.activation), .keepProbability(\.keepProbability),
  ]

  /// n[l].
  public var units: Int
  public var activation: Activation
  public var keepProbability: Double

  /// A dense layer of so many units.
  public init(units: Int, activation: Activation, keepProbability: Double = 1) {
    self.units = units
    self.activation = activation
    self.keepProbability = keepProbability
  }

  public init() { self.init(units: 1, activation: .linear) }

  public var fixedSize: Int? { units }
  public var misfits: [SettingMisfit] { .size("units", units) }

  public func output(of input: LayerInput) -> LayerOutput {
    LayerOutput(size: units, W: Shape(units, input.size), b: Shape(units, 1))
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> {
    Dense(W: W, b: b, activation: activation).dropping(keepProbability)
  }
}

extension LayerSpecification {
  /// ``Dense``; with a `keepProbability` below 1 its units are left out at random in training.
  public static func dense(units: Int, activation: Activation, keepProbability: Double = 1) -> Self
  {
    Self(DenseKind(units: units, activation: activation, keepProbability: keepProbability))
  }
}

extension Layer {
  /// The layer with dropout, where units are to be left out.
  func dropping(_ keepProbability: Double) -> any Layer<Scalar> {
    keepProbability < 1 ? Dropout(self, keepProbability: keepProbability) : self
  }
}
