/// Branches side by side: each takes A_prev, and A is what they give, joined.
///
/// A = [F_1(A_prev); F_2(A_prev); …], one below the other, or, of pictures, the channels of each side by side
/// (Szegedy and others: Going Deeper with Convolutions, 2015). A branch without layers hands A_prev on. On
/// the way back dA_prev is the sum of what the branches hand back.
///
/// *Shapes*: A_prev (n[l-1], m), A (n[l], m) with n[l] the sum of the sizes of the branches.
///
/// The ``parameters`` are those of the inner layers: W of layer k of branch j is `W.j.k`, both counted from 1.
/// The ``state`` has that of such a layer under `j.k.` and its name.
public struct Parallel<Scalar: NetworkScalar>: NetworkLayer {
  public struct Cache: Sendable {
    let branches: [LayerChain<Scalar>.Cache]
  }

  /// How what the branches give becomes one.
  public enum Joining: Hashable, Sendable {
    /// One below the other.
    case rows
    /// Pictures of one height and width become pictures with the channels of all.
    case channels(height: Int, width: Int)

    var pixels: Int? {
      guard case .channels(let height, let width) = self else { return nil }
      return height * width
    }
  }

  private var chains: [LayerChain<Scalar>]
  public let inputSize: Int
  /// How what the branches give becomes one.
  public let joining: Joining

  /// Branches of layers, each layer taking what the one before gives, the first of each the same.
  ///
  /// - Throws: `DimensionError` if they do not, if no branch has a layer, or one gives no pictures of the
  ///   height and width of the joining.
  public init(_ branches: [[any NetworkLayer<Scalar>]], joining: Joining = .rows)
    throws(DimensionError)
  {
    guard let first = branches.first(where: { !$0.isEmpty }) else {
      throw DimensionError([.inBlock(layer: nil, type: "parallel", .tooFewSizes(count: 0))])
    }
    let inputSize = first[0].inputSize
    for (index, branch) in branches.enumerated() {
      let size = branch.first?.inputSize ?? inputSize
      if !branch.isEmpty { try LayerChain.check(branch, in: "parallel") }
      guard size == inputSize else {
        throw DimensionError([.branchInput(index + 1, takes: size, first: inputSize)])
      }
      let outputs = branch.last?.outputSize ?? inputSize
      if let pixels = joining.pixels, pixels < 1 || !outputs.isMultiple(of: pixels) {
        throw DimensionError([.branchPixels(index + 1, size: outputs, pixels: pixels)])
      }
    }
    self.init(planned: branches, inputSize: inputSize, joining: joining)
  }

  /// Branches that were checked before.
  init(planned branches: [[any NetworkLayer<Scalar>]], inputSize: Int, joining: Joining) {
    chains = branches.map { LayerChain(layers: $0) }
    self.inputSize = inputSize
    self.joining = joining
  }

  /// The layers of each branch, first to last.
  public var branches: [[any NetworkLayer<Scalar>]] { chains.map(\.layers) }

  private var sizes: [Int] { chains.map { $0.layers.last?.outputSize ?? inputSize } }
  public var outputSize: Int { sizes.reduce(0, +) }

  public var name: String {
    let inner = chains.map { $0.layers.isEmpty ? "A_prev" : $0.name }.joined(separator: " | ")
    return "Parallel \(inputSize) -> \(outputSize) (\(inner))"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let passes = chains.map { $0.forward(aPrev) }
    return (joined(passes.map(\.a)), Cache(branches: passes.map(\.cache)))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    var dAPrev = Matrix<Scalar>(rows: inputSize, columns: dA.columns)
    var gradients: [Matrix<Scalar>] = []
    for (chain, (dA, cache)) in zip(chains, zip(parts(of: dA), cache.branches)) {
      let branch = chain.backward(dA, cache: cache)
      dAPrev += branch.dAPrev
      gradients += branch.gradients
    }
    return (dAPrev, gradients)
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    zip(chains, zip(parts(of: dA), cache.branches)).reduce(
      into: Matrix(rows: inputSize, columns: dA.columns)
    ) { sum, branch in
      sum += branch.0.inputGradient(branch.1.0, cache: branch.1.1)
    }
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    joined(chains.map { $0.infer(aPrev) })
  }

  /// What the branches give as one.
  private func joined(_ parts: [Matrix<Scalar>]) -> Matrix<Scalar> {
    guard let pixels = joining.pixels else { return Matrix(rowsOf: parts) }
    return Matrix(rowsOf: parts.map { $0.columnwise(rows: $0.rows / pixels) })
      .columnwise(rows: outputSize)
  }

  /// The way back from ``joined(_:)``.
  private func parts(of dA: Matrix<Scalar>) -> [Matrix<Scalar>] {
    let pixels = joining.pixels ?? 1
    let matrix = joining == .rows ? dA : dA.columnwise(rows: outputSize / pixels)
    var first = 0
    return sizes.map { size in
      let part = matrix[rows: first..<first + size / pixels]
      first += size / pixels
      return joining == .rows ? part : part.columnwise(rows: size)
    }
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    for index in chains.indices { chains[index].draw(m: m, from: &random) }
  }

  public mutating func observe(_ cache: Cache) {
    for index in chains.indices { chains[index].observe(cache.branches[index]) }
  }

  public func usingState() -> Self { mapping { $0.usingState() } }
  public func asTrained(on aPrev: Matrix<Scalar>) -> Self { mapping { $0.asTrained(on: aPrev) } }

  private func mapping(_ change: (LayerChain<Scalar>) -> LayerChain<Scalar>) -> Self {
    var layer = self
    layer.chains = chains.map(change)
    return layer
  }
}

// MARK: - Parameters and state of the inner layers as those of one

extension Parallel {
  public var parameters: [Parameter<Self>] {
    chains.indices.flatMap { index in
      chains[index].parameters(in: \Self.chains[index], prefix: "\(index + 1).")
    }
  }

  public var state: [String: Matrix<Scalar>] {
    get {
      chains.enumerated().reduce(into: [:]) { all, entry in
        all.merge(entry.element.state(prefix: "\(entry.offset + 1).")) { own, _ in own }
      }
    }
    set {
      var remaining = newValue
      for index in chains.indices {
        chains[index].takeState(from: &remaining, prefix: "\(index + 1).", in: name)
      }
      require(remaining.isEmpty, "the state of \(name) has no \(remaining.keys.sorted())")
    }
  }
}

extension Parallel: LayerBlock {
  var innerLayers: [any NetworkLayer<Scalar>] { branches.flatMap(\.self) }
}

extension Parallel: KinkedLayer {
  /// The kinks of the inner layers.
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    Kinks(joining: chains.flatMap { $0.kinks(aPrev) })
  }
}

extension Parallel: ExampleWise {
  var isExampleWise: Bool { innerLayers.allSatisfy { $0.canBeShared } }
  func drawn(for examples: Range<Int>) -> Self { mapping { $0.part(for: examples) } }
}

// MARK: - As operations

extension Parallel {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let prefix = statement.layer.isEmpty ? "" : "\(statement.layer)."
    var parts: [Tensor] = []
    for (index, chain) in chains.enumerated() {
      let a = try statement.add(chain.layers, to: aPrev, prefix: "\(prefix)\(index + 1).")
      switch joining {
      case .rows: parts.append(statement.flat(a))
      case .channels(let height, let width):
        let channels = sizes[index] / (height * width)
        parts.append(
          statement.picture(a, ImageShape(height: height, width: width, channels: channels)))
      }
    }
    return statement.apply(.concatenate(axis: 1), parts)
  }
}

extension Parallel {
  public var specification: LayerSpecification? {
    let inner = branches.map { $0.compactMap(\.specification) }
    return inner.map(\.count) == branches.map(\.count) ? .parallel(inner) : nil
  }
  public var inputImage: ImageShape? { branches.lazy.compactMap { $0.first?.inputImage }.first }
}
