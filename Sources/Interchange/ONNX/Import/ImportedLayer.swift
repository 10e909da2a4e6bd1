import ArrayFiles
import DeepNetwork

/// A layer as nodes of a graph describe it, with its numbers.
struct ImportedLayer: Sendable {
  /// The layer with an activation in it and with or without b.
  typealias Making = @Sendable (_ activation: Activation, _ bias: Bool) -> LayerSpecification

  private(set) var specification: LayerSpecification
  /// nil for a layer that has no activation.
  private let making: Making?
  /// Its parameters and what it keeps beside them, by name, as the layer has them.
  private(set) var arrays: [String: NumericArray]
  /// The layers inside, those of a shortcut at the end.
  let inner: [ImportedLayer]
  /// The arrays whose scaling scales what goes out; nil where none does.
  private let scaled: Scaled?

  /// Arrays with a row for each unit that goes out.
  struct Scaled: Sendable {
    let factor: String
    let addend: String

    static let product = Scaled(factor: "W", addend: "b")
    static let normalization = Scaled(factor: "gamma", addend: "beta")
  }

  /// A layer that has no activation.
  init(_ specification: LayerSpecification) {
    self.specification = specification
    making = nil
    arrays = [:]
    inner = []
    scaled = nil
  }

  /// A layer that can end in an activation.
  init(
    arrays: [String: NumericArray] = [:], inner: [ImportedLayer] = [], scaled: Scaled? = nil,
    _ making: @escaping Making
  ) {
    specification = making(.linear, arrays["b"] != nil)
    self.making = making
    self.arrays = arrays
    self.inner = inner
    self.scaled = scaled
  }
}

extension ImportedLayer {
  /// The layer with an activation behind it; nil where that has to be a layer of its own.
  func followed(by activation: Activation) -> ImportedLayer? {
    guard let making, specification.activation == .linear else { return nil }
    var result = self
    result.specification = making(activation, arrays["b"] != nil)
    return result
  }

  /// The layer with a scaling behind it; nil where that has to be a layer of its own.
  func followed(by scaling: UnitScaling) -> ImportedLayer? {
    guard let scaled, specification.activation == .linear, let making,
      let W = arrays[scaled.factor], scaling.count <= W.shape[0]
    else { return nil }
    let units = W.shape[0]
    let scaling = scaling.stretched(to: units)
    var result = self
    if scaling.scale.contains(where: { $0 != 1 }) {
      var numbers = W.doubles()
      for i in numbers.indices { numbers[i] *= scaling.scale[i / (numbers.count / units)] }
      result.arrays[scaled.factor] = NumericArray(shape: W.shape, values: numbers)
    }
    let b = arrays[scaled.addend]?.doubles() ?? [Double](repeating: 0, count: units)
    result.arrays[scaled.addend] = NumericArray(
      shape: [units, 1],
      values: (0..<units).map {
        (b[$0] - scaling.center[$0]) * scaling.scale[$0] + scaling.shift[$0]
      })
    result.specification = making(.linear, true)
    return result
  }

  /// A scaling as a layer of its own: a normalization whose running mean is 0 and variance 1.
  ///
  /// - Returns: nil where pictures have a number for each feature.
  init?(_ scaling: UnitScaling, units: Int) {
    guard scaling.count <= units else { return nil }
    let scaling = scaling.stretched(to: units)
    func column(_ numbers: [Double]) -> NumericArray {
      NumericArray(shape: [units, 1], values: numbers)
    }
    let epsilon = 1e-5
    self.init(
      arrays: [
        "gamma": column(scaling.scale), "beta": column(scaling.shift),
        "mean": column(scaling.center),
        "variance": column([Double](repeating: 1 - epsilon, count: units)),
      ], scaled: .normalization
    ) { activation, _ in
      .batchNormalization(activation: activation, epsilon: epsilon)
    }
  }
}
