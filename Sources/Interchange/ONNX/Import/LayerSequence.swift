import DeepNetwork

/// The steps of a graph as layers one after the other, and as blocks where two ways meet again in a sum.
struct LayerSequence {
  private(set) var layers: [ImportedLayer] = []
  /// What becomes of raw features first.
  private(set) var scaling: UnitScaling?
  /// The places of scalings that have become normalizations.
  private(set) var normalizations: [String] = []
  private let steps: [NetworkStep]
  private var taken: Set<Int> = []

  /// Blocks within blocks are not followed any deeper.
  private static let maximumDepth = 16

  /// The layers from the input, which is step 0, to the answer.
  ///
  /// - Throws: the step that no layer stands for.
  init(_ steps: [NetworkStep], to end: Int) throws(ImportError.Problem) {
    self.steps = steps
    var path = try path(from: 0, to: end)
    while case .scaling(let next, _)? = path.first.map({ steps[$0].work }) {
      scaling = (scaling ?? .identity).followed(by: next)
      path.removeFirst()
    }
    layers = try layers(path, depth: 0)
    // Numbers are numbers for a dense layer; what is left out last all counts.
    if layers.count > 1, layers[0].specification == .flatten, layers[1].specification.units != nil {
      layers.removeFirst()
    }
    if let last = layers.last, last.specification.kind is DropoutKind { layers.removeLast() }
  }

  /// The steps behind `start` up to `end`, each of which all ways go through.
  private mutating func path(
    from start: Int, to end: Int
  ) throws(ImportError.Problem) -> [Int] {
    var (path, step) = ([Int](), end)
    while step != start {
      guard taken.insert(step).inserted else {
        throw ImportError.Problem(
          place: steps[step].place,
          reason: "what it gives goes two ways that do not come together again as one sum")
      }
      path.append(step)
      step = steps[step].dominator
    }
    return path.reversed()
  }

  private mutating func layers(
    _ path: [Int], depth: Int
  ) throws(ImportError.Problem) -> [ImportedLayer] {
    var layers: [ImportedLayer] = []
    var scaling: (scaling: UnitScaling, units: Int, place: String)?
    for index in path {
      let step = steps[index]
      if case .scaling(let next, let units) = step.work {
        let before = scaling?.scaling ?? .identity
        scaling = (before.followed(by: next), units, scaling?.place ?? step.place)
        continue
      }
      if let scaling { try append(scaling, to: &layers) }
      scaling = nil
      append(try layer(step, depth), to: &layers)
    }
    if let scaling { try append(scaling, to: &layers) }
    return layers
  }

  /// Puts a scaling into the layer before it where that can take it.
  private mutating func append(
    _ scaling: (scaling: UnitScaling, units: Int, place: String), to layers: inout [ImportedLayer]
  ) throws(ImportError.Problem) {
    if let last = layers.last?.followed(by: scaling.scaling) {
      layers[layers.count - 1] = last
    } else if let layer = ImportedLayer(scaling.scaling, units: scaling.units) {
      normalizations.append(scaling.place)
      layers.append(layer)
    } else {
      throw ImportError.Problem(
        place: scaling.place,
        reason:
          "scales every feature of a picture by itself, which only happens to raw features here")
    }
  }

  /// Puts an activation into the layer before it where that can take it.
  private func append(_ layer: ImportedLayer, to layers: inout [ImportedLayer]) {
    if let kind = layer.specification.kind as? ActivationLayerKind,
      let last = layers.last?.followed(by: kind.activation)
    {
      layers[layers.count - 1] = last
    } else {
      layers.append(layer)
    }
  }

  private mutating func layer(
    _ step: NetworkStep, _ depth: Int
  ) throws(ImportError.Problem) -> ImportedLayer {
    switch step.work {
    case .layer(let layer): return layer
    case .sum: return try block(step, depth + 1)
    case .padding:
      throw ImportError.Problem(
        place: step.place,
        reason: "puts zeros around pictures for something else than a convolution")
    case .part, .input, .scaling:
      throw ImportError.Problem(
        place: step.place, reason: "what it computes of single numbers is no activation here")
    }
  }

  /// A residual block: the longer way has its layers, the other is the shortcut.
  private mutating func block(
    _ step: NetworkStep, _ depth: Int
  ) throws(ImportError.Problem) -> ImportedLayer {
    guard depth <= Self.maximumDepth else {
      throw ImportError.Problem(
        place: step.place, reason: "blocks within blocks are read \(Self.maximumDepth) deep")
    }
    var ways: [[ImportedLayer]] = []
    for input in step.inputs {
      let path = try path(from: step.dominator, to: input)
      ways.append(try layers(path, depth: depth))
    }
    if ways[1].count > ways[0].count { ways.swapAt(0, 1) }
    let (main, shortcut) = (ways[0], ways[1])
    guard !main.isEmpty else {
      throw ImportError.Problem(place: step.place, reason: "adds numbers to themselves")
    }
    return ImportedLayer(inner: main + shortcut) { activation, _ in
      .residual(
        main.map(\.specification), shortcut: shortcut.map(\.specification), activation: activation)
    }
  }
}
