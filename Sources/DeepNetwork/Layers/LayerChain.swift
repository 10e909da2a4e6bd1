/// Layers one after the other that stand for one: what a ``Residual`` block consists of.
///
/// W and b are those of all layers in one column each, (count, 1): first those of the first layer, row by
/// row, then those of the second; empty where no layer has any.
struct LayerChain<Scalar: NetworkScalar>: Sendable {
  /// The caches of the layers.
  typealias Cache = [any Sendable]

  var layers: [any Layer<Scalar>]

  /// The names in messages.
  var name: String { layers.map { $0.name }.joined(separator: "; ") }

  /// A of the last layer; each layer is told of before it takes its A_prev.
  func forward(
    _ aPrev: Matrix<Scalar>,
    willPass: (_ layer: any Layer<Scalar>, _ aPrev: Matrix<Scalar>) -> Void = { _, _ in }
  ) -> (a: Matrix<Scalar>, cache: Cache) {
    var (a, caches) = (aPrev, Cache())
    for layer in layers {
      willPass(layer, a)
      let cache: any Sendable
      (a, cache) = layer.forwardHidingCache(a)
      caches.append(cache)
    }
    return (a, caches)
  }

  /// dA_prev, and dW and db of each layer, from dA.
  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: [Matrix<Scalar>], db: [Matrix<Scalar>])
  {
    var (dA, dW, db) = (dA, [Matrix<Scalar>](), [Matrix<Scalar>]())
    for (layer, cache) in zip(layers, cache).reversed() {
      let gradients = layer.backward(dA, hidden: cache)
      dA = gradients.dAPrev
      dW.append(gradients.dW)
      db.append(gradients.db)
    }
    return (dA, dW.reversed(), db.reversed())
  }

  func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    layers.reduce(aPrev) { $1.infer($0) }
  }

  mutating func draw(m: Int, from random: inout RandomState) {
    for index in layers.indices { layers[index].draw(m: m, from: &random) }
  }

  mutating func observe(_ cache: Cache) {
    for index in layers.indices { layers[index].observe(hidden: cache[index]) }
  }

  func part(for examples: Range<Int>) -> Self {
    LayerChain(layers: layers.map { $0.part(for: examples) })
  }
}

// MARK: - State

extension LayerChain {
  /// The state of layer k under `k.` and its name, counted from 1, behind a prefix.
  func state(prefix: String) -> [String: Matrix<Scalar>] {
    layers.enumerated().reduce(into: [:]) { all, entry in
      for (name, matrix) in entry.element.state {
        all["\(prefix)\(entry.offset + 1).\(name)"] = matrix
      }
    }
  }

  /// Takes the layers' state out of that of a block.
  mutating func takeState(
    from all: inout [String: Matrix<Scalar>], prefix: String, in block: String
  ) {
    for index in layers.indices {
      var state = layers[index].state
      for name in state.keys {
        let full = "\(prefix)\(index + 1).\(name)"
        guard let matrix = all.removeValue(forKey: full) else {
          fatalError("the state of \(block) lacks \(full)")
        }
        state[name] = matrix
      }
      if !state.isEmpty { layers[index].state = state }
    }
  }
}

// MARK: - Parameters in one column

extension Matrix {
  /// The elements of all parts, row by row, in one column; empty if there are none.
  static func packed(_ parts: [Matrix]) -> Matrix {
    let count = parts.reduce(0) { $0 + $1.count }
    guard count > 0 else { return .empty }
    var column = Matrix(uninitialized: Shape(count, 1))
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
  func unpacked(as shapes: [Shape], of quantity: String, in name: String) -> [Matrix] {
    let count = shapes.reduce(0) { $0 + $1.count }
    require(
      shape == Shape(count, 1) || (count == 0 && isEmpty),
      "\(quantity) of \(name) must be \(Shape(count, 1)), not \(shape)")
    var start = 0
    return shapes.map { shape in
      var part = Matrix(uninitialized: shape)
      let first = start
      part.withMutableElements { target in
        withElements { target.update(from: $0 + first, count: shape.count) }
      }
      start += shape.count
      return part
    }
  }
}

extension LayerOutput {
  /// That of layers whose parameters are in one column each, one layer after the other.
  init(of inner: [PlannedLayer], image: ImageShape?, size: Int) {
    func column(_ shape: (PlannedLayer) -> Shape) -> Shape {
      let count = inner.reduce(0) { $0.addingClamped(shape($1).clampedCount) }
      return count == 0 ? Shape(0, 0) : Shape(count, 1)
    }
    let state = inner.reduce(into: [String: Shape]()) { all, layer in
      for (name, shape) in layer.shapesOfState { all["\(layer.number).\(name)"] = shape }
    }
    if let image {
      self.init(image: image, W: column(\.shapeOfW), b: column(\.shapeOfB), state: state)
    } else {
      self.init(size: size, W: column(\.shapeOfW), b: column(\.shapeOfB), state: state)
    }
    self.inner = inner
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
