/// A block of layers whose input is added to its output.
///
/// A = g(F(A_prev) + A_prev), where F are the inner layers one after the other: they learn what has to
/// be added to A_prev. Kaiming He and others, 2016.
///
/// *Shapes*: A_prev and A (n, m) with n = n[l-1] = n[l]. W and b are those of all inner layers in one
/// column each, (count, 1): first those of the first inner layer, row by row, then those of the second;
/// empty where no inner layer has any. So an optimizer, a norm or a check sees one layer.
///
/// The ``state`` has that of inner layer k under `k.` and its name, counted from 1: `2.mean`.
public struct Residual<Scalar: NetworkScalar>: ActivatedLayer {
  public struct Cache: Sendable {
    /// That of each inner layer.
    let inner: [any Sendable]
    /// (n, m); empty where g is linear.
    let a: Matrix<Scalar>
  }

  /// The inner layers, first to last.
  public private(set) var layers: [any Layer<Scalar>]
  /// g in A = g(F(A_prev) + A_prev).
  public let activation: Activation

  /// A block of layers, each taking what the one before gives, the first what the last gives.
  ///
  /// - Throws: `DimensionError` if they do not.
  public init(_ layers: [any Layer<Scalar>], activation: Activation = .linear)
    throws(DimensionError)
  {
    do throws(DimensionError) {
      try DimensionChecker.check(layers)
    } catch {
      throw DimensionError(error.violations.map { .inBlock(layer: nil, $0) })
    }
    let (input, output) = (layers[0].inputSize, layers[layers.count - 1].outputSize)
    guard input == output else {
      throw DimensionError([.blockEnds(layer: nil, input: "\(input)", output: "\(output)")])
    }
    self.init(planned: layers, activation: activation)
  }

  /// A block of layers that were checked before.
  init(planned layers: [any Layer<Scalar>], activation: Activation) {
    self.layers = layers
    self.activation = activation
  }

  public var inputSize: Int { layers[0].inputSize }
  public var outputSize: Int { inputSize }

  public var name: String {
    let names = layers.map { $0.name }.joined(separator: "; ")
    return "Residual \(inputSize), \(activation.name) (\(names))"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    var caches: [any Sendable] = []
    let f = layers.reduce(aPrev) { a, layer in
      let (a, cache) = layer.forwardHidingCache(a)
      caches.append(cache)
      return a
    }
    let a = activation(f + aPrev)
    return (a, Cache(inner: caches, a: activation == .linear ? .empty : a))
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let dZ = activation == .linear ? dA : activation.dZ(dA, a: cache.a)
    var (dF, dW, db) = (dZ, [Matrix<Scalar>](), [Matrix<Scalar>]())
    for (layer, cache) in zip(layers, cache.inner).reversed() {
      let gradients = layer.backward(dF, hidden: cache)
      dF = gradients.dAPrev
      dW.append(gradients.dW)
      db.append(gradients.db)
    }
    return (dF + dZ, Self.packed(dW.reversed()), Self.packed(db.reversed()))
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { activation(inferLinear(aPrev)) }

  public func inferLinear(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    layers.reduce(aPrev) { $1.infer($0) } + aPrev
  }

  public mutating func draw(m: Int, from random: inout RandomState) {
    for index in layers.indices { layers[index].draw(m: m, from: &random) }
  }

  public mutating func observe(_ cache: Cache) {
    for index in layers.indices { layers[index].observe(hidden: cache.inner[index]) }
  }
}

// MARK: - Parameters and state of the inner layers as those of one

extension Residual {
  public var W: Matrix<Scalar> {
    get { Self.packed(layers.map { $0.W }) }
    set {
      let parts = Self.unpacked(newValue, as: layers.map { $0.W.shape }, of: "W", in: name)
      for (index, part) in parts.enumerated() where !part.isEmpty { layers[index].W = part }
    }
  }

  public var b: Matrix<Scalar> {
    get { Self.packed(layers.map { $0.b }) }
    set {
      let parts = Self.unpacked(newValue, as: layers.map { $0.b.shape }, of: "b", in: name)
      for (index, part) in parts.enumerated() where !part.isEmpty { layers[index].b = part }
    }
  }

  public var state: [String: Matrix<Scalar>] {
    get {
      layers.enumerated().reduce(into: [:]) { all, entry in
        for (name, matrix) in entry.element.state { all["\(entry.offset + 1).\(name)"] = matrix }
      }
    }
    set {
      var remaining = newValue
      for index in layers.indices {
        var state = layers[index].state
        for name in state.keys {
          guard let matrix = remaining.removeValue(forKey: "\(index + 1).\(name)") else {
            fatalError("the state of \(self.name) lacks \(index + 1).\(name)")
          }
          state[name] = matrix
        }
        if !state.isEmpty { layers[index].state = state }
      }
      require(remaining.isEmpty, "the state of \(name) has no \(remaining.keys.sorted())")
    }
  }

  /// The elements of all parts, row by row, in one column; empty if there are none.
  private static func packed(_ parts: [Matrix<Scalar>]) -> Matrix<Scalar> {
    let count = parts.reduce(0) { $0 + $1.count }
    guard count > 0 else { return .empty }
    var column = Matrix<Scalar>(uninitialized: Shape(count, 1))
    column.withMutableElements { target in
      var next = target
      for part in parts where !part.isEmpty {
        part.ordered(.rowMajor).withElements { next.update(from: $0, count: part.count) }
        next += part.count
      }
    }
    return column
  }

  /// The way back from ``packed(_:)``.
  private static func unpacked(
    _ column: Matrix<Scalar>, as shapes: [Shape], of quantity: String, in name: String
  ) -> [Matrix<Scalar>] {
    let count = shapes.reduce(0) { $0 + $1.count }
    require(
      column.shape == Shape(count, 1) || (count == 0 && column.isEmpty),
      "\(quantity) of \(name) must be \(Shape(count, 1)), not \(column.shape)")
    var start = 0
    return shapes.map { shape in
      var part = Matrix<Scalar>(uninitialized: shape)
      let first = start
      part.withMutableElements { target in
        column.withElements { target.update(from: $0 + first, count: shape.count) }
      }
      start += shape.count
      return part
    }
  }
}

extension Residual: KinkedLayer {
  /// The kinks of the inner layers and of g.
  public func kinks(_ aPrev: Matrix<Scalar>) -> Kinks<Scalar>? {
    var all: [Kinks<Scalar>] = []
    let f = layers.reduce(aPrev) { a, layer in
      all += (layer as? any KinkedLayer<Scalar>)?.kinks(a).map { [$0] } ?? []
      return layer.forward(a).a
    }
    if activation.hasKink { all.append(Kinks(name: activation.name, distances: f + aPrev)) }
    guard let first = all.first else { return nil }
    return Kinks(name: first.name, distances: Self.packed(all.map(\.distances)))
  }
}

/// A layer whose cache has no type where many kinds of layers stand side by side.
extension Layer {
  fileprivate func forwardHidingCache(_ aPrev: Matrix<Scalar>)
    -> (a: Matrix<Scalar>, cache: any Sendable)
  {
    let (a, cache) = forward(aPrev)
    return (a, cache)
  }

  fileprivate func backward(_ dA: Matrix<Scalar>, hidden cache: any Sendable)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { backward(dA, cache: own(cache)) }

  fileprivate mutating func observe(hidden cache: any Sendable) { observe(own(cache)) }

  private func own(_ cache: any Sendable) -> Cache {
    guard let cache = cache as? Cache else {
      fatalError("\(name) was given the cache of another layer")
    }
    return cache
  }
}
