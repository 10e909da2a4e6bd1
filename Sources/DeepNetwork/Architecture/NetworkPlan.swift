/// The proven shapes of a network; only the ``DimensionChecker`` can make one.
public struct NetworkPlan: Hashable, Sendable {
  /// The layers 1 … L with their shapes.
  public let layers: [PlannedLayer]
  /// n[0], …, n[L], all at least 1.
  public let n: [Int]
  /// g of the layers 1 … L; linear where a layer has none.
  public let activations: [Activation]
  /// The chance of a unit to stay, for the layers 1 … L-1; 1 where there is no dropout.
  public let keepProbabilities: [Double]

  init(inputSize: Int, layers: [PlannedLayer]) {
    self.layers = layers
    n = [inputSize] + layers.map(\.outputSize)
    activations = layers.map(\.specification.activation)
    keepProbabilities = layers.dropLast().map(\.specification.keepProbability)
  }

  /// The number of layers, the input not counted.
  public var L: Int { layers.count }

  /// The picture that the n[0] features are; nil where they are none.
  public var image: ImageShape? { layers[0].inputImage }

  /// Whether every layer is dense.
  public var isDense: Bool { layers.allSatisfy { $0.specification.units != nil } }

  /// The shape of W of layer l, for l from 1 to L: (n[l], n[l-1]) in a dense layer, (0, 0) where there
  /// is none.
  public func shapeOfW(_ l: Int) -> Shape { layers[l - 1].shapeOfW }

  /// The shape of b of layer l, for l from 1 to L: (n[l], 1) in a dense layer, (0, 0) where there is
  /// none.
  public func shapeOfB(_ l: Int) -> Shape { layers[l - 1].shapeOfB }

  /// The number of weights and biases of layer l; `Int.max` if there are more.
  public func parameterCount(_ l: Int) -> Int { layers[l - 1].parameterCount }

  /// The number of weights and biases of all layers; `Int.max` if there are more.
  public var parameterCount: Int {
    layers.reduce(0) { $0.addingClamped($1.parameterCount) }
  }
}

/// One layer of a plan.
public struct PlannedLayer: Hashable, Sendable {
  /// What was asked for.
  public let specification: LayerSpecification
  /// l; inside a block counted from its start, behind `shortcut.` in a shortcut and behind `2.` in the second
  /// of several branches.
  public let number: String
  /// n[l-1].
  public let inputSize: Int
  /// n[l].
  public let outputSize: Int
  /// The pictures that come in; nil where they are none.
  public let inputImage: ImageShape?
  /// The pictures that go out; nil where they are none.
  public let outputImage: ImageShape?
  /// The picture whose numbers come in, in its order, as it is or flattened; nil where a layer has mixed
  /// them since, and for the numbers of examples, which come as they are.
  public let inputPicture: ImageShape?
  /// The picture whose numbers go out.
  let outputPicture: ImageShape?
  /// Whether the layer adds the numbers of a flattened picture, in its order, to numbers of another, so
  /// that no other order of pictures would do.
  package let addsPictureToOthers: Bool
  /// The parameters, each of at least one number; those of layers inside behind the layer's own.
  public let parameters: [ParameterShape]
  /// The layers inside a block, those of a shortcut at the end, those of branches one after the other.
  public let inner: [PlannedLayer]

  /// The shapes of what the layer keeps beside its parameters, by name.
  public let shapesOfState: [String: Shape]

  init(
    _ specification: LayerSpecification, number: String, _ input: ShapeInference.Flow,
    _ output: LayerOutput
  ) {
    self.specification = specification
    self.number = number
    (inputSize, inputImage, inputPicture) = (input.size, input.image, input.picture)
    (outputSize, outputImage, outputPicture) = (output.size, output.image, output.picture)
    (parameters, shapesOfState) = (output.parameters, output.state)
    inner = output.inner
    addsPictureToOthers = output.addsPictureToOthers
  }

  /// The shape of the parameter W; (0, 0) where there is none.
  public var shapeOfW: Shape { shape(of: "W") }
  /// The shape of the parameter b; (0, 0) where there is none.
  public var shapeOfB: Shape { shape(of: "b") }

  private func shape(of name: String) -> Shape {
    parameters.first { $0.name == name }?.shape ?? Shape(0, 0)
  }

  /// The number of weights and biases; `Int.max` if there are more.
  public var parameterCount: Int {
    parameters.reduce(0) { $0.addingClamped($1.shape.clampedCount) }
  }

  /// The numbers that an example leaves in the caches of a training pass, the layer's input aside.
  ///
  /// An activation that needs Z to go back keeps it beside A, which the next layer has.
  package var cachedPerExample: Int {
    let keepsBoth = !specification.activation.kind.keepsA
    return specification.kind.cachedPerExample(self).addingClamped(keepsBoth ? outputSize : 0)
  }

  /// How many numbers of an update's `m` examples the layer brings to mean 0 together; nil where it
  /// does nothing of the kind.
  package func numbersPerMean(examples m: Int) -> Int? {
    (specification.kind as? any NormalizationKind)?.numbersPerMean(self, examples: m)
  }

  /// The additions and multiplications of the forward pass of one example.
  package var arithmetic: Double { specification.kind.arithmetic(self) }
}

extension Shape {
  /// The number of elements; `Int.max` if there are more.
  var clampedCount: Int {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    return overflow ? .max : count
  }
}

extension Int {
  /// The sum; `Int.max` if it is more.
  package func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product; `Int.max` if it is more.
  package func multipliedClamped(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

/// Layers that are made as they were planned.
extension PlannedLayer {
  /// Layer l with parameters as training starts with them, in their order; what is drawn comes from
  /// `random`.
  func layer<Scalar: NetworkScalar>(
    _ l: Int, _ initializer: Initializer, from random: inout RandomState
  ) -> any NetworkLayer<Scalar> {
    var values: [Matrix<Scalar>] = []
    for parameter in parameters {
      values.append(parameter.initialValue(initializer, layer: l, from: &random))
    }
    return layer(values)
  }

  /// The layer with the given parameters, which have the planned shapes and order.
  func layer<Scalar: NetworkScalar>(_ values: [Matrix<Scalar>]) -> any NetworkLayer<Scalar> {
    let parameters = ParameterValues(names: parameters.map(\.name), values: values)
    let layer: any NetworkLayer<Scalar> = specification.kind.layer(self, parameters)
    return specification.isTrainable ? layer : layer.frozen()
  }

  /// The pictures that come in to a layer that takes nothing else.
  public var requiredImage: ImageShape {
    guard let inputImage else { fatalError("\(specification.type) was planned without pictures") }
    return inputImage
  }
}
