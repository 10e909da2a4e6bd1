/// Layers one after the other: the inside of a layer that is made of others.
struct LayerChain<Scalar: NetworkScalar>: Sendable {
  /// The caches of the layers.
  typealias Cache = [any Sendable]

  var layers: [any NetworkLayer<Scalar>]

  /// The names in messages.
  var name: String { layers.map { $0.name }.joined(separator: "; ") }

  /// A of the last layer; each layer is told of before it takes its A_prev.
  func forward(
    _ aPrev: Matrix<Scalar>,
    willPass: (_ layer: any NetworkLayer<Scalar>, _ aPrev: Matrix<Scalar>) -> Void = { _, _ in }
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

  /// dA_prev, and the gradients of the layers' parameters in their order, from dA.
  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    var (dA, all) = (dA, [[Matrix<Scalar>]]())
    for (layer, cache) in zip(layers, cache).reversed() {
      let gradients: [Matrix<Scalar>]
      (dA, gradients) = layer.backward(dA, hidden: cache)
      all.append(gradients)
    }
    return (dA, all.reversed().flatMap { $0 })
  }

  /// dA_prev alone.
  func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    zip(layers, cache).reversed().reduce(dA) { dA, pass in
      pass.0.inputGradient(dA, hidden: pass.1)
    }
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

  func usingState() -> Self { LayerChain(layers: layers.map { $0.usingState() }) }

  func asTrained(on aPrev: Matrix<Scalar>) -> Self {
    var a = aPrev
    let trained = layers.map { layer in
      let trained = layer.asTrained(on: a)
      a = trained.infer(a)
      return trained
    }
    return LayerChain(layers: trained)
  }
}

// MARK: - Of layers that are made of others

/// A layer that is made of others.
protocol LayerBlock<Scalar>: NetworkLayer {
  /// The layers inside.
  var innerLayers: [any NetworkLayer<Scalar>] { get }
}

extension LayerChain {
  /// Proves that each of the layers of a block takes what the one before gives.
  static func check(_ layers: [any NetworkLayer<Scalar>], in block: String) throws(DimensionError) {
    do throws(DimensionError) {
      try DimensionChecker.check(layers)
    } catch {
      throw DimensionError(error.violations.map { .inBlock(layer: nil, type: block, $0) })
    }
  }

  /// The kinks of the layers.
  func kinks(_ aPrev: Matrix<Scalar>) -> [Kinks<Scalar>] {
    var all: [Kinks<Scalar>] = []
    _ = forward(aPrev) { layer, a in
      if let kinks = (layer as? any KinkedLayer<Scalar>)?.kinks(a) { all.append(kinks) }
    }
    return all
  }
}

extension PlannedLayer {
  /// The layers inside with their part of the layer's parameters.
  func innerLayers<Scalar: NetworkScalar>(_ parameters: ParameterValues<Scalar>)
    -> [any NetworkLayer<Scalar>]
  {
    inner.map { layer in
      layer.layer(layer.parameters.map { parameters[$0.name.ofInner(layer.number)] })
    }
  }
}

extension ShapeInference.Flow {
  /// What comes in to a block, as it comes in to the layers inside.
  init(_ input: LayerInput) {
    self.init(
      size: input.size, image: input.image, picture: input.picture, imageEnd: input.imageEnd)
  }
}

// MARK: - Parameters

extension LayerChain {
  /// The parameters of the layers as those of a block, which has the chain at `path`: W of layer k is
  /// `W.k`, counted from 1, with a prefix before the number.
  func parameters<Block: NetworkLayer<Scalar>>(
    in path: WritableKeyPath<Block, LayerChain> & Sendable, prefix: String
  ) -> [Parameter<Block>] {
    layers.enumerated().flatMap { index, layer in
      layer.parametersInside.map { name, decays, isTrained, place in
        Parameter(
          name.ofInner("\(prefix)\(index + 1)"), decays: decays, isTrained: isTrained
        ) {
          $0[keyPath: path].layers[index].value(at: place)
        } change: { block, body in
          block[keyPath: path].layers[index].change(at: place, body)
        }
      }
    }
  }
}

extension NetworkLayer {
  /// The parameters as a layer around this one, whose type is not known here, needs them.
  fileprivate var parametersInside: [(name: String, decays: Bool, isTrained: Bool, place: Int)] {
    parameters.enumerated().map { place, parameter in
      (parameter.name, parameter.decays, parameter.isTrained, place)
    }
  }

  fileprivate func value(at place: Int) -> Matrix<Scalar> { parameters[place].value(self) }

  fileprivate mutating func change(at place: Int, _ body: (inout Matrix<Scalar>) -> Void) {
    parameters[place].change(&self, body)
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

extension LayerOutput {
  /// That of layers inside a block, under the names of the block.
  init(of inner: [PlannedLayer], image: ImageShape?, size: Int) {
    let parameters = inner.flatMap { layer in
      layer.parameters.map {
        ParameterShape($0.name.ofInner(layer.number), $0.shape, start: $0.start)
      }
    }
    let state = inner.reduce(into: [String: Shape]()) { all, layer in
      for (name, shape) in layer.shapesOfState { all["\(layer.number).\(name)"] = shape }
    }
    if let image {
      self.init(image: image, parameters: parameters, state: state)
    } else {
      self.init(size: size, parameters: parameters, state: state)
    }
    self.inner = inner
  }
}

/// A layer whose cache has no type where many kinds of layers stand side by side.
extension NetworkLayer {
  fileprivate func forwardHidingCache(_ aPrev: Matrix<Scalar>)
    -> (a: Matrix<Scalar>, cache: any Sendable)
  {
    let (a, cache) = forward(aPrev)
    return (a, cache)
  }

  fileprivate func backward(_ dA: Matrix<Scalar>, hidden cache: any Sendable)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let (dAPrev, gradients) =
      backward(dA, cache: own(cache)) as (Matrix<Scalar>, [Matrix<Scalar>])
    return (dAPrev, gradients)
  }

  fileprivate func inputGradient(_ dA: Matrix<Scalar>, hidden cache: any Sendable)
    -> Matrix<Scalar>
  { inputGradient(dA, cache: own(cache)) }

  mutating func observe(hidden cache: any Sendable) { observe(own(cache)) }

  private func own(_ cache: any Sendable) -> Cache {
    guard let cache = cache as? Cache else {
      fatalError("\(name) was given the cache of another layer")
    }
    return cache
  }
}
