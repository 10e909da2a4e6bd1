import ArrayFiles
import Bytes
import DeepNetwork

/// A network that a file of ONNX describes, in layers of the kinds that there are here.
package struct ImportedNetwork: Sendable {
  /// What a file says of the classes.
  package enum Classes: Equatable, Sendable {
    case names([String])
    /// The number that stands for each.
    case numbers([Double])
  }

  /// The layers, with n[0] and the picture that the features are.
  package let architecture: Architecture
  /// Whether it computes in float64.
  package let isDouble: Bool
  /// What becomes of raw features before the first layer.
  package let scaling: FeatureScaling
  package let classes: Classes?
  /// What whoever uses the network has to know, a sentence each.
  package let remarks: [String]
  private let layers: [ImportedLayer]

  /// The network of an encoded model.
  ///
  /// - Throws: `ImportError` with everything that does not fit.
  package init(onnx bytes: SharedBytes) throws(ImportError) {
    let graph: ONNXGraph
    do throws(FormatError) {
      graph = try ONNXGraph(model: bytes)
    } catch {
      throw .unreadable("\(error)")
    }
    // Of several failures that is said which came furthest.
    var failure: (progress: Int, error: ImportError)?
    for pictures in graph.likelyPictures {
      var reading = GraphReading(graph, pictures: pictures)
      do throws(ImportError) {
        try self.init(&reading)
        return
      } catch {
        if reading.progress > failure?.progress ?? -1 { failure = (reading.progress, error) }
      }
    }
    throw failure?.error ?? .refused([])
  }

  private init(_ reading: inout GraphReading) throws(ImportError) {
    guard reading.problems.isEmpty else { throw .refused(reading.problems) }
    do throws(ImportError.Problem) {
      let end = try reading.end()
      let sequence = try LayerSequence(reading.steps, to: end.step)
      guard let input = reading.input, !sequence.layers.isEmpty else {
        throw ImportError.Problem(place: "the graph", reason: "has no layers")
      }
      let image = try reading.image(for: sequence.layers)
      let units = image?.channels ?? input.shape.count
      let (scaling, first) = try Self.beginning(sequence.scaling, input.shape, units: units)
      reading.remarkOnNormalizations(sequence.normalizations)
      self.scaling = scaling
      layers = first + sequence.layers
      architecture = Architecture(
        inputSize: input.shape.count, image: image, layers: layers.map(\.specification))
    } catch {
      throw .refused([error])
    }
    isDouble = reading.isDouble
    classes = reading.classes
    remarks = reading.remarks
  }
}

extension ImportedNetwork {
  /// What becomes of raw features before the first layer, or in it.
  private static func beginning(
    _ scaling: UnitScaling?, _ shape: TensorShape, units: Int
  ) throws(ImportError.Problem) -> (FeatureScaling, [ImportedLayer]) {
    guard let scaling else { return (.none, []) }
    let isPicture = units < shape.count || shape.image != nil
    if let whole = FeatureScaling(scaling, of: shape.count, isPicture: isPicture) {
      return (whole, [])
    }
    guard let layer = ImportedLayer(scaling, units: units) else {
      throw ImportError.Problem(
        place: "the graph", reason: "scales features by what is not above 0, each by itself")
    }
    return (.none, [layer])
  }
}

extension FeatureScaling {
  /// A scaling of n raw features; nil where one is not scaled by a number above 0.
  fileprivate init?(_ scaling: UnitScaling, of n: Int, isPicture: Bool) {
    let isByte =
      scaling.count == 1 && scaling.center == [0] && scaling.shift == [0]
      && abs(scaling.scale[0] * 255 - 1) < 1e-6
    if isByte, isPicture {
      self = .division(by: 255)
      return
    }
    let all = scaling.stretched(to: n)
    let mean = (0..<n).map { all.center[$0] - all.shift[$0] / all.scale[$0] }
    let deviation = all.scale.map { 1 / $0 }
    guard (mean + deviation).allSatisfy(\.isFinite), deviation.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    self = .standardization(mean: mean, deviation: deviation)
  }
}

// MARK: - The model

extension ImportedNetwork {
  /// The network with its weights.
  ///
  /// - Throws: `ImportError` for weights that are no finite numbers, `DimensionError` for shapes that
  ///   layers do not have.
  package func model<Scalar: NetworkScalar>(_: Scalar.Type = Scalar.self) throws -> Model<Scalar> {
    let plan = try DimensionChecker.check(architecture)
    return try Model(zip(layers, plan.layers).map { try $0.layer($1) })
  }
}

extension ImportedLayer {
  /// The layer with its numbers, of the planned shapes.
  fileprivate func layer<Scalar: NetworkScalar>(_ plan: PlannedLayer) throws -> any NetworkLayer<
    Scalar
  > {
    if let kind = specification.kind as? ResidualKind {
      let layers: [any NetworkLayer<Scalar>] = try zip(inner, plan.inner).map { try $0.layer($1) }
      return try Residual(
        Array(layers.prefix(kind.layers.count)),
        shortcut: Array(layers.dropFirst(kind.layers.count)), activation: kind.activation)
    }
    let names = plan.parameters.map(\.name)
    let values: [Matrix<Scalar>] = try names.map { try matrix($0, plan) }
    var layer = specification.kind.layer(plan, ParameterValues(names: names, values: values))
    for (name, shape) in plan.shapesOfState {
      let matrix: Matrix<Scalar> = try matrix(name, plan)
      guard matrix.shape == shape else { throw unfit(name, plan) }
      layer.state[name] = matrix
    }
    return layer
  }

  private func matrix<Scalar: NetworkScalar>(
    _ name: String, _ plan: PlannedLayer
  ) throws -> Matrix<Scalar> {
    guard let array = arrays[name] else { return .empty }
    guard let matrix = Matrix<Scalar>(twoAxes: array), matrix.elements.allSatisfy(\.isFinite) else {
      throw unfit(name, plan)
    }
    return matrix
  }

  private func unfit(_ name: String, _ plan: PlannedLayer) -> ImportError {
    .refused([
      ImportError.Problem(
        place: "layer \(plan.number) (\(specification.type))",
        reason: "its \(name) holds what is no finite number")
    ])
  }
}
