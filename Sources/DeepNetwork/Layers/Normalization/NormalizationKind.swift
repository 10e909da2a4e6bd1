/// Layers that bring numbers to mean 0 and variance 1, and then scale and shift them.
public protocol NormalizationKind: LayerKind {
  /// Added to the variance.
  var epsilon: Double { get }

  /// How many numbers of an update's `m` examples are brought to mean 0 together.
  func numbersPerMean(_ plan: PlannedLayer, examples m: Int) -> Int
}

extension NormalizationKind {
  /// γ, which starts at 1, and β, which starts at 0.
  func parameters(_ shape: Shape) -> [ParameterShape] {
    [
      ParameterShape("gamma", shape, start: .constant(1)),
      ParameterShape("beta", shape, start: .constant(0)),
    ]
  }

  /// γ and β as other tools have them.
  func exchangedParameters(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    [
      exchanged("gamma", plan, torch: "weight", keras: "gamma"),
      exchanged("beta", plan, torch: "bias", keras: "beta"),
    ]
  }

  /// A number of each channel of pictures, else of each unit, those of flattened pictures channel by channel
  /// in PyTorch.
  func exchanged(
    _ name: String, isState: Bool = false, _ plan: PlannedLayer, torch: String, keras: String
  ) -> ExchangedMatrix {
    ExchangedMatrix(
      vector: name, isState: isState, plan.inputImage?.channels ?? plan.inputSize,
      of: plan.inputImage == nil ? plan.inputPicture : nil, torch: torch, keras: keras)
  }

  public func arithmetic(_ plan: PlannedLayer) -> Double { 0 }

  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.outputSize.addingClamped(plan.outputSize)
  }

  var misfitsOfEpsilon: [SettingMisfit] {
    .unless(epsilon > 0 && epsilon.isFinite, "epsilon", epsilon, "above 0")
  }
}
