/// A block of layers whose input is added to its output.
///
/// A = g(F(A_prev) + A_prev), where F are the inner layers one after the other: they learn what has to
/// be added to A_prev. With a shortcut S, layers too, A = g(F(A_prev) + S(A_prev)): so a block may change
/// the size. Kaiming He and others, 2016.
///
/// *Shapes*: A_prev (n[l-1], m), A (n[l], m), with n[l] = n[l-1] where there is no shortcut.
///
/// The ``parameters`` are those of all inner layers: W of layer k of F is `W.k`, counted from 1, that of S
/// `W.shortcut.k`. The ``state`` has that of layer k of F under `k.` and its name: `2.mean`; of S under
/// `shortcut.k.`.
public struct Residual<Scalar: NetworkScalar>: ActivatedLayer {
  public struct Cache: Sendable {
    /// That of each layer of F and of S.
    let inner: LayerChain<Scalar>.Cache
    let shortcut: LayerChain<Scalar>.Cache
    /// (n[l], m); empty where g is linear.
    let kept: Matrix<Scalar>
  }

  private var inner: LayerChain<Scalar>
  private var bypass: LayerChain<Scalar>
  /// g in A = g(F(A_prev) + S(A_prev)).
  public let activation: Activation

  /// A block of layers, each taking what the one before gives, the first what the last gives; or a
  /// shortcut of such layers that takes what the block takes and gives what the last one gives.
  ///
  /// - Throws: `DimensionError` if they do not.
  public init(
    _ layers: [any NetworkLayer<Scalar>], shortcut: [any NetworkLayer<Scalar>] = [],
    activation: Activation = .linear
  ) throws(DimensionError) {
    try LayerChain.check(layers, in: ResidualKind.name)
    if !shortcut.isEmpty { try LayerChain.check(shortcut, in: ResidualKind.name) }
    let ends = Self.ends(layers)
    if shortcut.isEmpty {
      guard ends.input == ends.output else {
        throw DimensionError([
          .blockEnds(layer: nil, input: "\(ends.input)", output: "\(ends.output)")
        ])
      }
    } else if ends != Self.ends(shortcut) {
      throw DimensionError([
        .shortcutEnds(block: ends, shortcut: Self.ends(shortcut))
      ])
    }
    self.init(planned: layers, shortcut: shortcut, activation: activation)
  }

  /// A block of layers that were checked before.
  init(
    planned layers: [any NetworkLayer<Scalar>], shortcut: [any NetworkLayer<Scalar>] = [],
    activation: Activation
  ) {
    inner = LayerChain(layers: layers)
    bypass = LayerChain(layers: shortcut)
    self.activation = activation
  }

  private static func ends(_ layers: [any NetworkLayer<Scalar>]) -> BlockEnds {
    BlockEnds(input: layers[0].inputSize, output: layers[layers.count - 1].outputSize)
  }

  /// The layers of F, first to last.
  public var layers: [any NetworkLayer<Scalar>] { inner.layers }
  /// The layers of S, first to last; empty where A_prev itself is added.
  public var shortcut: [any NetworkLayer<Scalar>] { bypass.layers }

  public var inputSize: Int { layers[0].inputSize }
  public var outputSize: Int { layers[layers.count - 1].outputSize }

  public var name: String {
    let sizes = shortcut.isEmpty ? "\(inputSize)" : "\(inputSize) -> \(outputSize)"
    let around = shortcut.isEmpty ? "" : ", shortcut (\(bypass.name))"
    return "Residual \(sizes), \(activation) (\(inner.name))\(around)"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (f, cache) = inner.forward(aPrev)
    let (s, cacheOfShortcut) = bypass.forward(aPrev)
    let (a, kept) = activated(f, s)
    return (
      a,
      Cache(
        inner: cache, shortcut: cacheOfShortcut, kept: activation == .linear ? .empty : kept)
    )
  }

  /// A, and what the activation keeps.
  private func activated(_ f: Matrix<Scalar>, _ s: Matrix<Scalar>)
    -> (a: Matrix<Scalar>, kept: Matrix<Scalar>)
  {
    guard let function = activation.elementwise, !function.isDerivedFromZ else {
      return activation.forward(f + s)
    }
    let a = f.sum(with: s, activation: function)
    return (a, a)
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let dZ = dZ(dA, cache)
    let f = inner.backward(dZ, cache: cache.inner)
    let s = bypass.backward(dZ, cache: cache.shortcut)
    return (f.dAPrev + s.dAPrev, f.gradients + s.gradients)
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    let dZ = dZ(dA, cache)
    return inner.inputGradient(dZ, cache: cache.inner)
      + bypass.inputGradient(dZ, cache: cache.shortcut)
  }

  private func dZ(_ dA: Matrix<Scalar>, _ cache: Cache) -> Matrix<Scalar> {
    activation == .linear ? dA : activation.dZ(dA, kept: cache.kept)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    activated(inner.infer(aPrev), bypass.infer(aPrev)).a
  }

  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    inner.infer(aPrev) + bypass.infer(aPrev)
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    inner.draw(m: m, from: &random)
    bypass.draw(m: m, from: &random)
  }

  public mutating func observe(_ cache: Cache) {
    inner.observe(cache.inner)
    bypass.observe(cache.shortcut)
  }

  public func usingState() -> Self {
    var block = self
    block.inner = inner.usingState()
    block.bypass = bypass.usingState()
    return block
  }

  public func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    var block = self
    block.inner = inner.asTrained(on: aPrev)
    block.bypass = bypass.asTrained(on: aPrev)
    return block
  }
}

/// What a block or its shortcut takes and gives.
public struct BlockEnds: Hashable, Sendable {
  /// n[l-1].
  public let input: Int
  /// n[l].
  public let output: Int
}

// MARK: - Parameters and state of the inner layers as those of one

extension Residual {
  public var parameters: [Parameter<Self>] {
    inner.parameters(in: \.inner, prefix: "")
      + bypass.parameters(in: \.bypass, prefix: "shortcut.")
  }

  public var state: [String: Matrix<Scalar>] {
    get {
      inner.state(prefix: "").merging(bypass.state(prefix: "shortcut.")) { own, _ in own }
    }
    set {
      var remaining = newValue
      inner.takeState(from: &remaining, prefix: "", in: name)
      bypass.takeState(from: &remaining, prefix: "shortcut.", in: name)
      require(remaining.isEmpty, "the state of \(name) has no \(remaining.keys.sorted())")
    }
  }
}

extension Residual: KinkedLayer {
  /// The kinks of the inner layers and of g.
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    var all = inner.kinks(aPrev) + bypass.kinks(aPrev)
    if activation.hasKink {
      all.append(
        Kinks(
          name: "\(activation)", distances: inner.forward(aPrev).a + bypass.forward(aPrev).a))
    }
    return Kinks(joining: all)
  }
}

extension Residual: LayerBlock {
  var innerLayers: [any NetworkLayer<Scalar>] { layers + shortcut }
}

extension Residual: ExampleWise {
  var isExampleWise: Bool { innerLayers.allSatisfy { $0.canBeShared } }

  func drawn(for examples: Range<Int>) -> Self {
    var part = self
    part.inner = inner.part(for: examples)
    part.bypass = bypass.part(for: examples)
    return part
  }
}

// MARK: - As operations

extension Residual {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let prefix = statement.layer.isEmpty ? "" : "\(statement.layer)."
    let f = try statement.add(layers, to: aPrev, prefix: prefix)
    let s = try statement.add(shortcut, to: aPrev, prefix: "\(prefix)shortcut.")
    let z = statement.apply(.add, statement.alike(f, s), named: "Z")
    return try activation.operations(z, in: &statement)
  }
}

extension Residual {
  public var specification: LayerSpecification? {
    let (inner, around) = (layers.compactMap(\.specification), shortcut.compactMap(\.specification))
    guard inner.count == layers.count, around.count == shortcut.count else { return nil }
    return .residual(inner, shortcut: around, activation: activation)
  }
  public var inputImage: ImageShape? { layers[0].inputImage ?? shortcut.first?.inputImage }
}

// MARK: - In a network's list of layers

/// ``Residual``.
public struct ResidualKind: LayerKind {
  public static let name = "residual"
  public static let summary = "Layers whose input is added to their output."
  public static let aliases = ["residualBlock", "basicBlock", "resnet", "skip", "skipConnection"]
  public static let settings: [Key<ResidualKind>] = [
    Key(required: "layers", \.layers, .layers, "The layers of the block, first to last."),
    Key(
      "shortcut", \.shortcut, .someLayers,
      "The layers that the input goes through before it is added; none: it is added as it is.",
      aliases: ["projection", "downsample"], isOmittedAtDefault: true),
    .activation(\.activation),
  ]

  /// The layers of the block, first to last.
  public var layers: [LayerSpecification]
  /// The layers of the shortcut, first to last; empty where the input itself is added.
  public var shortcut: [LayerSpecification]
  public var activation: Activation

  /// A block of layers, and those of its shortcut.
  public init(
    _ layers: [LayerSpecification], shortcut: [LayerSpecification] = [],
    activation: Activation = .linear
  ) {
    self.layers = layers
    self.shortcut = shortcut
    self.activation = activation
  }

  public init() { self.init([]) }

  public var inner: [LayerSpecification] { layers + shortcut }

  public func paths(_ plan: PlannedLayer) -> [[PlannedLayer]] {
    [Array(plan.inner.prefix(layers.count)), Array(plan.inner.dropFirst(layers.count))]
  }

  public func nameOfPath(_ index: Int) -> String? { index == 0 ? nil : "shortcut" }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    guard !layers.isEmpty else {
      throw DimensionError([.emptyBlock(layer: input.layer, type: Self.name)])
    }
    let flow = ShapeInference.Flow(input)
    var inference = ShapeInference(block: "")
    let (inner, end) = inference.plan(layers, from: flow)
    var bypass = ShapeInference(block: "shortcut.")
    let (around, other) = bypass.plan(shortcut, from: flow)
    let violations = inference.violations + bypass.violations.map { .inShortcut($0) }
    guard violations.isEmpty, let end, let other else {
      throw DimensionError(violations.map { .inBlock(layer: input.layer, type: Self.name, $0) })
    }
    guard end.canBeAdded(to: other) else {
      guard shortcut.isEmpty else {
        throw DimensionError(
          layer: input.layer, of: self, "the layers give \(end), but the shortcut gives \(other)")
      }
      throw DimensionError([
        .blockEnds(layer: input.layer, input: flow.description, output: end.description)
      ])
    }
    var output = LayerOutput(
      of: inner + around, image: end.image == other.image ? end.image : nil, size: end.size)
    output.picture = end.picture ?? other.picture
    output.addsPictureToOthers =
      end.picture != other.picture
      && (end.picture ?? end.image) != (other.picture ?? other.image)
    return output
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    let inner = plan.innerLayers(parameters)
    return Residual(
      planned: Array(inner.prefix(layers.count)), shortcut: Array(inner.dropFirst(layers.count)),
      activation: activation)
  }

  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.inner.reduce(plan.outputSize) { $0.addingClamped($1.cachedPerExample) }
  }
}

extension LayerSpecification {
  /// ``Residual``.
  public static func residual(
    _ layers: [LayerSpecification], shortcut: [LayerSpecification] = [],
    activation: Activation = .linear
  ) -> Self { Self(ResidualKind(layers, shortcut: shortcut, activation: activation)) }
}

extension KeyRange where Value == [LayerSpecification] {
  /// A list of layers that may be empty.
  fileprivate static var someLayers: KeyRange { .list(of: .recursive { .layer }) }
}
