/// Finds the shapes of layers one after the other, and every rule that they break.
struct ShapeInference {
  /// What goes from one layer to the next.
  struct Flow {
    var size: Int
    var image: ImageShape?
    /// The layer after which there are no pictures any more; 0: the examples are none.
    var imageEnd = 0
  }

  private(set) var violations: [DimensionViolation] = []
  /// Whether the layers are those inside a block, of which the last is not the network's output.
  var isBlock = false

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
      if !isBlock, l == layers.count, layer.keepProbability != 1 {
        violations.append(.dropoutAtEnd(layer: l, type: layer.type))
      }
      guard let input = flow, isSound || layer.units != nil else {
        // Only a dense layer gives the same whatever comes in.
        flow = layer.units.map { Flow(size: $0, imageEnd: l) }
        continue
      }
      let next = self.planned(layer, l, input)
      if let next {
        planned.append(next)
        let isEnd = input.image != nil && next.outputImage == nil
        flow = Flow(
          size: next.outputSize, image: next.outputImage,
          imageEnd: isEnd ? l : input.imageEnd)
      } else {
        flow = nil
      }
    }
    return (planned, flow)
  }

  private mutating func planned(_ layer: LayerSpecification, _ l: Int, _ input: Flow)
    -> PlannedLayer?
  {
    switch layer {
    case .dense(let units, _, _):
      return PlannedLayer(
        layer, input, size: units, W: Shape(units, input.size), b: Shape(units, 1))
    case .convolution2D(let filters, let kernel, let stride, let padding, _, _):
      guard let image = image(of: input, for: layer, l) else { return nil }
      let (area, isTooLarge) = kernel.multipliedReportingOverflow(by: kernel)
      let (depth, overflow) = area.multipliedReportingOverflow(by: image.channels)
      guard !isTooLarge, !overflow,
        let output = image.convolved(
          filters: filters, kernel: kernel, stride: stride, padding: padding)
      else {
        violations.append(
          .convolution(
            layer: l, image: image, kernel: kernel, stride: stride, padding: padding))
        return nil
      }
      return PlannedLayer(
        layer, input, size: output.count, image: output, W: Shape(filters, depth),
        b: Shape(filters, 1))
    case .maxPool2D(let size, let stride), .averagePool2D(let size, let stride):
      guard let image = image(of: input, for: layer, l) else { return nil }
      guard let output = image.pooled(size: size, stride: stride) else {
        violations.append(.pooling(layer: l, type: layer.type, image: image, size: size))
        return nil
      }
      return PlannedLayer(layer, input, size: output.count, image: output)
    case .flatten:
      guard image(of: input, for: layer, l) != nil else { return nil }
      return PlannedLayer(layer, input, size: input.size)
    case .batchNormalization:
      let shape = Shape(input.image?.channels ?? input.size, 1)
      return PlannedLayer(
        layer, input, size: input.size, image: input.image, W: shape, b: shape)
    case .residual(let layers, _): return block(layer, layers, l, input)
    }
  }

  private mutating func block(
    _ block: LayerSpecification, _ layers: [LayerSpecification], _ l: Int, _ input: Flow
  ) -> PlannedLayer? {
    guard !layers.isEmpty else {
      violations.append(.emptyBlock(layer: l))
      return nil
    }
    var planner = ShapeInference()
    planner.isBlock = true
    let (inner, output) = planner.plan(layers, from: input)
    violations += planner.violations.map { .inBlock(layer: l, $0) }
    guard planner.violations.isEmpty, let output else { return nil }
    let fits = output.image.map { $0 == input.image } ?? (output.size == input.size)
    guard fits else {
      violations.append(
        .blockEnds(layer: l, input: input.description, output: output.description))
      return nil
    }
    func column(_ shape: (PlannedLayer) -> Shape) -> Shape {
      let count = inner.reduce(0) { $0.addingClamped(shape($1).clampedCount) }
      return count == 0 ? Shape(0, 0) : Shape(count, 1)
    }
    return PlannedLayer(
      block, input, size: input.size, image: output.image, W: column(\.shapeOfW),
      b: column(\.shapeOfB), inner: inner)
  }

  private mutating func image(of input: Flow, for layer: LayerSpecification, _ l: Int)
    -> ImageShape?
  {
    if let image = input.image { return image }
    violations.append(
      .noImage(layer: l, type: layer.type, after: input.imageEnd, size: input.size))
    return nil
  }

  // MARK: Numbers that no input can make right

  /// Whether the numbers of a layer are such as can be.
  private mutating func checkSettings(of layer: LayerSpecification, _ l: Int) -> Bool {
    let before = violations.count
    func require(_ isAllowed: Bool, _ name: String, _ value: Double, _ allowed: String) {
      guard !isAllowed else { return }
      violations.append(
        .setting(layer: l, type: layer.type, name: name, value: value, allowed: allowed))
    }
    func requireSize(_ name: String, _ value: Int) {
      require(value >= 1, name, Double(value), "at least 1")
    }
    let keep = layer.keepProbability
    require(keep > 0 && keep <= 1, "keepProbability", keep, "above 0 and at most 1")
    switch layer {
    case .dense(let units, _, _): requireSize("units", units)
    case .convolution2D(let filters, let kernel, let stride, _, _, _):
      requireSize("filters", filters)
      requireSize("kernel", kernel)
      requireSize("stride", stride)
    case .maxPool2D(let size, let stride), .averagePool2D(let size, let stride):
      requireSize("size", size)
      requireSize("stride", stride ?? 1)
    case .batchNormalization(_, let momentum, let epsilon):
      require(momentum >= 0 && momentum <= 1, "momentum", momentum, "from 0 to 1")
      require(epsilon > 0 && epsilon.isFinite, "epsilon", epsilon, "above 0")
    case .flatten, .residual: break
    }
    return violations.count == before
  }
}

extension ShapeInference.Flow: CustomStringConvertible {
  var description: String { image.map { "\($0)" } ?? "\(size)" }
}

extension PlannedLayer {
  fileprivate init(
    _ specification: LayerSpecification, _ input: ShapeInference.Flow, size: Int,
    image: ImageShape? = nil, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0),
    inner: [PlannedLayer] = []
  ) {
    self.init(
      specification: specification, inputSize: input.size, outputSize: size,
      inputImage: input.image, outputImage: image, shapeOfW: W, shapeOfB: b, inner: inner)
  }
}
