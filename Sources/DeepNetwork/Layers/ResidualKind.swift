/// ``Residual``.
public struct ResidualKind: LayerKind {
  public static let name = "residual"
  public static let summary = "Layers whose input is added to their output."
  public static let aliases = ["resnet", "skip"]
  public static let settings: [Key<ResidualKind>] = [
    Key(required: "layers", \.layers, .layers, "The layers of the block, first to last."),
    .activation(\.activation),
  ]

  /// The layers of the block, first to last.
  public var layers: [LayerSpecification]
  public var activation: Activation

  /// A block of layers.
  public init(_ layers: [LayerSpecification], activation: Activation = .linear) {
    self.layers = layers
    self.activation = activation
  }

  public init() { self.init([]) }

  public var inner: [LayerSpecification] { layers }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    guard !layers.isEmpty else { throw DimensionError([.emptyBlock(layer: input.layer)]) }
    var inference = ShapeInference()
    inference.isBlock = true
    let flow = ShapeInference.Flow(
      size: input.size, image: input.image, imageEnd: input.imageEnd)
    let (inner, end) = inference.plan(layers, from: flow)
    guard inference.violations.isEmpty, let end else {
      throw DimensionError(inference.violations.map { .inBlock(layer: input.layer, $0) })
    }
    guard end.image.map({ $0 == input.image }) ?? (end.size == input.size) else {
      throw DimensionError([
        .blockEnds(layer: input.layer, input: flow.description, output: end.description)
      ])
    }
    return LayerOutput(of: inner, image: end.image, size: input.size)
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> {
    var random = RandomState(seed: 0)
    let layers: [any Layer<Scalar>] = plan.inner.map { $0.layer(1, .zeros, from: &random) }
    var block = Residual(planned: layers, activation: activation)
    (block.W, block.b) = (W, b)
    return block
  }

  /// The weights of the layers inside, drawn in their order.
  public func initialW<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ initializer: Initializer, layer l: Int,
    from random: inout RandomState
  ) -> Matrix<Scalar> {
    var layers: [any Layer<Scalar>] = []
    for layer in plan.inner { layers.append(layer.layer(l, initializer, from: &random)) }
    return Residual(planned: layers, activation: activation).W
  }

  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.inner.reduce(plan.outputSize) { $0.addingClamped($1.cachedPerExample) }
  }
}

extension LayerOutput {
  /// That of a block, whose parameters are those of its layers one after the other.
  fileprivate init(of inner: [PlannedLayer], image: ImageShape?, size: Int) {
    func column(_ shape: (PlannedLayer) -> Shape) -> Shape {
      let count = inner.reduce(0) { $0.addingClamped(shape($1).clampedCount) }
      return count == 0 ? Shape(0, 0) : Shape(count, 1)
    }
    let state = inner.enumerated().reduce(into: [String: Shape]()) { all, entry in
      for (name, shape) in entry.element.shapesOfState {
        all["\(entry.offset + 1).\(name)"] = shape
      }
    }
    if let image {
      self.init(image: image, W: column(\.shapeOfW), b: column(\.shapeOfB), state: state)
    } else {
      self.init(size: size, W: column(\.shapeOfW), b: column(\.shapeOfB), state: state)
    }
    self.inner = inner
  }
}

extension LayerSpecification {
  /// ``Residual``.
  public static func residual(
    _ layers: [LayerSpecification], activation: Activation = .linear
  ) -> Self { Self(ResidualKind(layers, activation: activation)) }
}
