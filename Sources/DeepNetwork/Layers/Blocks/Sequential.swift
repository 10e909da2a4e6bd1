/// Layers one after the other that are one: a part of a network that is made, frozen or put beside others as
/// a whole.
///
/// *Shapes*: A_prev (n[l-1], m) of the first layer, A (n[l], m) of the last.
///
/// The ``parameters`` are those of the inner layers: W of layer k is `W.k`, counted from 1. The ``state`` has
/// that of layer k under `k.` and its name: `2.mean`.
public struct Sequential<Scalar: NetworkScalar>: ActivatedLayer {
  public struct Cache: Sendable {
    let inner: LayerChain<Scalar>.Cache
  }

  private var chain: LayerChain<Scalar>

  /// Layers, each taking what the one before gives.
  ///
  /// - Throws: `DimensionError` if they do not.
  public init(_ layers: [any NetworkLayer<Scalar>]) throws(DimensionError) {
    try LayerChain.check(layers, in: "sequential")
    self.init(planned: layers)
  }

  /// Layers that were checked before.
  init(planned layers: [any NetworkLayer<Scalar>]) { chain = LayerChain(layers: layers) }

  /// The layers, first to last.
  public var layers: [any NetworkLayer<Scalar>] { chain.layers }

  public var inputSize: Int { layers[0].inputSize }
  public var outputSize: Int { layers[layers.count - 1].outputSize }
  public var name: String { "Sequential \(inputSize) -> \(outputSize) (\(chain.name))" }

  /// g of the last layer; linear where it has none.
  public var activation: Activation {
    (layers.last as? any ActivatedLayer<Scalar>)?.activation ?? .linear
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (a, cache) = chain.forward(aPrev)
    return (a, Cache(inner: cache))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  { chain.backward(dA, cache: cache.inner) }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    chain.inputGradient(dA, cache: cache.inner)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { chain.infer(aPrev) }

  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let last = layers.last as? any ActivatedLayer<Scalar> else { return infer(aPrev) }
    return last.inferLinear(layers.dropLast().reduce(aPrev) { $1.infer($0) })
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    chain.draw(m: m, from: &random)
  }

  public mutating func observe(_ cache: Cache) { chain.observe(cache.inner) }

  public func usingState() -> Self { Sequential(planned: chain.usingState().layers) }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    Sequential(planned: chain.asTrained(on: aPrev).layers)
  }

  public var parameters: [Parameter<Self>] { chain.parameters(in: \.chain, prefix: "") }

  public var state: [String: Matrix<Scalar>] {
    get { chain.state(prefix: "") }
    set {
      var remaining = newValue
      chain.takeState(from: &remaining, prefix: "", in: name)
      require(remaining.isEmpty, "the state of \(name) has no \(remaining.keys.sorted())")
    }
  }
}

extension Sequential: LayerBlock {
  var innerLayers: [any NetworkLayer<Scalar>] { layers }
}

extension Sequential: KinkedLayer {
  /// The kinks of the inner layers.
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    Kinks(joining: chain.kinks(aPrev))
  }
}

extension Sequential: ExampleWise {
  var isExampleWise: Bool { layers.allSatisfy { $0.canBeShared } }
  func drawn(for examples: Range<Int>) -> Self {
    Sequential(planned: chain.part(for: examples).layers)
  }
}

// MARK: - As operations

extension Sequential {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let prefix = statement.layer.isEmpty ? "" : "\(statement.layer)."
    return try statement.add(layers, to: aPrev, prefix: prefix)
  }
}

extension Sequential {
  public var specification: LayerSpecification? {
    let inner = layers.compactMap(\.specification)
    return inner.count == layers.count ? .sequential(inner) : nil
  }
  public var inputImage: ImageShape? { layers[0].inputImage }
}

// MARK: - In a network's list of layers

/// ``Sequential``.
public struct SequentialKind: LayerKind {
  public static let name = "sequential"
  public static let summary = "Layers one after the other, taken as one."
  public static let aliases = ["block", "stack"]
  public static let settings: [Key<SequentialKind>] = [
    Key(required: "layers", \.layers, .layers, "The layers, first to last.")
  ]

  /// The layers, first to last.
  public var layers: [LayerSpecification]

  /// Layers one after the other.
  public init(_ layers: [LayerSpecification]) { self.layers = layers }
  public init() { self.init([]) }

  public var inner: [LayerSpecification] { layers }
  public func paths(_ plan: PlannedLayer) -> [[PlannedLayer]] { [plan.inner] }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    guard !layers.isEmpty else {
      throw DimensionError([.emptyBlock(layer: input.layer, type: Self.name)])
    }
    var inference = ShapeInference(block: "")
    let (inner, end) = inference.plan(layers, from: ShapeInference.Flow(input))
    guard inference.violations.isEmpty, let end else {
      throw DimensionError(
        inference.violations.map { .inBlock(layer: input.layer, type: Self.name, $0) })
    }
    var output = LayerOutput(of: inner, image: end.image, size: end.size)
    output.picture = end.picture
    output.addsPictureToOthers = inner.contains { $0.addsPictureToOthers }
    return output
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> { Sequential(planned: plan.innerLayers(parameters)) }

  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.inner.reduce(0) { $0.addingClamped($1.cachedPerExample) }
  }
}

extension LayerSpecification {
  /// ``Sequential``.
  public static func sequential(_ layers: [LayerSpecification]) -> Self {
    Self(SequentialKind(layers))
  }
}
