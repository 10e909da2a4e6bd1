/// A block of layers whose input is added to its output.
///
/// A = g(F(A_prev) + A_prev), where F are the inner layers one after the other: they learn what has to
/// be added to A_prev. With a shortcut S, layers too, A = g(F(A_prev) + S(A_prev)): so a block may change
/// the size. Kaiming He and others, 2016.
///
/// *Shapes*: A_prev (n[l-1], m), A (n[l], m), with n[l] = n[l-1] where there is no shortcut. W and b are
/// those of all inner layers in one column each, (count, 1): first those of the first layer of F, row by
/// row, then those of the second, then those of S; empty where no inner layer has any. So an optimizer, a
/// norm or a check sees one layer.
///
/// The ``state`` has that of layer k of F under `k.` and its name, counted from 1: `2.mean`; of S under
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
    _ layers: [any Layer<Scalar>], shortcut: [any Layer<Scalar>] = [],
    activation: Activation = .linear
  ) throws(DimensionError) {
    do throws(DimensionError) {
      try DimensionChecker.check(layers)
      if !shortcut.isEmpty { try DimensionChecker.check(shortcut) }
    } catch {
      throw DimensionError(error.violations.map { .inBlock(layer: nil, $0) })
    }
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
    planned layers: [any Layer<Scalar>], shortcut: [any Layer<Scalar>] = [],
    activation: Activation
  ) {
    inner = LayerChain(layers: layers)
    bypass = LayerChain(layers: shortcut)
    self.activation = activation
  }

  private static func ends(_ layers: [any Layer<Scalar>]) -> BlockEnds {
    BlockEnds(input: layers[0].inputSize, output: layers[layers.count - 1].outputSize)
  }

  /// The layers of F, first to last.
  public var layers: [any Layer<Scalar>] { inner.layers }
  /// The layers of S, first to last; empty where A_prev itself is added.
  public var shortcut: [any Layer<Scalar>] { bypass.layers }

  public var inputSize: Int { layers[0].inputSize }
  public var outputSize: Int { layers[layers.count - 1].outputSize }

  public var name: String {
    let sizes = shortcut.isEmpty ? "\(inputSize)" : "\(inputSize) -> \(outputSize)"
    let around = shortcut.isEmpty ? "" : ", shortcut (\(bypass.name))"
    return "Residual \(sizes), \(activation.name) (\(inner.name))\(around)"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let (f, cache) = inner.forward(aPrev)
    let (s, cacheOfShortcut) = bypass.forward(aPrev)
    let (a, kept) = activation.forward(f + s)
    return (
      a,
      Cache(
        inner: cache, shortcut: cacheOfShortcut, kept: activation == .linear ? .empty : kept)
    )
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let dZ = activation == .linear ? dA : activation.dZ(dA, kept: cache.kept)
    let f = inner.backward(dZ, cache: cache.inner)
    let s = bypass.backward(dZ, cache: cache.shortcut)
    return (f.dAPrev + s.dAPrev, .packed(f.dW + s.dW), .packed(f.db + s.db))
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { activation(inferLinear(aPrev)) }

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
  public var W: Matrix<Scalar> {
    get { .packed((layers + shortcut).map { $0.W }) }
    set {
      let shapes = (layers + shortcut).map { $0.W.shape }
      setEach(newValue.unpacked(as: shapes, of: "W", in: name)) { $0.W = $1 }
    }
  }

  public var b: Matrix<Scalar> {
    get { .packed((layers + shortcut).map { $0.b }) }
    set {
      let shapes = (layers + shortcut).map { $0.b.shape }
      setEach(newValue.unpacked(as: shapes, of: "b", in: name)) { $0.b = $1 }
    }
  }

  private mutating func setEach(
    _ parts: [Matrix<Scalar>], _ set: (inout any Layer<Scalar>, Matrix<Scalar>) -> Void
  ) {
    for (index, part) in parts.enumerated() where !part.isEmpty {
      if index < layers.count {
        set(&inner.layers[index], part)
      } else {
        set(&bypass.layers[index - layers.count], part)
      }
    }
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
    var all: [Kinks<Scalar>] = []
    let sums = [inner, bypass].map { chain in
      chain.forward(aPrev) { layer, a in
        if let kinks = (layer as? any KinkedLayer<Scalar>)?.kinks(a) { all.append(kinks) }
      }.a
    }
    if activation.hasKink {
      all.append(Kinks(name: activation.name, distances: sums[0] + sums[1]))
    }
    guard let first = all.first else { return nil }
    return Kinks(name: first.name, distances: .packed(all.map(\.distances)))
  }
}

extension Residual: ExampleWise {
  var isExampleWise: Bool { (layers + shortcut).allSatisfy { $0.canBeShared } }

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

// MARK: - In a network's list of layers

/// ``Residual``.
public struct ResidualKind: LayerKind {
  public static let name = "residual"
  public static let summary = "Layers whose input is added to their output."
  public static let aliases = ["resnet", "skip"]
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

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    guard !layers.isEmpty else { throw DimensionError([.emptyBlock(layer: input.layer)]) }
    let flow = ShapeInference.Flow(
      size: input.size, image: input.image, imageEnd: input.imageEnd)
    var inference = ShapeInference(block: "")
    let (inner, end) = inference.plan(layers, from: flow)
    var bypass = ShapeInference(block: "shortcut.")
    let (around, other) = bypass.plan(shortcut, from: flow)
    let violations = inference.violations + bypass.violations.map { .inShortcut($0) }
    guard violations.isEmpty, let end, let other else {
      throw DimensionError(violations.map { .inBlock(layer: input.layer, $0) })
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
    return LayerOutput(
      of: inner + around, image: end.image == other.image ? end.image : nil, size: end.size)
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> {
    var random = RandomState(seed: 0)
    let inner: [any Layer<Scalar>] = plan.inner.map { $0.layer(1, .zeros, from: &random) }
    var block = block(inner)
    (block.W, block.b) = (W, b)
    return block
  }

  /// The weights of the layers inside, drawn in their order.
  public func initialW<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ initializer: Initializer, layer l: Int,
    from random: inout RandomState
  ) -> Matrix<Scalar> {
    var inner: [any Layer<Scalar>] = []
    for layer in plan.inner { inner.append(layer.layer(l, initializer, from: &random)) }
    return block(inner).W
  }

  /// The block of the layers inside, those of the shortcut at the end.
  private func block<Scalar>(_ inner: [any Layer<Scalar>]) -> Residual<Scalar> {
    Residual(
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
