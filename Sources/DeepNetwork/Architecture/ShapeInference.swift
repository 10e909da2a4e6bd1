/// Finds the shapes of layers one after the other, and every rule that they break.
struct ShapeInference {
  /// What goes from one layer to the next.
  struct Flow {
    var size: Int
    var image: ImageShape?
    /// The picture whose numbers these are, in its order; nil for those of examples.
    var picture: ImageShape?
    /// The layer after which there are no pictures any more; 0: the examples are none.
    var imageEnd = 0
  }

  private(set) var violations: [DimensionViolation] = []
  /// What stands before the numbers of layers inside a block, of which the last is not the network's
  /// output; nil for those of the network.
  var block: String?

  /// The shapes of `layers`; those of layers behind a violation are missing where they cannot be known.
  ///
  /// The input is nil where it is not known.
  mutating func plan(_ layers: [LayerSpecification], from input: Flow?)
    -> (layers: [PlannedLayer], output: Flow?)
  {
    var (flow, planned) = (input, [PlannedLayer]())
    for (index, layer) in layers.enumerated() {
      let l = index + 1
      let isSound = checkSettings(of: layer, l)
      if block == nil, l == layers.count, layer.keepProbability != 1 {
        violations.append(.dropoutAtEnd(layer: l, type: layer.type))
      }
      guard let input = flow, isSound || layer.kind.fixedSize != nil else {
        flow = layer.kind.fixedSize.map { Flow(size: $0, imageEnd: l) }
        continue
      }
      do throws(DimensionError) {
        let next = PlannedLayer(
          layer, number: "\(block ?? "")\(l)", input,
          try layer.kind.output(
            of: LayerInput(
              size: input.size, image: input.image, picture: input.picture, layer: l,
              imageEnd: input.imageEnd)))
        planned.append(next)
        let isEnd = input.image != nil && next.outputImage == nil
        flow = Flow(
          size: next.outputSize, image: next.outputImage, picture: next.outputPicture,
          imageEnd: isEnd ? l : input.imageEnd)
      } catch {
        violations += error.violations
        flow = nil
      }
    }
    return (planned, flow)
  }

  /// Whether the numbers of a layer are such as can be.
  private mutating func checkSettings(of layer: LayerSpecification, _ l: Int) -> Bool {
    let misfits = layer.kind.misfits
    violations += misfits.map {
      .setting(
        layer: l, type: layer.type, name: $0.name, value: $0.value, allowed: $0.allowed)
    }
    return misfits.isEmpty
  }
}

extension ShapeInference.Flow {
  /// Whether both have a number for each of the other's.
  func canBeAdded(to other: Self) -> Bool {
    if let image, let others = other.image { image == others } else { size == other.size }
  }
}

extension ShapeInference.Flow: CustomStringConvertible {
  var description: String { image.map { "\($0)" } ?? "\(size)" }
}
