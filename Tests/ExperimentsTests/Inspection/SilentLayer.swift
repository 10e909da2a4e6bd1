import DeepNetwork

/// A = s A_prev, by a layer that does not state its operations.
struct Silent<Scalar: NetworkScalar>: NetworkLayer {
  var s: Matrix<Scalar>
  let inputSize: Int
  var outputSize: Int { inputSize }
  var parameters: [Parameter<Self>] { [Parameter("s", \.s)] }

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Matrix<Scalar>) {
    (aPrev * s[0, 0], aPrev)
  }

  func backward(_ dA: Matrix<Scalar>, cache: Matrix<Scalar>)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let sum = (dA .* cache).rowSums().transposed.rowSums()
    return (dA * s[0, 0], [sum / Scalar(dA.columns)])
  }
}

struct SilentKind: LayerKind {
  static let name = "silent"
  static let summary = "A = s A_prev."
  static let settings: [Key<SilentKind>] = []

  func output(of input: LayerInput) -> LayerOutput {
    LayerOutput(
      size: input.size, parameters: [ParameterShape("s", Shape(1, 1), start: .constant(1))])
  }

  func layer<Scalar: NetworkScalar>(_ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>)
    -> any NetworkLayer<Scalar>
  { Silent(s: parameters["s"], inputSize: plan.inputSize) }
}
