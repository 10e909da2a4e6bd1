/// Single layers of settings that come from outside, whose initializers stop the program where they cannot be.
extension LayerSpecification {
  /// The layer for so many numbers that come in, with weights as training starts with them.
  ///
  ///     let dropout = try LayerSpecification.dropout(rate: rate)
  ///       .layer(inputs: 128, of: Float.self, from: &random)
  ///
  /// - Parameters:
  ///   - inputs: n[l-1].
  ///   - type: Float or Double.
  ///   - initializer: draws the weights.
  ///   - random: what they are drawn from.
  /// - Returns: the layer.
  /// - Throws: `DimensionError` with every setting that cannot be.
  public func layer<Scalar: NetworkScalar>(
    inputs: Int, of type: Scalar.Type = Scalar.self, initializer: Initializer = .he,
    from random: inout RandomState
  ) throws(DimensionError) -> any NetworkLayer<Scalar> {
    guard inputs >= 1 else { throw DimensionError([.sizeNotPositive(index: 0, size: inputs)]) }
    return try planned(.init(size: inputs)).layer(1, initializer, from: &random)
  }

  /// The layer for pictures that come in.
  ///
  /// - Parameters:
  ///   - pictures: their height, width and channels.
  ///   - type: Float or Double.
  ///   - initializer: draws the weights.
  ///   - random: what they are drawn from.
  /// - Returns: the layer.
  /// - Throws: `DimensionError` with every setting that cannot be.
  public func layer<Scalar: NetworkScalar>(
    pictures: ImageShape, of type: Scalar.Type = Scalar.self, initializer: Initializer = .he,
    from random: inout RandomState
  ) throws(DimensionError) -> any NetworkLayer<Scalar> {
    guard pictures.pooled(size: 1) != nil else {
      throw DimensionError(layer: 1, of: kind, "there is no picture \(pictures)")
    }
    return try planned(.init(size: pictures.count, image: pictures, picture: pictures))
      .layer(1, initializer, from: &random)
  }

  private func planned(_ input: ShapeInference.Flow) throws(DimensionError) -> PlannedLayer {
    var planner = ShapeInference()
    // Not the last of a network, which leaves out nothing.
    planner.block = ""
    let layers = planner.plan([self], from: input).layers
    let violations =
      planner.violations + DimensionChecker.misfits(of: activation, layer: 1, self.type)
    guard violations.isEmpty, let layer = layers.first else { throw DimensionError(violations) }
    return layer
  }
}

extension DimensionChecker {
  /// The settings of a layer's activation that cannot be.
  static func misfits(
    of activation: Activation, layer: Int, _ type: String
  ) -> [DimensionViolation] {
    activation.kind.misfits.map {
      .own(
        layer: layer, type: type,
        "\($0.name) of \(activation.name) must be \($0.allowed), but is \($0.value)")
    }
  }
}
